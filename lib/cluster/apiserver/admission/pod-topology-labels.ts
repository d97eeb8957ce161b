import type { Binding, Pod } from '../../../kube/generated/core-v1';
import { Nodes } from '../../../kube/generated/resources';
import type { KubeObject } from '../../../kube/object';
import { type AdmissionEnvironment, type AdmissionPlugin, targets } from './plugin';

const LABELS = ['topology.kubernetes.io/region', 'topology.kubernetes.io/zone'];

/** A pod learns the zone and region of its node: through its binding, or at once if it is created on a node. */
export const podTopologyLabels: AdmissionPlugin = {
  name: 'PodTopologyLabels',
  handles: targets('pods', ['CREATE'], ['', 'binding']),

  mutate(object, request, environment) {
    const node = request.subresource === '' ? (object as Pod).spec?.nodeName : boundTo(object as Binding);
    return node ? withLabelsOf(node, object, environment) : object;
  },
};

function boundTo({ target }: Binding): string | undefined {
  return target.kind === 'Node' ? target.name : undefined;
}

function withLabelsOf(node: string, object: KubeObject, environment: AdmissionEnvironment): KubeObject {
  const labels = environment.get(Nodes, '', node)?.metadata.labels ?? {};
  const known = LABELS.filter((key) => labels[key] !== undefined);
  if (known.length === 0) return object;
  const added = Object.fromEntries(known.map((key) => [key, labels[key]!]));
  return { ...object, metadata: { ...object.metadata, labels: { ...object.metadata?.labels, ...added } } };
}
