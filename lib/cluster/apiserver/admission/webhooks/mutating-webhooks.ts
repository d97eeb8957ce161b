import { equal } from '../../../../kube/frozen';
import type { MutatingWebhook } from '../../../../kube/generated/admissionregistration-v1';
import { MutatingWebhookConfigurations } from '../../../../kube/generated/resources';
import { goQuote } from '../../../../kube/go-format';
import { jsonKind } from '../../../../kube/go-value';
import type { KubeObject } from '../../../../kube/object';
import { applyJsonPatch } from '../../../../kube/patch/json-patch';
import { internalError, StatusError } from '../../../../kube/status';
import type { AdmissionEnvironment, AdmissionPlugin, AdmissionRequest } from '../plugin';
import { mutatedObject } from '../policy/mutated-object';
import { bodyFrom, bodyIn, bodyKind } from '../policy/request-body';
import { isAdmissionConfiguration, type MatchedVersion } from '../policy/resource-rules';
import { askWebhook, matchedBy, rejection, webhooksOf } from './ask-webhook';
import type { Verdict } from './review';

/** Lets webhooks change objects, or refuse them. */
export const mutatingWebhooks: AdmissionPlugin = {
  name: 'MutatingAdmissionWebhook',

  handles: ({ resource }) => !isAdmissionConfiguration(resource),

  mutate(object, request, environment) {
    const configurations = environment.list(MutatingWebhookConfigurations);
    if (configurations.length === 0) return object;
    const ledger = request.reinvocation.ledgerOf(mutatingWebhooks.name);
    ledger.begin(object);
    let current = object;
    for (const configured of webhooksOf(configurations)) {
      const { webhook, configuration } = configured;
      const key = `${configuration}/${webhook.name}`;
      const asked = { ...request, object: current };
      const matched = matchedBy(webhook, asked, environment);
      if (!matched || ledger.isSkipped(key)) continue;
      const verdict = askWebhook(configured, matched, asked, environment, true);
      if (verdict && !verdict.allowed) throw rejection(webhook, verdict);
      const before = current;
      if (verdict) current = changed(current, verdict, webhook, matched, request, environment);
      if (!equal(before, current)) ledger.changed();
      if (webhook.reinvocationPolicy === 'IfNeeded') ledger.remember(key);
    }
    ledger.end(current);
    return current;
  },
};

function changed(
  object: KubeObject,
  { patch, patchType }: Verdict,
  { name, failurePolicy }: MutatingWebhook,
  matched: MatchedVersion,
  request: AdmissionRequest,
  { resources }: AdmissionEnvironment,
): KubeObject {
  if (patch === undefined) return object;
  const failed = (why: string) => internalError(`failed calling webhook ${goQuote(name)}: ${why}`);
  const operations = readPatch(patch);
  if (typeof operations === 'string' || patchType !== 'JSONPatch') {
    if (failurePolicy === 'Ignore') return object;
    throw typeof operations === 'string'
      ? failed(`received undecodable patch in webhook response: ${operations}`)
      : failed(`unsupported patch type ${goQuote(patchType ?? '')}`);
  }
  if (operations.length === 0) return object;
  const seen = bodyIn(object, request, matched, resources);
  const document = patched(seen, operations);
  const kind = bodyKind(request, matched, resources);
  const mutated = mutatedObject(document, matched.kind, kind, 'Ignore');
  return bodyFrom(mutated, request, matched, resources);
}

function patched(object: KubeObject, operations: readonly unknown[]): unknown {
  try {
    return applyJsonPatch(object as unknown, operations);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    throw internalError(error.cause instanceof Error ? error.cause.message : error.message);
  }
}

/** The operations, or what is wrong with what should be some. */
function readPatch(patch: string): readonly unknown[] | string {
  try {
    const operations: unknown = JSON.parse(Buffer.from(patch, 'base64').toString());
    if (Array.isArray(operations)) return operations;
    return `json: cannot unmarshal ${jsonKind(operations)} into Go value of type jsonpatch.Patch`;
  } catch (error) {
    if (error instanceof SyntaxError) return 'the patch is no JSON';
    throw error;
  }
}
