import type { StatefulSet } from '../../../kube/generated/apps-v1';
import type { Service } from '../../../kube/generated/core-v1';
import { isHeadless, specOf } from '../../../kube/service-kinds';
import { workloadOf } from '../../../kube/workloads';
import type { CheckContext } from '../../context/check-context';
import { didYouMean } from '../../context/near-miss';
import type { BuiltInRule, Problem } from '../../rule';

export const STATEFUL_SET_RULES: readonly BuiltInRule[] = [
  {
    id: 'statefulset-service',
    severity: 'error',
    profile: 'learning',
    finds: 'A StatefulSet without the headless Service that gives its pods their names.',
    why: 'Names such as db-0.db do not resolve: the pods cannot find each other.',
    fix: 'add a Service with clusterIP None that selects the pods, and name it in serviceName',
    peers: ['kube-score statefulset-has-servicename'],
    *check(context) {
      if (!context.isWhole) return;
      for (const set of context.relations.of<StatefulSet>('apps/StatefulSet')) yield* governing(context, set);
    },
  },
];

function* governing(context: CheckContext, set: StatefulSet): Iterable<Problem> {
  const { namespace = '' } = set.metadata;
  const name = set.spec?.serviceName;
  const problem = { object: set, field: 'spec.serviceName' };
  if (!name) {
    // One pod alone has nobody to find.
    if ((set.spec?.replicas ?? 1) > 1)
      yield {
        ...problem,
        severity: 'warning',
        message: 'names no Service: its pods have no names of their own',
      };
    return;
  }
  const services = context.named<Service>('Service', namespace);
  const service = services.get(name);
  if (!service) {
    yield {
      ...problem,
      // One pod alone has nobody to find.
      severity: (set.spec?.replicas ?? 1) > 1 ? 'error' : 'warning',
      message: `there is no Service "${name}"${didYouMean(name, services.keys())}`,
    };
    return;
  }
  const workload = workloadOf(set);
  if (!isHeadless(specOf(service)) && specOf(service).clusterIP !== 'None')
    yield {
      ...problem,
      severity: 'warning',
      message: `Service "${name}" is not headless: names such as ${set.metadata.name}-0.${name} do not resolve`,
    };
  else if (workload && !context.relations.selectedBy(service).some(({ object }) => object === set))
    yield { ...problem, message: `Service "${name}" does not select the pods of this StatefulSet` };
}
