import { microTimestamp } from '../clock/clock';

/** Lines kept per life of a container. */
const MOST_LINES = 500;
/** A log that stays as short as this takes no room for further lines. */
const FEW = 4;

interface AccessEntry {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** Whoever reads a log as it is written. */
export interface LogFollower {
  line(line: LogLine): void;
  /** The life of the container is over. */
  end(): void;
}

/** What one life of a container has written: bounded, the oldest lines go first. Requests are put into words when read. */
export class ContainerLog {
  private times: number[] = [];
  private entries: (string | AccessEntry)[] = [];
  private first = 0;
  /** Made when somebody comes: few logs are ever followed. */
  private followers: Set<LogFollower> | undefined;
  private hasEnded = false;

  /** Whether there is nothing more to come. */
  get isComplete(): boolean {
    return this.hasEnded;
  }

  write(time: number, line: string): void {
    this.add(time, line);
  }

  access(time: number, method: string, path: string, status: number): void {
    this.add(time, { method, path, status });
  }

  /** Oldest first. */
  read(): readonly LogLine[] {
    const lines: LogLine[] = [];
    for (let offset = 0; offset < this.entries.length; offset++) {
      const index = (this.first + offset) % this.entries.length;
      lines.push({ time: this.times[index]!, text: textOf(this.entries[index]!) });
    }
    return lines;
  }

  /** Tells of every line from now on. Returns what stops that. */
  follow(follower: LogFollower): () => void {
    this.followers ??= new Set();
    this.followers.add(follower);
    return () => void this.followers?.delete(follower);
  }

  /** The container whose log it is has ended. */
  end(): void {
    this.hasEnded = true;
    for (const follower of this.followers ?? NOBODY) follower.end();
    this.followers = undefined;
  }

  private add(time: number, entry: string | AccessEntry): void {
    for (const follower of this.followers ?? NOBODY) follower.line({ time, text: textOf(entry) });
    if (this.entries.length < FEW) {
      // No room for more: most logs stay short.
      this.times = this.times.concat(time);
      this.entries = this.entries.concat(entry);
    } else if (this.entries.length < MOST_LINES) {
      this.times.push(time);
      this.entries.push(entry);
    } else {
      this.times[this.first] = time;
      this.entries[this.first] = entry;
      this.first = (this.first + 1) % MOST_LINES;
    }
  }
}

const NOBODY: readonly LogFollower[] = [];

function textOf(entry: string | AccessEntry): string {
  return typeof entry === 'string' ? entry : `${entry.method} ${entry.path} ${entry.status}`;
}

export interface LogLine {
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
  readonly text: string;
}

/** Which lines of a log are wanted: the options of `pods/log`. */
export interface LogOptions {
  /** The life before the current one. */
  readonly previous?: boolean;
  readonly tailLines?: number;
  /** RFC 3339. */
  readonly sinceTime?: string;
  readonly sinceSeconds?: number;
  readonly timestamps?: boolean;
  readonly limitBytes?: number;
}

/** The chosen lines as text, each ended by a newline. `now` in milliseconds since the Unix epoch. */
export function formatLog(
  lines: readonly LogLine[],
  { tailLines, sinceTime, sinceSeconds, timestamps, limitBytes }: LogOptions,
  now: number,
): string {
  const since =
    sinceSeconds !== undefined ? now - sinceSeconds * 1000 : sinceTime ? Date.parse(sinceTime) : -Infinity;
  const recent = lines.filter(({ time }) => time >= since);
  const chosen = tailLines === undefined ? recent : recent.slice(Math.max(0, recent.length - tailLines));
  const text = chosen.map((line) => formatLine(line, timestamps)).join('');
  return limitBytes === undefined ? text : Buffer.from(text).subarray(0, limitBytes).toString();
}

/** One line as text, ended by a newline. */
export function formatLine({ time, text }: LogLine, timestamps = false): string {
  return `${timestamps ? `${microTimestamp(time)} ` : ''}${text}\n`;
}
