import type { ApiRequest, ApiResponse } from '../../../kube/api-request';
import type { Binding, Pod, PodCondition } from '../../../kube/generated/core-v1';
import type { Status } from '../../../kube/generated/meta-v1';
import { schemaOf } from '../../../kube/schema';
import { badRequest, conflict, methodNotSupported } from '../../../kube/status';
import { timestamp } from '../../clock/clock';
import { decodeAs } from '../decoding';
import type { ApiServerEnvironment } from '../environment';
import type { Registry } from '../registry';
import type { SubresourceHandler } from '../subresource';

const KIND = { group: '', version: 'v1', kind: 'Binding' };

/** `pods/NAME/binding`: the scheduler's word that a pod belongs to a node. */
export function binding(environment: ApiServerEnvironment): SubresourceHandler {
  return (registry: Registry, request: ApiRequest): ApiResponse => {
    if (request.verb !== 'create') throw methodNotSupported(registry.kind.info, request.verb);
    const body = decodeAs<Binding>(schemaOf(KIND)!, KIND, request.body, request, []);
    const existing = registry.get(request.namespace, request.name!);
    const pod = existing.object as Pod;
    check(body, pod);
    const bound = boundPod(pod, body, timestamp(environment.clock.now()));
    if (!request.options.dryRun) registry.writeInternally(request, bound, existing);
    const status: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
    return { code: 201, object: status, warnings: [] };
  };
}

function check(body: Binding, pod: Pod): void {
  const refuse = (why: string) => conflict({ group: '', resource: 'pods/binding' }, pod.metadata.name!, why);
  if (body.target?.kind && body.target.kind !== 'Node')
    throw badRequest(`Unsupported value: "${body.target.kind}": supported values: "Node", "<empty>"`);
  if (!body.target?.name) throw badRequest('target.name: Required value');
  const { uid } = body.metadata ?? {};
  if (uid && uid !== pod.metadata.uid)
    throw refuse(`Precondition failed: UID in precondition: ${uid}, UID in object meta: ${pod.metadata.uid}`);
  if (pod.metadata.deletionTimestamp)
    throw refuse(`pod ${pod.metadata.name} is being deleted, cannot be assigned to a host`);
  if (pod.spec?.nodeName)
    throw refuse(`pod ${pod.metadata.name} is already assigned to node "${pod.spec.nodeName}"`);
  if (pod.spec?.schedulingGates?.length)
    throw refuse(`pod ${pod.metadata.name} has non-empty .spec.schedulingGates`);
}

/**
 * Kubernetes sets the node, takes over the binding's annotations and labels, says that the pod is scheduled, and drops
 * the promise of a node.
 */
function boundPod(pod: Pod, body: Binding, now: string): Pod {
  const scheduled: PodCondition = {
    type: 'PodScheduled',
    status: 'True',
    lastProbeTime: null as never,
    lastTransitionTime: now,
  };
  const conditions = pod.status?.conditions ?? [];
  const known = conditions.some((one) => one.type === 'PodScheduled');
  const annotations = body.metadata?.annotations;
  const labels = body.metadata?.labels;
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      ...(annotations ? { annotations: { ...pod.metadata.annotations, ...annotations } } : {}),
      ...(labels ? { labels: { ...pod.metadata.labels, ...labels } } : {}),
    },
    spec: { ...pod.spec!, nodeName: body.target.name },
    status: {
      ...pod.status,
      nominatedNodeName: undefined,
      conditions: known
        ? conditions.map((one) => (one.type === 'PodScheduled' ? scheduled : one))
        : [...conditions, scheduled],
    },
  };
}
