/** With so many open watches, each waits one millisecond more between two deliveries. */
const WATCHES_A_MILLISECOND = 20;
/** Milliseconds. People and controllers notice more. */
const LONGEST_PAUSE = 50;

/**
 * How often the watches of a server are told of news. What an event costs is mostly the delivery to each of them: with
 * hundreds of watches, several events go together.
 */
export class WatchPace {
  private open = 0;

  /** Milliseconds that lie between two deliveries of one watch. */
  readonly pause = (): number => Math.min(LONGEST_PAUSE, Math.floor(this.open / WATCHES_A_MILLISECOND));

  /** A watch is open, until what is returned is called. */
  begin(): () => void {
    this.open++;
    return () => {
      this.open--;
    };
  }
}
