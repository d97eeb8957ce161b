import { groupKindOf } from '../../kube/relations/relations';
import { workloadOf } from '../../kube/workloads';
import type { ConsequenceRule } from '../context';
import { routeTraffic } from './traffic/routes';
import { serviceTraffic } from './traffic/services';
import { workloadTraffic } from './traffic/workloads';

/** Who answers which requests: Services that gain and lose pods, hosts and paths that lead somewhere else. */
export const traffic: ConsequenceRule = function* (change, context) {
  const { object } = (change.after ?? change.before)!;
  if (workloadOf(object)) yield* workloadTraffic(change, context);
  else if (groupKindOf(object) === 'Service') yield* serviceTraffic(change, context);
  else yield* routeTraffic(change, context);
};
