import type { Clock } from '../../clock/clock';
import { Backoff, type BackoffPolicy } from '../../component/backoff';

/** Failed pods of one node: deleted after 1 s, then 2 s and so on up to 15 min, forgotten after twice that. */
const POLICY: BackoffPolicy = { initial: 1_000, longest: 900_000, resetAfter: 1_800_000 };

/** Keeps a DaemonSet from fighting with a kubelet that rejects its pods. */
export class EndedPodBackoff {
  private readonly byNode = new Map<string, Backoff>();

  constructor(private readonly clock: Clock) {}

  /** Milliseconds until the failed pod of this key may be deleted; 0, and the next one waits longer, if it may now. */
  delay(key: string): number {
    const now = this.clock.now();
    let backoff = this.byNode.get(key);
    if (!backoff) {
      backoff = new Backoff(POLICY);
      this.byNode.set(key, backoff);
    }
    if (backoff.waitsSinceUpdate(now) !== undefined) return backoff.current;
    backoff.next(now, now);
    return 0;
  }
}
