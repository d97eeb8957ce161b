import type { Service } from '../../../kube/generated/core-v1';
import { declaredPorts, type ServiceTarget, serviceTargets } from '../../../kube/relations/service-endpoints';
import { specOf } from '../../../kube/service-kinds';
import { podSpecOf, type Workload } from '../../../kube/workloads';
import { fewOf, severityOfAbsent } from '../../context/absence';
import type { CheckContext } from '../../context/check-context';
import { isHelmHook, nameOf, runsForever } from '../../context/containers';
import { nearMiss, printLabels } from '../../context/near-miss';
import type { BuiltInRule, Problem } from '../../rule';

export const SERVICE_RULES: readonly BuiltInRule[] = [
  {
    id: 'dangling-service',
    severity: 'error',
    profile: 'learning',
    finds: 'A Service whose selector matches the pods of no workload in its namespace.',
    why: 'The Service has no endpoints: every connection to it is refused.',
    fix: 'select labels that the pod template of a workload has',
    peers: ['kube-linter dangling-service', 'kube-score service-targets-pod'],
    *check(context) {
      for (const service of servicesWithSelector(context)) {
        const { selector } = specOf(service);
        const { namespace = '' } = service.metadata;
        const severity = severityOfAbsent(context, namespace);
        if (!severity || context.relations.selectedBy(service).length > 0) continue;
        yield {
          object: service,
          field: 'spec.selector',
          severity,
          message: `no pod has the labels ${printLabels(selector!)}${nearMiss(context, namespace, selector!)}`,
        };
      }
    },
  },
  {
    id: 'service-target-port',
    severity: 'error',
    profile: 'learning',
    finds: 'A Service port that leads to a port which no container of its pods declares.',
    why: 'Connections to that port of the Service are refused, or go nowhere.',
    fix: 'let targetPort name or number a port of a container',
    peers: ['kube-linter invalid-target-ports'],
    *check(context) {
      for (const service of servicesWithSelector(context))
        for (const targets of targetsByPort(context, service)) yield* missingTarget(service, targets);
    },
  },
  {
    id: 'service-selects-too-much',
    severity: 'warning',
    profile: 'default',
    finds:
      'A Service that also selects pods which do not serve its port: those of a Job, or of another workload.',
    why: 'A part of the connections goes to pods that refuse them.',
    fix: 'give the selector a label that only the pods meant have',
    *check(context) {
      for (const service of servicesWithSelector(context)) yield* strangers(context, service);
    },
  },
];

function servicesWithSelector({ relations }: CheckContext): readonly Service[] {
  return relations.of<Service>('Service').filter((service) => {
    const { selector, type } = specOf(service);
    return type !== 'ExternalName' && selector !== undefined && Object.keys(selector).length > 0;
  });
}

/** For each port of the Service, where it arrives in each workload that it selects. */
function targetsByPort({ relations }: CheckContext, service: Service): readonly (readonly ServiceTarget[])[] {
  const perWorkload = relations.selectedBy(service).map((workload) => serviceTargets(service, workload));
  return (perWorkload[0] ?? []).map((_, index) => perWorkload.map((targets) => targets[index]!));
}

/** A name that no container has cannot work; a number that none declares may. */
function* missingTarget(service: Service, targets: readonly ServiceTarget[]): Iterable<Problem> {
  const [{ port, index }] = targets as [ServiceTarget];
  if (targets.some(({ declared }) => declared)) return;
  const isNamed = typeof port.targetPort === 'string';
  const declared = targets.flatMap(({ workload }) => printPorts(workload));
  if (!isNamed && declared.length === 0) return;
  const protocol = port.protocol ?? 'TCP';
  const what = isNamed ? `named "${port.targetPort}"` : `${port.targetPort ?? port.port}`;
  const who = fewOf(targets.map(({ workload }) => nameOf(workload)));
  yield {
    object: service,
    field: `spec.ports[${index}].${port.targetPort === undefined ? 'port' : 'targetPort'}`,
    severity: isNamed ? 'error' : 'warning',
    message: `${who} declares no ${protocol} port ${what}; ${declared.length > 0 ? `it declares ${fewOf([...new Set(declared)])}` : 'it declares none'}`,
  };
}

function printPorts(workload: Workload): readonly string[] {
  return Array.from(declaredPorts(podSpecOf(workload)), ({ name, containerPort, protocol = 'TCP' }) => {
    const number = protocol === 'TCP' ? String(containerPort) : `${containerPort}/${protocol}`;
    return name ? `${number} (${name})` : number;
  });
}

function* strangers(context: CheckContext, service: Service): Iterable<Problem> {
  const workloads = context.relations.selectedBy(service).filter(({ object }) => !isHelmHook(object));
  if (workloads.length < 2) return;
  const jobs = workloads.filter((workload) => !runsForever(workload));
  if (jobs.length > 0 && jobs.length < workloads.length)
    yield {
      object: service,
      field: 'spec.selector',
      message: `the selector also matches the pods of ${fewOf(jobs.map(nameOf))}, which do not serve`,
    };
  for (const targets of targetsByPort(context, service)) {
    const lasting = targets.filter(({ workload }) => runsForever(workload) && !isHelmHook(workload.object));
    const without = lasting.filter(({ declared, workload }) => !declared && printPorts(workload).length > 0);
    if (without.length === 0 || !lasting.some(({ declared }) => declared)) continue;
    const { port } = lasting[0]!;
    yield {
      object: service,
      field: 'spec.selector',
      message: `the selector also matches the pods of ${fewOf(without.map(({ workload }) => nameOf(workload)))}, which declare no port ${port.targetPort ?? port.port}`,
    };
  }
}
