import type { Terminal } from './terminal';

/** What every command gets: where to write, and how to say how it ended. */
export interface CommandEnvironment {
  readonly terminal: Terminal;
  exit(code: number): void;
}
