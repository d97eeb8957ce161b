import type { Service, ServicePort } from '../../../kube/generated/core-v1';
import { serviceTargets } from '../../../kube/relations/service-endpoints';
import { LabelSelector } from '../../../kube/selectors/label-selector';
import { isExternallyAccessible, specOf } from '../../../kube/service-kinds';
import { type Workload, workloadOf } from '../../../kube/workloads';
import type { Consequence } from '../../change';
import type { DiffContext, PairChange } from '../../context';
import { changesBelow, pathsOf } from '../../field-lookup';
import { describeWorkload, listed } from '../../wording';
import { audienceOf, backendsOf, isSame, podsOf, traffic } from './backends';

/** What a change of a Service does to the traffic it carries. */
export function* serviceTraffic(change: PairChange, context: DiffContext): Generator<Consequence> {
  const before = change.before?.object as Service | undefined;
  const after = change.after?.object as Service | undefined;
  if (!before) yield* createdService(after!, context);
  else if (!after) yield* deletedService(before, context);
  else {
    if (change.action === 'rename' && !change.isLeftBehind) yield* renamedService(before, after, context);
    yield* changedPods(change, before, after, context);
    yield* changedPorts(change, before, after, context);
    yield* changedReach(change, before, after, context);
  }
}

const nameOf = ({ metadata }: Service) => `Service/${metadata.name}`;

function* createdService(service: Service, context: DiffContext): Generator<Consequence> {
  const { selector } = specOf(service);
  const backends = backendsOf(service, context.after);
  if (backends.length > 0)
    yield traffic('info', [], `${nameOf(service)} sends traffic to ${podsOf(backends, context.after)}`);
  else if (selector && Object.keys(selector).length > 0)
    yield traffic('notice', ['spec.selector'], `${nameOf(service)} selects no pods of these manifests`);
}

function* deletedService(service: Service, context: DiffContext): Generator<Consequence> {
  const backends = backendsOf(service, context.before);
  const routes = context.after.routesTo(service);
  const clients = context.after.clientsOf(service);
  const audience = audienceOf(service, context);
  const lost = backends.length > 0 ? ` with ${podsOf(backends, context.before)} behind it` : '';
  const isMissed = routes.length > 0 || clients.length > 0;
  yield traffic(
    isMissed ? 'danger' : lost ? 'warning' : 'notice',
    [],
    `${nameOf(service)} is gone${lost}: its name no longer resolves${audience}`,
  );
}

function* renamedService(before: Service, after: Service, context: DiffContext): Generator<Consequence> {
  const clients = context.after.clientsOf(before).map(describeWorkload);
  const routes = context.after.routesTo(before);
  const isMissed = clients.length > 0 || routes.length > 0;
  const field = before.metadata.name === after.metadata.name ? 'metadata.namespace' : 'metadata.name';
  const who =
    clients.length > 0 ? `, which ${listed(clients)} still use${clients.length === 1 ? 's' : ''}` : '';
  yield traffic(
    isMissed ? 'danger' : 'warning',
    [field],
    `${nameOf(before)} is now ${nameOf(after)}${field === 'metadata.namespace' ? ` in namespace ${after.metadata.namespace}` : ''}: the old name no longer resolves${who}`,
  );
}

/** Which pods the selector gains and loses. */
function* changedPods(
  { fields, action }: PairChange,
  before: Service,
  after: Service,
  context: DiffContext,
): Generator<Consequence> {
  const causes = pathsOf(changesBelow(fields, 'spec.selector', 'spec.type'));
  if (changesBelow(fields, 'spec.selector').length === 0) return;
  const old = backendsOf(before, context.before);
  const now = backendsOf(after, context.after);
  const lost = old.filter((one) => !now.some((other) => isSame(one, other, context)));
  const gained = now.filter((one) => !old.some((other) => isSame(other, one, context)));
  const name = nameOf(after);
  const audience = audienceOf(before, context);
  if (old.length > 0 && now.length === 0)
    yield traffic(
      'danger',
      causes,
      `${name} loses all its pods, the ${podsOf(old, context.before)}: nobody answers any more${audience}`,
    );
  else if (lost.length > 0 && gained.length > 0)
    yield traffic(
      'warning',
      causes,
      `${name} sends its traffic to ${podsOf(gained, context.after)} and no longer to ${podsOf(lost, context.before)}${audience}`,
    );
  else if (lost.length > 0)
    yield traffic('warning', causes, `${name} loses ${podsOf(lost, context.before)}${audience}`);
  else if (gained.length > 0)
    yield traffic('notice', causes, `${name} gains ${podsOf(gained, context.after)}${audience}`);
  // Under another name, the old Service goes on with the old pods.
  if (action === 'rename') return;
  const late = now.filter((one) => !gained.includes(one) && !matchesOldPods(after, one, context));
  if (late.length > 0 && late.length === now.length)
    yield traffic(
      'danger',
      causes,
      `${name} does not select the pods that run now, but only those that ${listed(late.map(describeWorkload))} starts: nobody answers until the first of them is ready${audience}`,
    );
}

/** Whether the pods that run before the change have the labels that the Service asks for now. */
function matchesOldPods(service: Service, now: Workload, context: DiffContext): boolean {
  const old = context.predecessorOf(now.object);
  if (!old || old === now.object) return true;
  const running = context.before.workloads.all.find(({ object }) => object === old);
  return !running || LabelSelector.ofMap(specOf(service).selector).matches(running.labels);
}

const portKey = ({ port, protocol = 'TCP' }: ServicePort) => `${port}/${protocol}`;

/** Ports that are gone, new, or lead to another port of the pods. */
function* changedPorts(
  { fields }: PairChange,
  before: Service,
  after: Service,
  context: DiffContext,
): Generator<Consequence> {
  const changes = changesBelow(fields, 'spec.ports');
  if (changes.length === 0) return;
  const name = nameOf(after);
  const audience = audienceOf(before, context);
  const backends = context.after.selectedBy(after);
  const old = new Map((specOf(before).ports ?? []).map((port) => [portKey(port), port]));
  for (const port of specOf(after).ports ?? []) {
    const was = old.get(portKey(port));
    old.delete(portKey(port));
    if (was && was.targetPort === port.targetPort) continue;
    const own = pathsOf(changes.filter(({ path }) => speaksOf(path, port)));
    const causes = own.length > 0 ? own : pathsOf(changes);
    if (was && leadsToTheSame(before, was, after, port, backends, context)) {
      yield* unnamedYet(after, port, backends, causes, audience, context);
      continue;
    }
    yield* targetProblems(after, port, was, backends, causes, audience);
  }
  for (const port of old.values()) {
    const routes = context.after.routesTo(after).filter((route) => isPort(route.port, port));
    yield traffic(
      routes.length > 0 ? 'danger' : 'warning',
      pathsOf(changes.filter(({ path }) => speaksOf(path, port))),
      `${name} no longer has port ${port.port}${audience}`,
    );
  }
}

/** Whether a port arrives where it did before, by a name in place of a number or the other way round. */
function leadsToTheSame(
  before: Service,
  was: ServicePort,
  after: Service,
  port: ServicePort,
  backends: readonly Workload[],
  context: DiffContext,
): boolean {
  const targetOf = (service: Service, wanted: ServicePort, workload: Workload) =>
    serviceTargets(service, workload).find((one) => one.port === wanted)?.targetPort;
  return (
    backends.length > 0 &&
    backends.every((workload) => {
      const now = targetOf(after, port, workload);
      return now !== undefined && now === targetOf(before, was, oldSelf(workload, context) ?? workload);
    })
  );
}

function oldSelf(workload: Workload, context: DiffContext): Workload | undefined {
  const object = context.predecessorOf(workload.object);
  return object && workloadOf(object);
}

/** Pods that run now and have no port of the name that the Service asks for: they get no requests until they are replaced. */
function* unnamedYet(
  service: Service,
  port: ServicePort,
  backends: readonly Workload[],
  causes: readonly string[],
  audience: string,
  context: DiffContext,
): Generator<Consequence> {
  const waiting = backends.filter((workload) => {
    const old = oldSelf(workload, context);
    return old && serviceTargets(service, old).find((one) => one.port === port)?.targetPort === undefined;
  });
  if (waiting.length > 0)
    yield traffic(
      'warning',
      causes,
      `port ${port.port} of ${nameOf(service)} leads to a port named ${port.targetPort}, which the pods of ${listed(waiting.map(describeWorkload))} that run now do not have: they get no requests until they are replaced${audience}`,
    );
}

function speaksOf(path: string, { port, name }: ServicePort): boolean {
  return (
    path.includes(`[port=${port}]`) || path.includes(`[port=${port},`) || path.includes(`[name=${name}]`)
  );
}

function isPort(wanted: string | number | undefined, { port, name }: ServicePort): boolean {
  return wanted === port || wanted === name;
}

function* targetProblems(
  service: Service,
  port: ServicePort,
  was: ServicePort | undefined,
  backends: readonly Workload[],
  causes: readonly string[],
  audience: string,
): Generator<Consequence> {
  const name = nameOf(service);
  const target = port.targetPort ?? port.port;
  const arrow = was
    ? `goes to port ${target} of the pods and no longer to ${was.targetPort ?? was.port}`
    : '';
  const found = backends.map((workload) => ({
    workload,
    target: serviceTargets(service, workload).find((one) => one.port === port)!,
  }));
  const nowhere = found.filter((one) => one.target.targetPort === undefined);
  const undeclared = found.filter((one) => one.target.targetPort !== undefined && !one.target.declared);
  if (nowhere.length > 0)
    yield traffic(
      'danger',
      causes,
      `port ${port.port} of ${name} leads nowhere: no container of ${listed(nowhere.map(({ workload }) => describeWorkload(workload)))} has a port named ${target}${audience}`,
    );
  else if (undeclared.length > 0)
    yield traffic(
      was ? 'danger' : 'warning',
      causes,
      `port ${port.port} of ${name} goes to port ${target}, which no container of ${listed(undeclared.map(({ workload }) => describeWorkload(workload)))} declares${audience}`,
    );
  else if (was) yield traffic('notice', causes, `port ${port.port} of ${name} ${arrow}${audience}`);
  else yield traffic('info', causes, `${name} has a new port ${port.port}`);
}

/** Who can reach the Service at all, and how its connections are spread. */
function* changedReach(
  { fields }: PairChange,
  before: Service,
  after: Service,
  context: DiffContext,
): Generator<Consequence> {
  const name = nameOf(after);
  const [from, to] = [specOf(before).type ?? 'ClusterIP', specOf(after).type ?? 'ClusterIP'];
  if (from !== to) {
    const loses = isExternallyAccessible(specOf(before)) && !isExternallyAccessible(specOf(after));
    const message = loses
      ? `${name} is no longer reachable from outside of the cluster (${from} → ${to})`
      : `${name} becomes a Service of type ${to} (was ${from})`;
    yield traffic(loses || to === 'ExternalName' ? 'danger' : 'warning', ['spec.type'], message);
  }
  // Another type brings other defaults with it.
  const others = changesBelow(fields, ...SPREADING).filter(
    ({ change }) => from === to || change === 'changed',
  );
  if (others.length > 0)
    yield traffic(
      'notice',
      pathsOf(others),
      `${name} spreads or admits connections in another way${audienceOf(before, context)}`,
    );
}

const SPREADING = [
  'spec.sessionAffinity',
  'spec.sessionAffinityConfig',
  'spec.externalTrafficPolicy',
  'spec.internalTrafficPolicy',
  'spec.trafficDistribution',
  'spec.publishNotReadyAddresses',
  'spec.loadBalancerSourceRanges',
  'spec.loadBalancerClass',
  'spec.loadBalancerIP',
  'spec.externalIPs',
  'spec.externalName',
];
