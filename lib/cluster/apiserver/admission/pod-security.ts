import { invalidObject } from '../../../kube/field-error';
import { equal, freeze, memoize, memoizePair } from '../../../kube/frozen';
import type { Namespace, Pod, PodSpec } from '../../../kube/generated/core-v1';
import type { ObjectMeta } from '../../../kube/generated/meta-v1';
import { Namespaces } from '../../../kube/generated/resources';
import { goQuote } from '../../../kube/go-format';
import { evaluatePod, printViolations, type Violation } from '../../../kube/pod-security/evaluate';
import {
  type LevelVersion,
  type NamespacePolicy,
  namespacePolicy,
  printLevelVersion,
} from '../../../kube/pod-security/policy';
import { forbidden, qualified } from '../../../kube/status';
import type { AdmissionEnvironment, AdmissionPlugin, AdmissionRequest, AdmissionTarget } from './plugin';
import { violationsInNamespace } from './pod-security-namespace';
import { isSignificantUpdate } from './pod-security-update';
import { podTemplateOf, WORKLOADS } from './pod-templates';

/** Holds pods to the Pod Security Standard that the labels of their namespace ask for. Nobody is exempt. */
export const podSecurity: AdmissionPlugin = {
  name: 'PodSecurity',

  handles: (target) => isNamespace(target) || isPod(target) || isWorkload(target),

  validate(request, environment) {
    if (isNamespace(request)) checkNamespace(request, environment);
    else if (isPod(request)) checkPod(request, environment);
    else checkWorkload(request, environment);
  },
};

const CHANGES = ['CREATE', 'UPDATE'];
/** Of pods: what does not show or change the pod itself. */
const IGNORED = ['exec', 'attach', 'binding', 'eviction', 'log', 'portforward', 'proxy', 'status'];

const isChange = ({ operation }: AdmissionTarget) => CHANGES.includes(operation);
const isNamespace = (target: AdmissionTarget) =>
  isChange(target) && qualified(target.resource) === 'namespaces' && target.subresource === '';
const isPod = (target: AdmissionTarget) =>
  isChange(target) && qualified(target.resource) === 'pods' && !IGNORED.includes(target.subresource);
const isWorkload = (target: AdmissionTarget) =>
  isChange(target) && WORKLOADS.has(qualified(target.resource)) && target.subresource === '';

/** Wrong labels are refused when they come; pods that break a stricter policy are warned of. */
function checkNamespace(request: AdmissionRequest, environment: AdmissionEnvironment): void {
  const namespace = request.object as Namespace;
  const { policy, errors } = namespacePolicy(namespace.metadata.labels);
  const old = request.oldObject && namespacePolicy(request.oldObject.metadata.labels);
  if (errors.length > 0 && !(old && old.errors.length > 0 && equal(errors, old.errors)))
    throw invalidObject(request.kind, request.name, errors);
  if (!old) return;
  for (const warning of violationsInNamespace(namespace, policy.enforce, old.policy.enforce, environment))
    request.notes.warnings.push(warning);
}

function checkPod(request: AdmissionRequest, environment: AdmissionEnvironment): void {
  const { policy, errors } = policyFor(request, environment);
  const levels = [policy.enforce, policy.audit, policy.warn];
  if (errors.length === 0 && levels.every(({ level }) => level === 'privileged')) return;
  const pod = request.object as Pod;
  if (request.operation === 'UPDATE' && !isSignificantUpdate(pod, request.oldObject as Pod)) return;
  const { enforce, warn } = policy;
  const violations = violationsOf(enforce, pod.metadata, pod.spec!);
  if (violations.length > 0)
    throw forbidden(
      request.resource,
      request.name,
      `violates PodSecurity ${goQuote(printLevelVersion(enforce))}: ${printViolations(violations)}`,
    );
  warnOf(warn, pod.metadata, pod.spec!, request);
}

/** Only pods are refused; whoever will not get any is warned. */
function checkWorkload(request: AdmissionRequest, environment: AdmissionEnvironment): void {
  const { policy } = policyFor(request, environment);
  if (policy.warn.level === 'privileged') return;
  const template = podTemplateOf(request.object!);
  if (template?.spec) warnOf(policy.warn, template.metadata ?? {}, template.spec, request);
}

function warnOf(
  policy: LevelVersion,
  metadata: Pick<ObjectMeta, 'annotations'>,
  spec: PodSpec,
  request: AdmissionRequest,
): void {
  const violations = violationsOf(policy, metadata, spec);
  if (violations.length > 0)
    request.notes.warnings.push(
      `would violate PodSecurity ${goQuote(printLevelVersion(policy))}: ${printViolations(violations)}`,
    );
}

/** The policy of the request's namespace, remembered per set of labels. */
function policyFor(request: AdmissionRequest, environment: AdmissionEnvironment): NamespacePolicy {
  const namespace = environment.get(Namespaces, '', request.namespace);
  return policyOf(namespace?.metadata.labels ?? NO_LABELS);
}

const NO_LABELS = freeze({});

const policyOf = memoize((labels: { readonly [key: string]: string }) => freeze(namespacePolicy(labels)));

/** Annotations of old say what fields say today. Without them, the answer is remembered per policy and spec. */
function violationsOf(
  policy: LevelVersion,
  { annotations }: Pick<ObjectMeta, 'annotations'>,
  spec: PodSpec,
): readonly Violation[] {
  for (const key in annotations)
    if (key.includes('apparmor') || key.includes('seccomp'))
      return evaluatePod(policy, { annotations }, spec);
  return violationsOfSpec(policy, spec);
}

const violationsOfSpec = memoizePair((policy: LevelVersion, spec: PodSpec) => evaluatePod(policy, {}, spec));
