import type { ApiRequest, RequestOptions } from '../../../kube/api-request';
import type { Pod, PodCondition } from '../../../kube/generated/core-v1';
import type { DeleteOptions, Status } from '../../../kube/generated/meta-v1';
import type { Eviction, PodDisruptionBudget } from '../../../kube/generated/policy-v1';
import { PodDisruptionBudgets } from '../../../kube/generated/resources';
import type { KubeObject } from '../../../kube/object';
import { isPodReady, isPodTerminal, podCondition } from '../../../kube/pod-status';
import { isObject } from '../../../kube/record';
import { schemaOf } from '../../../kube/schema';
import { LabelSelector } from '../../../kube/selectors/label-selector';
import { methodNotAllowed, plainError } from '../../../kube/status';
import { timestamp } from '../../clock/clock';
import type { AdmissionEnvironment } from '../admission/plugin';
import { decodeAs } from '../decoding';
import { asRequestOptions } from '../delete-options';
import { checkPreconditions } from '../deletion';
import { inNamespaceOf } from '../object-metadata';
import type { Registry } from '../registry';
import type { StoredObject } from '../stored-object';
import type { SubresourceHandler } from '../subresource';
import { allowDisruption } from './disruption-budget';
import { checkNameOfUrl, PostedBody } from './posted-body';

const KIND = { group: 'policy', version: 'v1', kind: 'Eviction' };

/** `pods/NAME/eviction`: deletes a pod, if its disruption budget allows it. */
export function eviction(environment: AdmissionEnvironment): SubresourceHandler {
  return (registry, request) => {
    if (request.verb !== 'create') throw methodNotAllowed();
    const warnings: string[] = [];
    const body = decodeAs<Eviction & KubeObject>(
      schemaOf(KIND)!,
      KIND,
      inThisVersion(request.body),
      request,
      warnings,
    );
    const given = { ...body, metadata: body.metadata ?? {} };
    const posted = new PostedBody(registry, request, inNamespaceOf(request, given, true) as typeof given);
    checkNameOfUrl(posted.object, request, 'Eviction');
    const options = optionsOf(posted.object.deleteOptions, request);
    posted.validate();
    evict(registry, { ...request, options }, environment);
    return { code: 201, object: SUCCESS, warnings: [...warnings, ...posted.warnings] };
  };
}

/** Evictions of the version before, which is not served any more, are the same. */
function inThisVersion(body: unknown): unknown {
  const isOld = isObject(body) && body['apiVersion'] === 'policy/v1beta1';
  return isOld ? { ...body, apiVersion: 'policy/v1' } : body;
}

/** How to delete is said in the body; whether to do it at all, in the query string too. */
function optionsOf(given: DeleteOptions = {}, { options }: ApiRequest): RequestOptions {
  const asked = given.dryRun?.length ? ['All'] : [];
  if (asked.length > 0 && options.dryRun === false)
    throw plainError(`Non-matching dry-run options in request and content: [] and [${asked}]`);
  return { ...asRequestOptions(given), dryRun: options.dryRun || asked.length > 0 };
}

function evict(registry: Registry, request: ApiRequest, environment: AdmissionEnvironment): void {
  const existing = registry.get(request.namespace, request.name!);
  const pod = existing.object as Pod;
  if (!isBeyondBudgets(pod)) {
    const budgets = budgetsOf(pod, environment);
    if (budgets.length > 1) throw plainError(SEVERAL_BUDGETS);
    const [budget] = budgets;
    if (budget && !isSpareAnyway(pod, budget))
      allowDisruption(budget, pod, environment, request.options.dryRun ?? false);
  }
  remove(registry, request, existing, environment);
}

const SUCCESS: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };

const SEVERAL_BUDGETS =
  'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';

/** A pod that does not run any more, or not yet, disrupts nobody when it goes. */
function isBeyondBudgets(pod: Pod): boolean {
  return (
    isPodTerminal(pod) || pod.status?.phase === 'Pending' || pod.metadata.deletionTimestamp !== undefined
  );
}

function budgetsOf({ metadata }: Pod, environment: AdmissionEnvironment): readonly PodDisruptionBudget[] {
  return environment
    .list(PodDisruptionBudgets, metadata.namespace)
    .filter(({ spec }) => LabelSelector.of(spec?.selector).matches(metadata.labels));
}

/** A pod that is not ready may go without being counted: always, or while enough others are healthy. */
function isSpareAnyway(pod: Pod, { spec, status }: PodDisruptionBudget): boolean {
  if (isPodReady(pod)) return false;
  if (spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  const { currentHealthy = 0, desiredHealthy = 0 } = status ?? {};
  return currentHealthy >= desiredHealthy && desiredHealthy > 0;
}

/** The pod first says why it goes. */
function remove(
  registry: Registry,
  request: ApiRequest,
  existing: StoredObject,
  { clock }: AdmissionEnvironment,
): void {
  const { preconditions, dryRun, ...options } = request.options;
  checkPreconditions(existing.object, { preconditions }, { group: '', resource: 'Pod' });
  const pod = existing.object as Pod;
  const marked = dryRun
    ? existing
    : registry.writeInternally(request, withTarget(pod, timestamp(clock.now())), existing);
  registry.deleteAdmitted({ ...request, options: { ...options, dryRun } }, marked);
}

function withTarget(pod: Pod, now: string): Pod {
  const { conditions = [] } = pod.status ?? {};
  const old = podCondition(pod.status, 'DisruptionTarget');
  const condition: PodCondition = {
    type: 'DisruptionTarget',
    status: 'True',
    lastProbeTime: null as never,
    lastTransitionTime: old?.status === 'True' ? old.lastTransitionTime : now,
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
  };
  const updated = old ? conditions.map((one) => (one === old ? condition : one)) : [...conditions, condition];
  return { ...pod, status: { ...pod.status, conditions: updated } };
}
