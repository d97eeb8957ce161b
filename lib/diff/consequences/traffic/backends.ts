import type { Service } from '../../../kube/generated/core-v1';
import type { Relations } from '../../../kube/relations/relations';
import { describeRoute } from '../../../kube/relations/routes';
import { serviceTargets } from '../../../kube/relations/service-endpoints';
import type { Workload } from '../../../kube/workloads';
import type { Consequence, Severity } from '../../change';
import type { DiffContext } from '../../context';
import { podCount } from '../../pod-count';
import { describeWorkload, listed, plural } from '../../wording';

/** A workload that is there on both sides is one, whatever it is called. */
export function isSame(before: Workload, after: Workload, context: DiffContext): boolean {
  return context.successorOf(before.object) === after.object;
}

/** The workloads that a Service sends traffic to: those it selects that have pods, and the named ports it needs. */
export function backendsOf(service: Service, relations: Relations): readonly Workload[] {
  return relations
    .selectedBy(service)
    .filter(
      (workload) =>
        !ENDING.has(workload.kind) &&
        (podCount(workload, relations)?.most ?? 1) > 0 &&
        isReachable(service, workload),
    );
}

/** Pods that are gone before anybody depends on them. */
const ENDING: ReadonlySet<string> = new Set(['Job', 'CronJob']);

/** A Service without ports, or at least one of whose ports leads somewhere. */
function isReachable(service: Service, workload: Workload): boolean {
  const targets = serviceTargets(service, workload);
  return targets.length === 0 || targets.some(({ targetPort }) => targetPort !== undefined);
}

/** `3 pods of Deployment/api` */
export function podsOf(workloads: readonly Workload[], relations: Relations): string {
  return listed(
    workloads.map((workload) => {
      const count = podCount(workload, relations);
      if (!count) return `pods of ${describeWorkload(workload)}`;
      const pods =
        count.least === count.most ? plural(count.most, 'pod') : `${count.least} to ${count.most} pods`;
      return `${pods} of ${describeWorkload(workload)}`;
    }),
  );
}

/** Who notices when a Service does not answer: ` (shop.example.com/api, Deployment/web)`; empty for nobody known. */
export function audienceOf(service: Service, context: DiffContext): string {
  const successor = (context.successorOf(service) ?? service) as Service;
  const names = new Set([
    ...context.after.routesTo(successor).map(describeRoute),
    ...context.before.routesTo(service).map(describeRoute),
    ...context.after.clientsOf(successor).map(describeWorkload),
  ]);
  return names.size > 0 ? ` (${listed([...names].sort())})` : '';
}

export function traffic(severity: Severity, fields: readonly string[], message: string): Consequence {
  return { type: 'traffic', severity, fields, message };
}
