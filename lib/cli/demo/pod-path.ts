import type { TraceStep } from '../../cluster/trace/pod-trace';
import type { VirtualCluster } from '../../cluster/virtual-cluster';
import { Pods } from '../../kube/generated/resources';
import type { Terminal } from '../terminal';
import { heading } from './manifests';

/** Shows how one pod came to be, from the request to the API server to its first traffic; false when there is no pod. */
export function showPodPath(cluster: VirtualCluster, namespace: string, terminal: Terminal): boolean {
  const [pod] = cluster.admin('seaworthy').list(Pods, namespace).items;
  if (!pod) return false;
  heading(`The path of one pod through the components: ${namespace}/${pod.metadata.name}`, terminal);
  const steps = cluster.trace(namespace, pod.metadata.name!);
  for (const step of steps) showStep(cluster, step, steps[0]!.time, terminal);
  return steps.length > 0;
}

function showStep(
  cluster: VirtualCluster,
  { time, component, action, write }: TraceStep,
  start: number,
  { out, colors }: Terminal,
): void {
  const at = `+${((time - start) / 1000).toFixed(3)} s`;
  out(`  ${at.padStart(9)}  ${colors.bold(component)} ${action}`);
  if (!write) return;
  const { user, request, authorization, admission } = cluster.explain(write);
  const detail = (label: string, text: string) => out(colors.dim(`             ${label.padEnd(15)}${text}`));
  detail('request', request);
  detail('authentication', user);
  detail('authorization', authorization);
  detail('admission', admission.join(', ') || 'nobody has a say');
  detail('etcd', `revision ${write.revision}`);
}
