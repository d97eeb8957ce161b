import type { ApplyObserver, ApplyTarget, Outcome } from '../deploy/apply';
import type { Waiting } from '../deploy/wait';
import type { Terminal } from './terminal';

/**
 * Shows an apply as it goes: one line for each object, then how far they are. On a terminal the waiting part is redrawn in
 * place; elsewhere every change of an object is a line of its own, and what is ready at once needs none.
 */
export class ApplyProgress implements ApplyObserver {
  private readonly shown = new Map<ApplyTarget, string>();
  private drawn = 0;

  constructor(private readonly terminal: Terminal) {}

  applied(target: ApplyTarget, outcome: Outcome, warnings: readonly string[]): void {
    this.end();
    this.terminal.err(`${nameOf(target)} ${outcome}`);
    for (const warning of warnings) this.terminal.err(`  warning: ${warning}`);
  }

  waiting(states: readonly Waiting[], elapsed: number): void {
    const at = `${(elapsed / 1000).toFixed(1)} s`;
    const open = states.filter(({ readiness }) => readiness.state !== 'ready');
    if (this.terminal.live) {
      this.redraw([
        `waiting, ${at}: ${states.length - open.length} of ${states.length} ready`,
        ...open.map((one) => `  ${lineOf(one)}`),
      ]);
      return;
    }
    for (const one of states) {
      const line = lineOf(one);
      const before = this.shown.get(one.target);
      if (before === line || (before === undefined && one.readiness.state === 'ready')) continue;
      this.shown.set(one.target, line);
      this.terminal.err(`${at.padStart(8)}  ${line}`);
    }
  }

  /** Leaves the last state on the screen. */
  end(): void {
    this.drawn = 0;
  }

  private redraw(lines: readonly string[]): void {
    const width = process.stderr.columns || 80;
    if (this.drawn > 0) process.stderr.write(`\u001b[${this.drawn}A\u001b[J`);
    for (const line of lines) this.terminal.err(line.length < width ? line : `${line.slice(0, width - 2)}…`);
    this.drawn = lines.length;
  }
}

function nameOf({ object }: ApplyTarget): string {
  return `${object.kind}/${object.metadata.name}`;
}

function lineOf({ target, readiness }: Waiting): string {
  return `${nameOf(target)}: ${readiness.message}`;
}
