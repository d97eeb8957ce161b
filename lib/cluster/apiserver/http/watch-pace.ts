/** With so many open watches, each waits one millisecond more between two deliveries. */
const WATCHES_A_MILLISECOND = 20;
/** Milliseconds. People and controllers notice more. */
const LONGEST_PAUSE = 50;

/**
 * How often the watches of a server are told of news. What an event costs is mostly the writing to its connection: with
 * hundreds of watches, several events go together.
 */
export class WatchPace {
  private open = 0;

  /** Milliseconds that lie between two deliveries of one watch. */
  get pause(): number {
    return Math.min(LONGEST_PAUSE, Math.floor(this.open / WATCHES_A_MILLISECOND));
  }

  /** @param deliver called with everything that has come since it was called last */
  begin<T>(deliver: (items: readonly T[]) => void): PacedDelivery<T> {
    this.open++;
    return new PacedDelivery(this, deliver, () => {
      this.open--;
    });
  }
}

/** The deliveries of one watch. */
export class PacedDelivery<T> {
  private waiting: T[] = [];
  private timer: NodeJS.Timeout | undefined;
  private last = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly pace: WatchPace,
    private readonly deliver: (items: readonly T[]) => void,
    private readonly onEnd: () => void,
  ) {}

  add(items: readonly T[]): void {
    if (this.timer) {
      this.waiting.push(...items);
      return;
    }
    const left = this.last + this.pace.pause - performance.now();
    if (left <= 0) {
      this.last = performance.now();
      this.deliver(items);
      return;
    }
    this.waiting.push(...items);
    this.timer = setTimeout(() => this.flush(), left);
  }

  end(): void {
    clearTimeout(this.timer);
    this.onEnd();
  }

  private flush(): void {
    this.timer = undefined;
    this.last = performance.now();
    const { waiting } = this;
    this.waiting = [];
    this.deliver(waiting);
  }
}
