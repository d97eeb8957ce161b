interface Recommendation {
  readonly replicas: number;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}

interface ScaleEvent {
  /** Replicas that came or went. */
  readonly change: number;
  readonly at: number;
}

/** The longest that a recommendation, or a change, can matter: an hour, in milliseconds. */
const LONGEST = 3_600_000;

/** What an autoscaler has recommended and done lately. */
export class ScalingHistory {
  private recommendations: readonly Recommendation[];
  private ups: readonly ScaleEvent[] = [];
  private downs: readonly ScaleEvent[] = [];

  /** @param replicas how many there are at the beginning */
  constructor(replicas: number, now: number) {
    this.recommendations = [{ replicas, at: now }];
  }

  recommend(replicas: number, now: number): void {
    const recent = this.recommendations.filter(({ at }) => at >= now - LONGEST);
    this.recommendations = [...recent, { replicas, at: now }];
  }

  /** The recommendations of the last `window` milliseconds. */
  recommendedWithin(window: number, now: number): readonly number[] {
    return this.recommendations.filter(({ at }) => at > now - window).map(({ replicas }) => replicas);
  }

  scaled(from: number, to: number, now: number): void {
    const event = { change: Math.abs(to - from), at: now };
    const isRecent = ({ at }: ScaleEvent) => at >= now - LONGEST;
    if (to > from) this.ups = [...this.ups.filter(isRecent), event];
    else this.downs = [...this.downs.filter(isRecent), event];
  }

  /** How many replicas there were more, or less, `period` milliseconds ago. */
  growthWithin(period: number, now: number): number {
    const sum = (events: readonly ScaleEvent[]) =>
      events.reduce((total, { change, at }) => total + (at > now - period ? change : 0), 0);
    return sum(this.ups) - sum(this.downs);
  }
}
