import type { BackoffPolicy } from '../component/backoff';

/** Restarts of a container: 10 s doubling to 5 min, forgotten after 10 min. */
export const CRASH_LOOP: BackoffPolicy = { initial: 10_000, longest: 300_000, resetAfter: 600_000 };
/** Pulls of an image: the same delays. */
export const IMAGE_PULL: BackoffPolicy = { initial: 10_000, longest: 300_000, resetAfter: 600_000 };
/** Mounting a volume: 500 ms doubling to 2 min 2 s. */
export const MOUNT: BackoffPolicy = { initial: 500, longest: 122_000, resetAfter: Number.POSITIVE_INFINITY };
