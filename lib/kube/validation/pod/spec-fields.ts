import {
  duplicate,
  type FieldError,
  fieldNotFound,
  forbiddenField,
  invalidValue,
  required,
  tooLong,
} from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { PodSpec } from '../../generated/core-v1';
import { inclusiveRangeError, isDns1123Label, isDns1123Subdomain, type NameCheck } from '../../names';
import { validateLabels } from '../labels';
import { validateDnsSubdomain, validateQualifiedName } from '../names';
import { validateContainerResourceName, validateResourceRequirements } from '../resources';
import { validateByRule, validateChoice, validateSupported } from '../scalars';
import { validateTolerations } from '../tolerations';
import { validateAffinity } from './affinity';
import { validateDnsConfig, validateHostAliases } from './dns';
import { validatePodSecurityContext } from './security-context';
import { validateTopologySpread } from './topology-spread';
import { forEachContainer } from './visit-containers';
import { validateLinux, validateWindows } from './windows';

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const PREEMPTION_POLICIES = ['PreemptLowerPriority', 'Never'];
const OPERATING_SYSTEMS = ['linux', 'windows'];
const MAX_INT32 = 2 ** 31 - 1;
const HOSTNAME_LIMIT = 64;

/** How the pod restarts, resolves names, is secured and scheduled. */
export function validatePolicies(spec: PodSpec, path: FieldPath, errors: FieldError[]): void {
  validateChoice(spec.restartPolicy, RESTART_POLICIES, path.child('restartPolicy'), errors);
  validateChoice(spec.dnsPolicy, DNS_POLICIES, path.child('dnsPolicy'), errors);
  if (spec.nodeSelector) validateLabels(spec.nodeSelector, path.child('nodeSelector'), errors);
  if (spec.securityContext)
    validatePodSecurityContext(spec.securityContext, spec, path.child('securityContext'), errors);
  if (spec.affinity) validateAffinity(spec.affinity, path.child('affinity'), errors);
  if (spec.dnsConfig || spec.dnsPolicy === 'None')
    validateDnsConfig(spec.dnsConfig, spec.dnsPolicy, path.child('dnsConfig'), errors);
  spec.readinessGates?.forEach(({ conditionType }, index) => {
    const at = path.child('readinessGates').index(index).child('conditionType');
    validateQualifiedName(conditionType ?? '', at, errors);
  });
  if (spec.schedulingGates)
    validateSchedulingGates(spec.schedulingGates, path.child('schedulingGates'), errors);
  if (spec.topologySpreadConstraints)
    validateTopologySpread(spec.topologySpreadConstraints, path.child('topologySpreadConstraints'), errors);
}

function validateSchedulingGates(
  gates: NonNullable<PodSpec['schedulingGates']>,
  path: FieldPath,
  errors: FieldError[],
): void {
  const names = new Set<string>();
  gates.forEach(({ name = '' }, index) => {
    validateQualifiedName(name, path.index(index), errors);
    if (names.has(name)) errors.push(duplicate(path.index(index), name));
    names.add(name);
  });
}

/** Pods whose users are not those of their node. */
export function validateHostUsers(spec: PodSpec, path: FieldPath, errors: FieldError[]): void {
  if (spec.hostUsers !== false) return;
  const refuse = (at: FieldPath) => void errors.push(forbiddenField(at, 'when `hostUsers` is false'));
  if (spec.hostNetwork) refuse(path.child('hostNetwork'));
  if (spec.hostPID) refuse(path.child('HostPID'));
  if (spec.hostIPC) refuse(path.child('HostIPC'));
  forEachContainer(spec, path, (container, at) => {
    if (container.volumeDevices?.length) refuse(at.child('volumeDevices'));
  });
}

export function validateHostnameOverride(spec: PodSpec, path: FieldPath, errors: FieldError[]): void {
  const hostname = spec.hostnameOverride;
  if (hostname === undefined) return;
  if (spec.setHostnameAsFQDN)
    errors.push(forbiddenField(path, 'may not be specified when setHostnameAsFQDN is true'));
  if (spec.hostNetwork) errors.push(forbiddenField(path, 'may not be specified when hostNetwork is true'));
  if (Buffer.byteLength(hostname) > HOSTNAME_LIMIT) errors.push(tooLong(path, HOSTNAME_LIMIT));
  validateDnsSubdomain(hostname, path, errors);
}

/** Names the pod goes by, and names of other objects it refers to. */
export function validateIdentity(spec: PodSpec, path: FieldPath, errors: FieldError[]): void {
  const name = (
    field: 'serviceAccountName' | 'nodeName' | 'hostname' | 'subdomain' | 'priorityClassName',
    rule: NameCheck,
  ) => {
    const value = spec[field];
    if (value) validateByRule(value, rule, path.child(field), errors);
  };
  name('serviceAccountName', isDns1123Subdomain);
  name('nodeName', isDns1123Subdomain);
  const deadline = spec.activeDeadlineSeconds;
  if (deadline !== undefined && (deadline < 1 || deadline > MAX_INT32))
    errors.push(
      invalidValue(path.child('activeDeadlineSeconds'), deadline, inclusiveRangeError(1, MAX_INT32)),
    );
  name('hostname', isDns1123Label);
  name('subdomain', isDns1123Label);
  if (spec.tolerations) validateTolerations(spec.tolerations, path.child('tolerations'), errors);
  if (spec.hostAliases) validateHostAliases(spec.hostAliases, path.child('hostAliases'), errors);
  name('priorityClassName', isDns1123Subdomain);
  if (spec.runtimeClassName !== undefined)
    validateByRule(spec.runtimeClassName, isDns1123Subdomain, path.child('runtimeClassName'), errors);
  if (spec.preemptionPolicy !== undefined)
    validateChoice(spec.preemptionPolicy, PREEMPTION_POLICIES, path.child('preemptionPolicy'), errors);
  if (spec.overhead)
    validateResourceRequirements(
      { limits: spec.overhead },
      validateContainerResourceName,
      new Set(),
      path.child('overhead'),
      errors,
    );
}

export function validateOs(spec: PodSpec, path: FieldPath, errors: FieldError[]): void {
  if (!spec.os) return;
  const { name } = spec.os;
  if (!name) errors.push(required(path.child('os', 'name')));
  else if (name === 'linux') validateLinux(spec, path, errors);
  else if (name === 'windows') validateWindows(spec, path, errors);
  else validateSupported(name, OPERATING_SYSTEMS, path.child('os'), errors);
}

/** Variables come from files of volumes that live as long as the pod. */
export function validateFileKeyVolumes(spec: PodSpec, path: FieldPath, errors: FieldError[]): void {
  forEachContainer(spec, path, (container, at) => {
    container.env?.forEach(({ valueFrom }, index) => {
      if (!valueFrom?.fileKeyRef) return;
      const { volumeName = '' } = valueFrom.fileKeyRef;
      const field = at.child('env').index(index).child('valueFrom', 'fileKeyRef', 'volumeName');
      const volume = spec.volumes?.findLast((one) => one.name === volumeName);
      if (!volume) errors.push(fieldNotFound(field, volumeName));
      else if (!volume.emptyDir)
        errors.push(invalidValue(field, volumeName, 'referenced volume must be of type emptyDir'));
    });
  });
}
