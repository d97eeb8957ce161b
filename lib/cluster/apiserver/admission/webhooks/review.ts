import type { Status } from '../../../../kube/generated/meta-v1';
import { goQuote } from '../../../../kube/go-format';
import { isObject, type JsonObject } from '../../../../kube/record';
import type { KnownAnswer, WebhookResponse } from '../../../../kube/webhook-call';
import type { AdmissionEnvironment, AdmissionRequest } from '../plugin';
import { requestObject } from '../policy/admission-variables';
import { bodyIn } from '../policy/request-body';
import type { MatchedVersion } from '../policy/resource-rules';

const GROUP = 'admission.k8s.io';
const KIND = 'AdmissionReview';
const VERSIONS = ['v1', 'v1beta1'];

/** A webhook gave no answer, or one that is none: its `failurePolicy` decides. */
export class WebhookFailure extends Error {
  override readonly name = 'WebhookFailure';
}

/** The first version of a review that both sides know. @throws WebhookFailure */
export function reviewVersion(accepted: readonly string[]): string {
  const version = accepted.find((one) => VERSIONS.includes(one));
  if (version) return version;
  throw new WebhookFailure(
    'could not create admission objects: webhook does not accept known AdmissionReview versions (v1, v1beta1)',
  );
}

/** What a webhook is asked. */
export function reviewOf(
  request: AdmissionRequest,
  matched: MatchedVersion,
  { resources }: AdmissionEnvironment,
  version: string,
  uid: string,
): object {
  const inVersion = (object: AdmissionRequest['object']) =>
    object ? bodyIn(object, request, matched, resources) : null;
  return {
    kind: KIND,
    apiVersion: `${GROUP}/${version}`,
    request: {
      uid,
      ...requestObject(request, matched),
      object: inVersion(request.object),
      oldObject: inVersion(request.oldObject),
    },
  };
}

/** What a webhook says. */
export interface Verdict {
  readonly allowed: boolean;
  readonly warnings: readonly string[];
  /** Why it refuses. */
  readonly result?: Partial<Status>;
  /** A JSON patch, in base64. */
  readonly patch?: string;
  readonly patchType?: string;
}

/** Reads an answer. @throws WebhookFailure */
export function verdictOf({ uid, answer }: KnownAnswer, version: string, mutates: boolean): Verdict {
  if ('failure' in answer) throw new WebhookFailure(`failed to call webhook: ${answer.failure}`);
  const review = documentOf(answer);
  const { response } = review;
  if (version === 'v1' && review['apiVersion'] === `${GROUP}/v1beta1`)
    throw new WebhookFailure(
      `failed to call webhook: converting (v1beta1.${KIND}) to (v1.${KIND}): unknown conversion`,
    );
  const wrong = (why: string) => new WebhookFailure(`received invalid webhook response: ${why}`);
  if (!isObject(response)) throw wrong('webhook response was absent');
  if (version === 'v1') checkEnvelope(review, response, uid, wrong);
  const { patch = '', patchType } = response;
  if (version === 'v1') checkPatch(patch !== '' && patch !== null, patchType, mutates, wrong);
  const warnings = Array.isArray(response['warnings']) ? response['warnings'].map(String) : [];
  const { status } = response;
  return {
    allowed: response['allowed'] === true,
    warnings,
    ...(isObject(status) ? { result: status as Partial<Status> } : {}),
    ...(patch ? { patch: String(patch), patchType: String(patchType ?? 'JSONPatch') } : {}),
  };
}

function documentOf({ status, body, contentType }: WebhookResponse): JsonObject {
  if (status < 200 || status > 299) {
    const isText = contentType === '' || contentType.startsWith('text/');
    throw new WebhookFailure(`failed to call webhook: ${statusText(status, isText ? body : '')}`);
  }
  try {
    const document: unknown = JSON.parse(body);
    if (isObject(document)) return document;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new WebhookFailure(
    `failed to call webhook: couldn't get version/kind; json parse error: the answer is no JSON object`,
  );
}

function statusText(status: number, body: string): string {
  if (status === 404) return 'the server could not find the requested resource';
  if (status === 401) return 'the server has asked for the client to provide credentials';
  if (status === 403) return 'unknown';
  if (status >= 500)
    return `an error on the server (${goQuote(body.trim() || 'unknown')}) has prevented the request from succeeding`;
  return 'the server rejected our request for an unknown reason';
}

type Wrong = (why: string) => WebhookFailure;

function checkEnvelope(
  { apiVersion, kind }: JsonObject,
  response: JsonObject,
  uid: string,
  wrong: Wrong,
): void {
  const given = response['uid'] ?? '';
  if (given !== uid) throw wrong(`expected response.uid=${goQuote(uid)}, got ${goQuote(String(given))}`);
  if (apiVersion !== `${GROUP}/v1` || kind !== KIND)
    throw wrong(
      `expected webhook response of ${GROUP}/v1, Kind=${KIND}, got ${apiVersion ?? '/'}, Kind=${kind ?? ''}`,
    );
}

function checkPatch(hasPatch: boolean, patchType: unknown, mutates: boolean, wrong: Wrong): void {
  const hasType = patchType !== undefined && patchType !== null;
  if (!mutates && hasPatch) throw wrong('validating webhook may not return response.patch');
  if (!mutates && hasType) throw wrong('validating webhook may not return response.patchType');
  if (hasPatch && !hasType) throw wrong('webhook returned response.patch but not response.patchType');
  if (!hasPatch && hasType) throw wrong('webhook returned response.patchType but not response.patch');
}
