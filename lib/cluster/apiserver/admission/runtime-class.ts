import { withField } from '../../../kube/defaults/defaulting';
import { freezeLike } from '../../../kube/defaults/pod/pod-spec';
import { memoizePair } from '../../../kube/frozen';
import type { Pod, PodSpec } from '../../../kube/generated/core-v1';
import type { RuntimeClass } from '../../../kube/generated/node-v1';
import { RuntimeClasses } from '../../../kube/generated/resources';
import { goQuote } from '../../../kube/go-format';
import { amountsOf } from '../../../kube/quota/amounts';
import { mergedTolerations } from '../../../kube/tolerations';
import { type AdmissionEnvironment, type AdmissionPlugin, type AdmissionRequest, targets } from './plugin';
import { withSpec } from './pod-spec';
import { refused } from './refusal';

/** A pod with a runtime class gets the overhead, the node selector and the tolerations of the class. */
export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  handles: targets('pods', ['CREATE']),

  mutate(object, request, environment) {
    const pod = object as Pod;
    const found = classOf(pod, request, environment);
    if (!found) return pod;
    if (found.overhead && hasOverhead(pod) && !hasOverheadOf(pod, found))
      throw refused(request, MISMATCH, pod);
    checkNodeSelector(pod, found, request);
    return withSpec(pod, withClass(pod.spec!, found));
  },

  validate(request, environment) {
    const pod = request.object as Pod;
    const found = classOf(pod, request, environment);
    if (found?.overhead) {
      if (!hasOverheadOf(pod, found)) throw refused(request, MISMATCH);
    } else if (pod.spec?.overhead)
      throw refused(
        request,
        'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead',
      );
  },
};

const MISMATCH = "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead";

function classOf(
  pod: Pod,
  request: AdmissionRequest,
  environment: AdmissionEnvironment,
): RuntimeClass | undefined {
  const name = pod.spec?.runtimeClassName;
  if (name === undefined) return undefined;
  const found = environment.get(RuntimeClasses, '', name);
  if (!found) throw refused(request, `pod rejected: RuntimeClass ${goQuote(name)} not found`, pod);
  return found;
}

const hasOverhead = ({ spec }: Pod) => Object.keys(spec?.overhead ?? {}).length > 0;

function hasOverheadOf({ spec }: Pod, { overhead }: RuntimeClass): boolean {
  const own = amountsOf(spec?.overhead);
  const defined = amountsOf(overhead?.podFixed);
  return own.size === defined.size && [...own].every(([name, amount]) => defined.get(name)?.equals(amount));
}

function checkNodeSelector(pod: Pod, { scheduling }: RuntimeClass, request: AdmissionRequest): void {
  const { nodeSelector = {} } = pod.spec!;
  for (const [key, value] of Object.entries(scheduling?.nodeSelector ?? {}))
    if (nodeSelector[key] !== undefined && nodeSelector[key] !== value)
      throw refused(
        request,
        `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${nodeSelector[key]}`,
        pod,
      );
}

const withClass = memoizePair((spec: PodSpec, { overhead, scheduling }: RuntimeClass): PodSpec => {
  let changed = overhead ? withField(spec, 'overhead', overhead.podFixed) : spec;
  if (scheduling) {
    const { nodeSelector, tolerations = [] } = scheduling;
    if (nodeSelector) changed = { ...changed, nodeSelector: { ...changed.nodeSelector, ...nodeSelector } };
    const merged = mergedTolerations([...(changed.tolerations ?? []), ...tolerations]);
    changed = withField(changed, 'tolerations', merged.length > 0 ? merged : undefined);
  }
  return freezeLike(spec, changed);
});
