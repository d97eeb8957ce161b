import type { ResourceQuota } from '../../../kube/generated/core-v1';
import { ResourceQuotas } from '../../../kube/generated/resources';
import type { KubeObject } from '../../../kube/object';
import { evaluatorOf } from '../../../kube/quota';
import {
  type Amounts,
  amountsOf,
  increase,
  listOf,
  only,
  printAmounts,
  sumOf,
} from '../../../kube/quota/amounts';
import { type Evaluator, quotaMatches } from '../../../kube/quota/evaluator';
import type { AdmissionEnvironment, AdmissionPlugin, AdmissionRequest } from './plugin';
import { refused } from './refusal';

/**
 * Refuses what would exceed a quota of the namespace, and charges what does not: the quota's status is written just
 * before the object is.
 */
export const resourceQuota: AdmissionPlugin = {
  name: 'ResourceQuota',

  handles({ operation, resource, subresource }) {
    if (operation !== 'CREATE' && operation !== 'UPDATE') return false;
    const evaluator = resource.namespaced ? evaluatorOf(resource) : undefined;
    if (!evaluator) return false;
    return operation === 'CREATE' ? subresource === '' : evaluator.changedBy !== undefined;
  },

  validate(request, environment) {
    const quotas = environment.list(ResourceQuotas, request.namespace);
    if (quotas.length === 0) return;
    const evaluator = evaluatorOf(request.resource)!;
    if (request.oldObject && !evaluator.changedBy!(request.object!, request.oldObject, request.subresource))
      return;
    charge(quotas, evaluator, request, environment);
  },
};

function charge(
  quotas: readonly ResourceQuota[],
  evaluator: Evaluator,
  request: AdmissionRequest,
  environment: AdmissionEnvironment,
): void {
  const object = request.object!;
  const matching = quotas.filter((quota) => quotaMatches(quota, evaluator, object));
  for (const quota of matching) checkStatement(quota, evaluator, object, request);
  if (matching.length === 0) return;
  const now = environment.clock.now();
  const usage = evaluator.usage(object, now);
  const negative = only(usage, (_name, amount) => amount.sign < 0);
  if (negative.size > 0)
    throw refused(
      request,
      `quota usage is negative for resource(s): ${[...negative.keys()].sort().join(',')}`,
    );
  const { oldObject } = request;
  const more = oldObject ? increase(usage, evaluator.usage(oldObject, now)) : usage;
  for (const quota of matching) {
    const wasCharged = oldObject !== undefined && quotaMatches(quota, evaluator, oldObject);
    const used = chargeTo(quota, wasCharged ? more : usage, request);
    if (used)
      request.notes.writes.push(() => environment.updateStatus(ResourceQuotas, withUsed(quota, used)));
  }
}

/** The object has to say what it needs of what is limited; and what is used already has to be known. */
function checkStatement(
  { metadata, status }: ResourceQuota,
  evaluator: Evaluator,
  object: KubeObject,
  request: AdmissionRequest,
): void {
  const limited = Object.keys(status?.hard ?? {}).filter((name) => evaluator.countsFor(name));
  const missing = evaluator.missing?.(object, limited);
  if (missing) throw refused(request, `failed quota: ${metadata.name}: ${missing}`);
  if (limited.some((name) => status?.used?.[name] === undefined))
    throw refused(
      request,
      `status unknown for quota: ${metadata.name}, resources: ${limited.sort().join(',')}`,
    );
}

/** What the quota's use becomes; undefined when it stays. */
function chargeTo(quota: ResourceQuota, usage: Amounts, request: AdmissionRequest): Amounts | undefined {
  const hard = amountsOf(quota.status?.hard);
  const used = amountsOf(quota.status?.used);
  const nonzero = only(usage, (_name, amount) => !amount.isZero);
  if (nonzero.size === 0) return undefined;
  const requested = only(nonzero, (name) => hard.has(name));
  const sum = sumOf(used, requested);
  if (request.subresource !== 'status') {
    const isExceeded = (name: string) => requested.has(name) && sum.get(name)!.compare(hard.get(name)!) > 0;
    const exceeded = (amounts: Amounts) => printAmounts(only(amounts, isExceeded));
    if ([...hard.keys()].some(isExceeded))
      throw refused(
        request,
        `exceeded quota: ${quota.metadata.name}, requested: ${exceeded(requested)}, used: ${exceeded(used)}, limited: ${exceeded(hard)}`,
      );
  }
  return requested.size > 0 ? sum : undefined;
}

function withUsed(quota: ResourceQuota, used: Amounts): ResourceQuota {
  return { ...quota, status: { ...quota.status, used: listOf(used) } };
}
