import type { Service } from '../../../kube/generated/core-v1';
import { serviceTargets } from '../../../kube/relations/service-endpoints';
import { templateField, type Workload } from '../../../kube/workloads';
import type { Consequence } from '../../change';
import { type DiffContext, type PairChange, workloadsOf } from '../../context';
import { changesBelow, pathsOf } from '../../field-lookup';
import { describeWorkload } from '../../wording';
import { audienceOf, backendsOf, podsOf, traffic } from './backends';

/** Services that lose or gain pods because of the pods: their labels, their ports, their number. */
export function* workloadTraffic(change: PairChange, context: DiffContext): Generator<Consequence> {
  const { before, after } = workloadsOf(change);
  const old = before ? context.before.servicesOf(before) : [];
  for (const service of old) yield* lostPods(change, before!, after, service, context);
  if (after && before) yield* gainedPods(change, before, after, context);
}

function* lostPods(
  change: PairChange,
  before: Workload,
  after: Workload | undefined,
  service: Service,
  context: DiffContext,
): Generator<Consequence> {
  const successor = context.successorOf(service) as Service | undefined;
  // The change of the Service tells it.
  if (!successor || hasOtherSelector(service, context)) return;
  if (!backendsOf(service, context.before).includes(before)) return;
  const now = backendsOf(successor, context.after);
  const kept = after && now.includes(after);
  const name = `Service/${successor.metadata.name}`;
  const audience = audienceOf(service, context);
  if (!kept) {
    const causes = causesOf(change, before);
    const pods = podsOf([before], context.before);
    yield now.length === 0
      ? traffic(
          'danger',
          causes,
          `${name} loses all its pods, the ${pods}: nobody answers any more${audience}`,
        )
      : traffic('warning', causes, `${name} loses ${pods}${audience}`);
    return;
  }
  yield* lostPorts(change, before, after, service, successor, audience);
}

/** Named ports that the containers no longer have. */
function* lostPorts(
  change: PairChange,
  before: Workload,
  after: Workload,
  service: Service,
  successor: Service,
  audience: string,
): Generator<Consequence> {
  const old = serviceTargets(service, before);
  for (const target of serviceTargets(successor, after)) {
    const was = old.find(
      ({ port }) => port.port === target.port.port && port.targetPort === target.port.targetPort,
    );
    if (!was) continue;
    const causes = containerPorts(change, after);
    const name = `port ${target.port.port} of Service/${successor.metadata.name}`;
    if (was.targetPort !== undefined && target.targetPort === undefined)
      yield traffic(
        'danger',
        causes,
        `${name} leads nowhere: no container of ${describeWorkload(after)} has a port named ${target.port.targetPort} any more${audience}`,
      );
    else if (was.declared && !target.declared)
      yield traffic(
        'warning',
        causes,
        `${name} goes to port ${target.targetPort}, which no container of ${describeWorkload(after)} declares any more${audience}`,
      );
    else if (was.targetPort !== undefined && was.targetPort !== target.targetPort)
      yield traffic(
        'notice',
        causes,
        `${name} goes to port ${target.targetPort} of the new pods and to ${was.targetPort} of the old ones${audience}`,
      );
  }
}

function* gainedPods(
  change: PairChange,
  before: Workload,
  after: Workload,
  context: DiffContext,
): Generator<Consequence> {
  for (const service of context.after.servicesOf(after)) {
    const old = context.predecessorOf(service) as Service | undefined;
    if (!old || hasOtherSelector(old, context)) continue;
    if (context.before.servicesOf(before).includes(old)) continue;
    yield traffic(
      'warning',
      causesOf(change, after),
      `Service/${service.metadata.name} gains ${podsOf([after], context.after)}`,
    );
  }
}

function hasOtherSelector(before: Service, context: DiffContext): boolean {
  const fields = context.changeOf(before)?.fields ?? [];
  return changesBelow(fields, 'spec.selector').length > 0;
}

function causesOf({ fields }: PairChange, workload: Workload): readonly string[] {
  const causes = changesBelow(fields, templateField(workload, 'metadata.labels'), 'spec.replicas');
  return pathsOf(causes.length > 0 ? causes : []);
}

function containerPorts({ fields }: PairChange, workload: Workload): readonly string[] {
  const containers = changesBelow(
    fields,
    templateField(workload, 'spec.containers'),
    templateField(workload, 'spec.initContainers'),
  );
  const ports = containers.filter(
    ({ path }) => /\]\.ports(\[|$|\.)/.test(path) || /containers\[[^\]]*\]$/i.test(path),
  );
  return pathsOf(ports);
}
