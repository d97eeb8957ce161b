import type { Construct } from 'constructs';
import type { ResourceQuota } from '../../kube/generated/core-v1';
import { ResourceQuotas } from '../../kube/generated/resources';
import { checkWhole } from '../authoring/numbers';
import { checkQuantity } from '../authoring/quantities';
import { report } from '../authoring/report';
import { KubeApiObject } from '../kube-api-object';

/** What all objects of a namespace may take together. What is not named is not bounded. */
export interface QuotaProps {
  /**
   * CPU that is set aside by all pods: cores (`8`) or thousandths (`8000m`).
   *
   * @default no bound
   */
  readonly cpu?: string;
  /**
   * Memory that is set aside by all pods.
   *
   * @default no bound
   */
  readonly memory?: string;
  /**
   * CPU all pods may use at most; then each container needs a limit.
   *
   * @default no bound
   */
  readonly cpuLimit?: string;
  /**
   * Memory all pods may use at most; then each container needs a limit.
   *
   * @default no bound
   */
  readonly memoryLimit?: string;
  /**
   * Number of pods that have not ended.
   *
   * @default no bound
   */
  readonly pods?: number;
  /**
   * Storage of all claims.
   *
   * @default no bound
   */
  readonly storage?: string;
  /**
   * Number of objects by resource, as quotas name them: `{ 'services.loadbalancers': 1, 'count/jobs.batch': 20 }`.
   *
   * @default no bound
   */
  readonly objects?: { readonly [resource: string]: number };
}

/** What each quantity of the props is in a ResourceQuota. */
const QUANTITIES = {
  cpu: 'requests.cpu',
  memory: 'requests.memory',
  cpuLimit: 'limits.cpu',
  memoryLimit: 'limits.memory',
  storage: 'requests.storage',
} as const;

/** Bounds what a namespace takes. */
export function makeQuota(owner: Construct, props: QuotaProps): KubeApiObject<ResourceQuota> {
  const hard: { [resource: string]: string } = {};
  for (const [prop, resource] of Object.entries(QUANTITIES)) {
    const text = props[prop as keyof typeof QUANTITIES];
    if (text === undefined) continue;
    checkQuantity(owner, `quota.${prop}`, text);
    hard[resource] = text;
  }
  for (const [resource, count] of Object.entries({ pods: props.pods, ...props.objects })) {
    if (count === undefined) continue;
    checkWhole(owner, `quota.${resource}`, count, 0);
    hard[resource] = String(count);
  }
  checkOrder(owner, props, 'cpu', 'cpuLimit');
  checkOrder(owner, props, 'memory', 'memoryLimit');
  if (Object.keys(hard).length === 0) report(owner, { field: 'quota', message: 'it bounds nothing' });
  return new KubeApiObject(owner, 'Quota', ResourceQuotas, { name: 'quota', fields: { spec: { hard } } });
}

function checkOrder(
  owner: Construct,
  props: QuotaProps,
  request: 'cpu' | 'memory',
  limit: 'cpuLimit' | 'memoryLimit',
): void {
  const [asked, most] = [props[request], props[limit]];
  if (asked === undefined || most === undefined) return;
  const [low, high] = [
    checkQuantity(owner, `quota.${request}`, asked),
    checkQuantity(owner, `quota.${limit}`, most),
  ];
  if (low && high && high.compare(low) < 0) {
    report(owner, {
      field: `quota.${limit}`,
      message: `${limit} is ${most}, below ${request}, which is ${asked}: what is set aside could never be used up`,
    });
  }
}
