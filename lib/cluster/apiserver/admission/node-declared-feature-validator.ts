import { equal } from '../../../kube/frozen';
import type { Pod, PodSpec } from '../../../kube/generated/core-v1';
import { Nodes } from '../../../kube/generated/resources';
import { goQuote } from '../../../kube/go-format';
import { type AdmissionPlugin, targets } from './plugin';
import { refused } from './refusal';

/** A running pod is changed only in ways that its node declares to support. */
export const nodeDeclaredFeatureValidator: AdmissionPlugin = {
  name: 'NodeDeclaredFeatureValidator',
  handles: targets('pods', ['UPDATE'], ['', 'resize']),

  validate(request, environment) {
    const pod = request.object as Pod;
    const old = request.oldObject as Pod;
    const nodeName = pod.spec?.nodeName;
    if (!nodeName || pod.metadata.generation === old.metadata.generation) return;
    const needed = neededFor(pod.spec!, old.spec!);
    if (needed.length === 0) return;
    const node = environment.get(Nodes, '', nodeName);
    if (!node) throw refused(request, `node ${goQuote(nodeName)} not found`);
    const declared = node.status?.declaredFeatures ?? [];
    const missing = needed.filter((feature) => !declared.includes(feature));
    if (missing.length > 0)
      throw refused(
        request,
        `pod update requires features ${missing.join(', ')} which are not available on node ${goQuote(nodeName)}`,
      );
  },
};

/** The features that an update uses, by name. */
function neededFor(spec: PodSpec, old: PodSpec): string[] {
  const needed: string[] = [];
  if (!equal(spec.resources, old.resources)) needed.push('InPlacePodLevelResourcesVerticalScaling');
  const changesInit = (old.initContainers ?? []).some(
    ({ restartPolicy, resources }, index) =>
      restartPolicy !== 'Always' && !equal(resources, spec.initContainers?.[index]?.resources),
  );
  if (changesInit) needed.push('InPlacePodVerticalScalingInitContainers');
  return needed;
}
