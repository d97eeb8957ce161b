import { nearestOf } from '../../kube/suggestion';
import type { CheckContext } from './check-context';
import { nameOf } from './containers';

type Labels = { readonly [key: string]: string };

/** `app=web,tier=front` */
export function printLabels(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

/** `; Deployment/api has app=apii`: the workload that all labels but one match, or one that is written nearly the same. */
export function nearMiss({ relations }: CheckContext, namespace: string, asked: Labels): string {
  const keys = Object.keys(asked);
  for (const workload of relations.workloads.in(namespace)) {
    const wrong = keys.filter((key) => workload.labels[key] !== asked[key]);
    const [key] = wrong;
    if (wrong.length !== 1 || key === undefined) continue;
    const found = workload.labels[key];
    const isNear = found !== undefined && nearestOf(asked[key]!, [found]) !== undefined;
    if (keys.length === 1 && !isNear) continue;
    return found === undefined
      ? `; ${nameOf(workload)} has no label ${key}`
      : `; ${nameOf(workload)} has ${key}=${found}`;
  }
  return '';
}

/** `; did you mean "api"?` */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const near = nearestOf(name, candidates);
  return near === undefined || near === name ? '' : `; did you mean "${near}"?`;
}
