import type { KnownAnswer, WebhookAnswer, WebhookCall } from '../../../../kube/webhook-call';
import type { Clock } from '../../../clock/clock';

/** Posts a review to a webhook, and tells later what came of it. */
export type PostReview = (call: WebhookCall, answered: (answer: WebhookAnswer) => void) => void;

/** Milliseconds for which an answer holds. */
const LIFETIME = 30_000;
/** The oldest are forgotten. */
const MOST_ANSWERS = 1_000;

interface Entry extends KnownAnswer {
  readonly until: number;
}

/**
 * Answers of webhooks for the components of the cluster itself, which cannot wait for one: their first request fails and
 * has the webhook asked, and when they try again, as they do after every error, the answer is there.
 */
export class RememberedAnswers {
  private readonly known = new Map<string, Entry>();
  private readonly asked = new Set<string>();

  constructor(
    private readonly clock: Clock,
    private readonly post: PostReview,
  ) {}

  /** Undefined if nobody knows yet. */
  answerTo(user: string, call: WebhookCall): KnownAnswer | undefined {
    const key = `${user} ${call.key}`;
    const entry = this.known.get(key);
    if (entry && entry.until > this.clock.now()) return entry;
    if (!this.asked.has(key)) {
      this.asked.add(key);
      this.post(call, (answer) => this.remember(key, call.uid, answer));
    }
    return undefined;
  }

  private remember(key: string, uid: string, answer: WebhookAnswer): void {
    this.asked.delete(key);
    this.known.delete(key);
    this.known.set(key, { uid, answer, until: this.clock.now() + LIFETIME });
    for (const oldest of this.known.keys()) {
      if (this.known.size <= MOST_ANSWERS) break;
      this.known.delete(oldest);
    }
  }
}
