import { mayRestartAll, restartsAfter } from '../../container-restart';
import { type FieldError, forbiddenField, internalFieldError, invalidValue } from '../../field-error';
import { FieldPath } from '../../field-path';
import type { ContainerStatus, Pod, PodCondition, PodSpec, PodStatus } from '../../generated/core-v1';
import { goStruct } from '../../go-struct';
import { parseIp } from '../../ip';
import { isDns1123Subdomain } from '../../names';
import { validateLegacyIp } from '../ip';
import { validateQualifiedName } from '../names';
import { validateByRule, validateImmutable } from '../scalars';
import { validatePodAnnotationUpdates } from './annotations';
import { validateClaimStatuses, validateExtendedClaimStatus } from './claim-status';
import { validateContainerStatuses } from './container-status';
import { POD_METADATA } from './pod';

const STATUS = FieldPath.of('status');
const CONDITIONS = STATUS.child('conditions');
const QOS_CLASS = STATUS.child('qosClass');
const ANNOTATIONS = POD_METADATA.child('annotations');
const NO_STATUS: PodStatus = {};

/** What kubelets, the scheduler and controllers write through `/status`. */
export function validatePodStatusUpdate(pod: Pod, old: Pod): FieldError[] {
  const errors: FieldError[] = [];
  const status = pod.status ?? NO_STATUS;
  const oldStatus = old.status ?? NO_STATUS;
  const spec = pod.spec!;
  validatePodAnnotationUpdates(pod, old, ANNOTATIONS, errors);
  if (status.conditions) validateConditions(status.conditions, errors);
  validateNominatedNode(status, oldStatus, old.spec!, errors);
  validateGeneration(status.observedGeneration, STATUS, errors);
  validateImmutable(status.qosClass ?? '', oldStatus.qosClass ?? '', QOS_CLASS, errors);
  validateTransitions(status, oldStatus, old.spec!, errors);
  if (status.resourceClaimStatuses)
    validateClaimStatuses(status.resourceClaimStatuses, spec, STATUS.child('resourceClaimStatuses'), errors);
  if (status.extendedResourceClaimStatus)
    validateExtendedClaimStatus(
      status.extendedResourceClaimStatus,
      spec,
      STATUS.child('extendedResourceClaimStatus'),
      errors,
    );
  validateAddresses(status, oldStatus, errors);
  validateContainerStatuses(status, spec, STATUS, errors);
  return errors;
}

/** Types of Kubernetes' own, which are proper names. */
const OWN_CONDITIONS = [
  'PodReadyToStartContainers',
  'Initialized',
  'Ready',
  'ContainersReady',
  'PodScheduled',
];

function validateConditions(conditions: readonly PodCondition[], errors: FieldError[]): void {
  for (let index = 0; index < conditions.length; index++) {
    const { type = '', observedGeneration = 0 } = conditions[index]!;
    if (observedGeneration < 0) validateGeneration(observedGeneration, CONDITIONS.index(index), errors);
    if (!OWN_CONDITIONS.includes(type))
      validateQualifiedName(type, CONDITIONS.index(index).child('Type'), errors);
  }
}

function validateGeneration(generation: number | undefined, path: FieldPath, errors: FieldError[]): void {
  if (generation !== undefined && generation < 0)
    errors.push(invalidValue(path.child('observedGeneration'), generation, 'must be a non-negative integer'));
}

function validateNominatedNode(
  { nominatedNodeName = '' }: PodStatus,
  old: PodStatus,
  spec: PodSpec,
  errors: FieldError[],
): void {
  if (!nominatedNodeName || nominatedNodeName === old.nominatedNodeName) return;
  const path = STATUS.child('nominatedNodeName');
  validateByRule(nominatedNodeName, isDns1123Subdomain, path, errors);
  if (spec.nodeName)
    errors.push(forbiddenField(path, 'may not be set on pods that are already bound to a node'));
}

/** A container that has ended for good does not run again. */
function validateTransitions(status: PodStatus, old: PodStatus, spec: PodSpec, errors: FieldError[]): void {
  if (!mayRestartAll(spec)) {
    validateRestarts('containerStatuses', status, old, spec, errors);
    validateRestarts('initContainerStatuses', status, old, spec, errors);
  }
  validateRestarts('ephemeralContainerStatuses', status, old, spec, errors);
}

/** Containers of these statuses may be started again; those of others never are. */
const RESTARTED = { containerStatuses: 'containers', initContainerStatuses: 'initContainers' } as const;

function validateRestarts(
  field: ContainerStatusField,
  status: PodStatus,
  old: PodStatus,
  spec: PodSpec,
  errors: FieldError[],
): void {
  const statuses = old[field] ?? NO_STATUSES;
  for (let index = 0; index < statuses.length; index++) {
    const { name, state } = statuses[index]!;
    if (!state?.terminated) continue;
    const after = status[field]?.find((one) => one.name === name);
    if (!after || after.state?.terminated) continue;
    const containers = field === 'ephemeralContainerStatuses' ? undefined : spec[RESTARTED[field]];
    const container = containers?.find((one) => one.name === name);
    if (container && restartsAfter(container, spec, state.terminated.exitCode ?? 0)) continue;
    errors.push(
      forbiddenField(
        STATUS.child(field).index(index).child('state'),
        'may not be transitioned to non-terminated state',
      ),
    );
  }
}

const NO_STATUSES: readonly ContainerStatus[] = [];

type ContainerStatusField = 'containerStatuses' | 'initContainerStatuses' | 'ephemeralContainerStatuses';

function validateAddresses(status: PodStatus, old: PodStatus, errors: FieldError[]): void {
  const { podIPs, hostIPs, hostIP = '' } = status;
  if (podIPs?.length && podIPs !== old.podIPs)
    validateIpList('core.PodIP', podIPs, old.podIPs, STATUS.child('podIPs'), errors);
  if (!hostIPs?.length || hostIPs === old.hostIPs) return;
  const path = STATUS.child('hostIPs');
  if (hostIP !== hostIPs[0]!.ip)
    errors.push(invalidValue(path.index(0).child('ip'), hostIPs[0]!.ip ?? '', 'must be equal to `hostIP`'));
  validateIpList('core.HostIP', hostIPs, old.hostIPs, path, errors);
}

type IpList = readonly { readonly ip?: string }[];

/** At most one address of each family; addresses that are stored already may stay as they are. */
function validateIpList(
  type: string,
  list: IpList,
  old: IpList | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  const stored = old?.map(({ ip = '' }) => ip) ?? [];
  const addresses = list.map(({ ip = '' }) => ip);
  addresses.forEach((address, index) => {
    validateLegacyIp(address, path.index(index), errors, stored);
  });
  if (addresses.length < 2) return;
  const families = addresses.map((address) => parseIp(address)?.family);
  const unreadable = families.indexOf(undefined);
  if (unreadable >= 0)
    errors.push(
      internalFieldError(
        path,
        `failed to check for dual stack with error:invalid IP[${unreadable}]: ${addresses[unreadable]}`,
      ),
    );
  const dualStack = unreadable < 0 && new Set(families).size === 2;
  if (!dualStack || addresses.length > 2)
    errors.push(
      invalidValue(path, goStruct(`[]${type}`, list), 'may specify no more than one IP for each IP family'),
    );
}
