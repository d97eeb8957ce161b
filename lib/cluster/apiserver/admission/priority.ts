import { withField } from '../../../kube/defaults/defaulting';
import { freezeLike } from '../../../kube/defaults/pod/pod-spec';
import { freeze, memoizePair } from '../../../kube/frozen';
import type { Pod, PodSpec } from '../../../kube/generated/core-v1';
import { PriorityClasses } from '../../../kube/generated/resources';
import type { PriorityClass } from '../../../kube/generated/scheduling-v1';
import { type AdmissionEnvironment, type AdmissionPlugin, type AdmissionRequest, targets } from './plugin';
import { withSpec } from './pod-spec';
import { refused } from './refusal';

/** Turns the name of a pod's priority class into its priority; only one class may be the default. */
export const priority: AdmissionPlugin = {
  name: 'Priority',

  handles: (target) => isPod(target) || isClass(target),

  mutate(object, request, environment) {
    if (!isPod(request)) return object;
    const pod = object as Pod;
    if (request.operation === 'UPDATE')
      return withSpec(pod, withOldPriority(pod.spec!, (request.oldObject as Pod).spec!));
    const found = classOf(pod, request, environment);
    checkClaims(pod, found, request);
    return withSpec(pod, withPriority(pod.spec!, found));
  },

  validate(request, environment) {
    if (!isClass(request)) return;
    const { globalDefault, metadata } = request.object as PriorityClass;
    if (!globalDefault) return;
    const current = defaultClass(environment);
    if (current && (request.operation === 'CREATE' || current.metadata.name !== metadata.name))
      throw refused(
        request,
        `PriorityClass ${current.metadata.name} is already marked as default. Only one default can exist`,
      );
  },
};

const isPod = targets('pods', ['CREATE', 'UPDATE']);
const isClass = targets('priorityclasses.scheduling.k8s.io', ['CREATE', 'UPDATE']);

/** What pods have when there is no default class. */
const NO_CLASS: PriorityClass = freeze({
  metadata: { name: '' },
  value: 0,
  preemptionPolicy: 'PreemptLowerPriority',
});

function classOf(pod: Pod, request: AdmissionRequest, environment: AdmissionEnvironment): PriorityClass {
  const name = pod.spec?.priorityClassName;
  if (!name) return defaultClass(environment) ?? NO_CLASS;
  const found = environment.get(PriorityClasses, '', name);
  if (!found) throw refused(request, `no PriorityClass with name ${name} was found`, pod);
  return found;
}

/** Of several, the one with the lowest value. */
function defaultClass(environment: AdmissionEnvironment): PriorityClass | undefined {
  let lowest: PriorityClass | undefined;
  for (const one of environment.list(PriorityClasses))
    if (one.globalDefault && (!lowest || classValue(one) < classValue(lowest))) lowest = one;
  return lowest;
}

const classValue = ({ value = 0 }: PriorityClass) => value;

/** A pod may state what follows from its class, but nothing else. */
function checkClaims(pod: Pod, found: PriorityClass, request: AdmissionRequest): void {
  const claimed = pod.spec!;
  const { preemptionPolicy } = found;
  const value = classValue(found);
  if (claimed.priority !== undefined && claimed.priority !== value)
    throw refused(
      request,
      `the integer value of priority (${claimed.priority}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`,
      pod,
    );
  if (preemptionPolicy && claimed.preemptionPolicy && claimed.preemptionPolicy !== preemptionPolicy)
    throw refused(
      request,
      `the string value of PreemptionPolicy (${claimed.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${preemptionPolicy} from the given PriorityClass name`,
      pod,
    );
}

const withPriority = memoizePair((spec: PodSpec, found: PriorityClass) => {
  const { metadata, preemptionPolicy } = found;
  let changed = metadata.name ? withField(spec, 'priorityClassName', metadata.name) : spec;
  changed = withField(changed, 'priority', classValue(found));
  if (preemptionPolicy) changed = withField(changed, 'preemptionPolicy', preemptionPolicy);
  return freezeLike(spec, changed);
});

function withOldPriority(spec: PodSpec, old: PodSpec): PodSpec {
  const changed = withField(spec, 'priority', spec.priority ?? old.priority);
  return withField(changed, 'preemptionPolicy', spec.preemptionPolicy ?? old.preemptionPolicy);
}
