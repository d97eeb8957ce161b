/**
 * Calls to admission webhooks, as values. The API server itself waits for nothing: when it needs an answer that it does
 * not have, it throws {@link WebhookCallNeeded}. Who sent the request makes the call, and sends the request again.
 */

/** A review to be posted to a webhook. */
export interface WebhookCall {
  /** Tells calls of one request apart, and finds the answer again when the request is repeated. */
  readonly key: string;
  /** With the query that tells the timeout. */
  readonly url: string;
  /** PEM, in base64; absent for the authorities that the machine trusts. */
  readonly caBundle?: string;
  readonly timeoutSeconds: number;
  /** An AdmissionReview. */
  readonly review: object;
  /** Of the review. */
  readonly uid: string;
}

/** What came back, or why nothing did, in the words of Go's HTTP client. */
export type WebhookAnswer = WebhookResponse | { readonly failure: string };

export interface WebhookResponse {
  readonly status: number;
  /** Empty if it is not stated. */
  readonly contentType: string;
  readonly body: string;
}

/** An answer, and the review that it belongs to. */
export interface KnownAnswer {
  readonly uid: string;
  readonly answer: WebhookAnswer;
}

export class WebhookCallNeeded extends Error {
  override readonly name = 'WebhookCallNeeded';

  constructor(readonly call: WebhookCall) {
    super(`an answer of ${call.url} is needed`);
  }
}

/** The answers that one request has got so far. */
export class WebhookAnswers {
  private readonly known = new Map<string, KnownAnswer>();

  /** @throws WebhookCallNeeded */
  answerTo(call: WebhookCall): KnownAnswer {
    const known = this.known.get(call.key);
    if (!known) throw new WebhookCallNeeded(call);
    return known;
  }

  add({ key, uid }: WebhookCall, answer: WebhookAnswer): void {
    this.known.set(key, { uid, answer });
  }
}
