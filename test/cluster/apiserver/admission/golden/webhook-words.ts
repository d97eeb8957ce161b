import type { JsonObject } from '../../../../../lib/kube/record';

/** Webhooks of scenarios: what one answers is said by the path of its address. */

/** What stands for the server's address in recorded answers. */
export const WEBHOOKS = 'https://webhooks.test';

/** Puts the address of the server, and who vouches for it, into steps that say `$WEBHOOKS` and `$AUTHORITY`. */
export function withWebhooks<T>(value: T, address: string, authority: string): T {
  const text = JSON.stringify(value).replaceAll('$WEBHOOKS', address).replaceAll('$AUTHORITY', authority);
  return JSON.parse(text) as T;
}

interface Review extends JsonObject {
  readonly apiVersion: string;
  readonly request: JsonObject & { readonly uid: string };
}

const patch = (...operations: readonly object[]) => ({
  patchType: 'JSONPatch',
  patch: Buffer.from(JSON.stringify(operations)).toString('base64'),
});

/** Beside `allowed`. */
const RESPONSES: { readonly [word: string]: object } = {
  allow: {},
  warn: { warnings: ['from a webhook'] },
  deny: { allowed: false },
  'deny-message': { allowed: false, status: { message: 'not like this', code: 418, reason: 'Teapot' } },
  'deny-reason': { allowed: false, status: { reason: 'NotNice' } },
  'deny-success': { allowed: false, warnings: ['denied'], status: { status: 'Success', code: 200 } },
  label: patch({ op: 'add', path: '/metadata/labels', value: { patched: 'yes' } }),
  data: patch({ op: 'add', path: '/data/more', value: 'yes' }),
  replicas: patch({ op: 'replace', path: '/spec/replicas', value: 7 }),
  negative: patch({ op: 'replace', path: '/spec/replicas', value: -7 }),
  'unknown-field': patch({ op: 'add', path: '/spec/paused', value: true }),
  dry: patch({ op: 'add', path: '/deleteOptions', value: { dryRun: ['All'] } }),
  node: patch({ op: 'replace', path: '/target/name', value: 'another' }),
  seconds: patch({ op: 'add', path: '/spec/expirationSeconds', value: 7200 }),
  nothing: patch(),
  'bad-patch': patch({ op: 'test', path: '/data/a', value: 'c' }),
  'bad-object': patch({ op: 'add', path: '/data', value: 1 }),
  'no-patch-type': { patch: patch({ op: 'remove', path: '/data' }).patch },
  'no-patch': { patchType: 'JSONPatch' },
  'other-patch': { patchType: 'Merge', patch: 'e30=' },
  'undecodable-patch': { patchType: 'JSONPatch', patch: 'e30=' },
  uid: { uid: 'another' },
};

const TEXTS: { readonly [word: string]: { readonly status: number; readonly body: string } } = {
  'status-500': { status: 500, body: 'out of order' },
  'status-404': { status: 404, body: 'no such page' },
  'status-400': { status: 400, body: 'bad' },
  'no-response': { status: 200, body: '{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview"}' },
  'other-kind': {
    status: 200,
    body: '{"apiVersion":"admission.k8s.io/v1beta1","kind":"AdmissionReview","response":{"uid":"$UID","allowed":true}}',
  },
};

/** The answer to a review. */
export function webhookAnswer(
  path: string,
  review: Review,
): { readonly status: number; readonly body: string } {
  const word = path.slice(1);
  const { uid } = review.request;
  const text = TEXTS[word];
  if (text) return { ...text, body: text.body.replace('$UID', uid) };
  const response = word === 'echo' ? echo(review) : RESPONSES[word];
  if (!response) throw new Error(`no webhook answers at ${path}`);
  const { apiVersion } = review;
  const body = { apiVersion, kind: 'AdmissionReview', response: { uid, allowed: true, ...response } };
  return { status: 200, body: JSON.stringify(body) };
}

const VOLATILE = new Set(['uid', 'creationTimestamp', 'managedFields', 'resourceVersion']);

/** Refuses with the whole review as its reason, apart from chance and time. */
function echo(review: Review): object {
  const message = JSON.stringify(review, (key, value: unknown) =>
    VOLATILE.has(key) ? undefined : sorted(value),
  );
  return { allowed: false, status: { message } };
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
