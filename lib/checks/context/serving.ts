import { type ServiceTarget, serviceTargets } from '../../kube/relations/service-endpoints';
import type { Workload } from '../../kube/workloads';
import type { CheckContext } from './check-context';
import { isHelmHook, type PlacedContainer, runningContainers, runsForever } from './containers';

/**
 * The containers of a workload to which a Service sends traffic: those that declare the port it leads to, or the first
 * where none declares it. Empty for a workload without a Service, and for one that is to end.
 */
export function servingContainers(context: CheckContext, workload: Workload): readonly PlacedContainer[] {
  if (!runsForever(workload) || isHelmHook(workload.object)) return [];
  const targets = context.relations
    .servicesOf(workload)
    .flatMap((service) => serviceTargets(service, workload));
  if (targets.length === 0) return [];
  const running = runningContainers(workload);
  const serving = running.filter((placed) => targets.some((target) => declares(placed, target)));
  return serving.length > 0 ? serving : running.slice(0, 1);
}

function declares({ container }: PlacedContainer, { targetPort, port }: ServiceTarget): boolean {
  return (container.ports ?? []).some(
    ({ containerPort, protocol = 'TCP' }) =>
      containerPort === targetPort && protocol === (port.protocol ?? 'TCP'),
  );
}
