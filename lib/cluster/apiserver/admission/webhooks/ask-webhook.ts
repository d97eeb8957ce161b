import { AdmissionExpressions } from '../../../../kube/cel/admission-expressions';
import { memoize } from '../../../../kube/frozen';
import type { MutatingWebhook, ValidatingWebhook } from '../../../../kube/generated/admissionregistration-v1';
import { goQuote } from '../../../../kube/go-format';
import type { KubeObject } from '../../../../kube/object';
import { badRequest, forbidden, internalError, StatusError } from '../../../../kube/status';
import type { KnownAnswer, WebhookCall } from '../../../../kube/webhook-call';
import type { AdmissionEnvironment, AdmissionRequest } from '../plugin';
import { admissionVariables } from '../policy/admission-variables';
import { CONDITION_BUDGET, ExpressionRun, type NamedExpression } from '../policy/expression-run';
import { conditionsHold, matchConditions } from '../policy/match-conditions';
import { type MatchedVersion, matchRequest } from '../policy/resource-rules';
import { reviewOf, reviewVersion, type Verdict, verdictOf, WebhookFailure } from './review';
import { addressOf } from './webhook-address';

export type Webhook = MutatingWebhook | ValidatingWebhook;

/** A webhook in force. */
export interface ConfiguredWebhook<W extends Webhook> {
  readonly webhook: W;
  /** Of the configuration that it is in. */
  readonly configuration: string;
}

const DEFAULT_TIMEOUT_SECONDS = 10;
const NO_VARIABLES: ReadonlyMap<string, NamedExpression> = new Map();

/** All webhooks of these configurations, in their order. */
export function webhooksOf<W extends Webhook>(
  configurations: readonly (KubeObject & { readonly webhooks?: readonly W[] })[],
): readonly ConfiguredWebhook<W>[] {
  const inOrder = [...configurations].sort((a, b) => (a.metadata.name! < b.metadata.name! ? -1 : 1));
  return inOrder.flatMap(({ webhooks = [], metadata }) =>
    webhooks.map((webhook) => ({ webhook, configuration: metadata.name! })),
  );
}

const conditionsOf = memoize(({ matchConditions: conditions }: Webhook) =>
  matchConditions(conditions, new AdmissionExpressions({ hasParams: false, hasVariables: false })),
);

/** Whether a webhook wants to see a request; if it does, in which version. @throws StatusError 403 */
export function matchedBy(
  webhook: Webhook,
  request: AdmissionRequest,
  environment: AdmissionEnvironment,
): MatchedVersion | undefined {
  const { rules = [], namespaceSelector, objectSelector, matchPolicy, failurePolicy } = webhook;
  if (rules.length === 0) return undefined;
  const criteria = { resourceRules: rules, namespaceSelector, objectSelector, matchPolicy };
  const matched = matchRequest(criteria, request, environment);
  const conditions = matched ? conditionsOf(webhook) : [];
  if (!matched || conditions.length === 0) return matched;
  const variables = admissionVariables(request, matched, environment);
  const holds = conditionsHold(conditions, new ExpressionRun(variables, NO_VARIABLES, CONDITION_BUDGET));
  if (typeof holds === 'string') {
    if (failurePolicy === 'Ignore') return undefined;
    throw forbidden(request.resource, request.name, holds);
  }
  return holds ? matched : undefined;
}

/**
 * What a webhook says about a request; undefined if nobody knows and that does not matter.
 * @throws StatusError when it does, and WebhookCallNeeded
 */
export function askWebhook(
  { webhook, configuration }: ConfiguredWebhook<Webhook>,
  matched: MatchedVersion,
  request: AdmissionRequest,
  environment: AdmissionEnvironment,
  mutates: boolean,
): Verdict | undefined {
  checkDryRun(webhook, request);
  try {
    const verdict = call(webhook, configuration, matched, request, environment, mutates);
    for (const warning of verdict.warnings) request.notes.warnings.push(warning);
    return verdict;
  } catch (error) {
    if (!(error instanceof WebhookFailure)) throw error;
    if (webhook.failurePolicy === 'Ignore') return undefined;
    throw internalError(`failed calling webhook ${goQuote(webhook.name)}: ${error.message}`);
  }
}

function checkDryRun({ name, sideEffects }: Webhook, { options }: AdmissionRequest): void {
  if (options.dryRun && sideEffects !== 'None' && sideEffects !== 'NoneOnDryRun')
    throw badRequest(`admission webhook ${goQuote(name)} does not support dry run`);
}

function call(
  webhook: Webhook,
  configuration: string,
  matched: MatchedVersion,
  request: AdmissionRequest,
  environment: AdmissionEnvironment,
  mutates: boolean,
): Verdict {
  const version = reviewVersion(webhook.admissionReviewVersions ?? []);
  const { clientConfig, timeoutSeconds = DEFAULT_TIMEOUT_SECONDS } = webhook;
  const url = addressOf(clientConfig, timeoutSeconds, environment);
  const uid = environment.random.uid();
  const review = reviewOf(request, matched, environment, version, uid);
  const key = keyOf(webhook, configuration, request, mutates);
  const { caBundle } = clientConfig;
  const asked = { key, url, caBundle, timeoutSeconds, review, uid };
  return verdictOf(answerTo(asked, webhook, request, environment), version, mutates);
}

/** Who sends a request over HTTP waits for answers; components of the cluster try again. */
function answerTo(
  call: WebhookCall,
  { name }: Webhook,
  { webhooks, user }: AdmissionRequest,
  environment: AdmissionEnvironment,
): KnownAnswer {
  if (webhooks) return webhooks.answerTo(call);
  if (!environment.webhooks)
    throw new WebhookFailure(
      `failed to call webhook: Post ${goQuote(call.url)}: webhooks are called only by a served cluster`,
    );
  const known = environment.webhooks.answerTo(user.name, call);
  if (known) return known;
  throw internalError(`webhook ${goQuote(name)} was asked just now: try again for its answer`);
}

/** An object that is not there yet has a new UID, and maybe a new name, whenever the request is repeated. */
function keyOf(
  { name }: Webhook,
  configuration: string,
  {
    operation,
    resource,
    subresource,
    namespace,
    oldObject,
    object,
    reinvocation,
    ...request
  }: AdmissionRequest,
  mutates: boolean,
): string {
  const { generateName, name: own } = object?.metadata ?? {};
  const about = oldObject ? request.name : (generateName ?? own);
  const place = [resource.group, resource.version, resource.resource, subresource, namespace, about];
  const version = oldObject?.metadata.resourceVersion;
  return JSON.stringify([configuration, name, mutates, reinvocation.isAgain, operation, ...place, version]);
}

const FIRST_ERROR = 400;

/** The refusal of a webhook, in its own words. */
export function rejection({ name }: Webhook, { result = {} }: Verdict): StatusError {
  const denied = `admission webhook ${goQuote(name)} denied the request`;
  const why = result.message || result.reason;
  const code = result.code ?? 0;
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    ...result,
    status: !result.status || result.status === 'Success' ? 'Failure' : result.status,
    message: why ? `${denied}: ${why}` : `${denied} without explanation`,
    code: code < FIRST_ERROR ? FIRST_ERROR : code,
  });
}
