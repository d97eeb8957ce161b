import { Command, CommanderError } from 'commander';
import type { CommandEnvironment } from './command-environment';
import { applyCommand } from './commands/apply';
import { checkCommand } from './commands/check';
import { clusterCommand } from './commands/cluster';
import { candidatesCommand, completionCommand } from './commands/completion';
import { demoCommand } from './commands/demo';
import { diffCommand } from './commands/diff';
import { initCommand } from './commands/init';
import { reviewCommand } from './commands/review';
import { synthCommand } from './commands/synth';
import { inUsualOrder } from './diff/kubectl-arguments';
import { isUserError, UNUSABLE } from './exit';
import { processTerminal, type Terminal } from './terminal';
import { version } from './version';

const COMMANDS = [
  applyCommand,
  checkCommand,
  clusterCommand,
  completionCommand,
  demoCommand,
  diffCommand,
  initCommand,
  reviewCommand,
  synthCommand,
];

export function buildProgram(environment: CommandEnvironment): Command {
  const program = new Command('seaworthy')
    .description(
      'Compose Kubernetes applications in TypeScript, and run them on a simulated cluster before a real one.',
    )
    .version(version(), '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .showHelpAfterError('(run it with --help for its options and examples)')
    .configureOutput({
      writeOut: (text) => environment.terminal.out(text.trimEnd()),
      writeErr: (text) => environment.terminal.err(text.trimEnd()),
    })
    .exitOverride();
  for (const command of COMMANDS) program.addCommand(command(environment));
  program.addCommand(candidatesCommand(environment), { hidden: true });
  inheritSettings(program);
  return program;
}

/** Commander passes settings on to commands that it makes itself, not to those it is given. */
function inheritSettings(parent: Command): void {
  for (const command of parent.commands) {
    command.copyInheritedSettings(parent);
    inheritSettings(command as Command);
  }
}

/** Runs the program; sets the exit code of the process. */
export async function main(args: readonly string[], terminal: Terminal = processTerminal()): Promise<void> {
  const exit = (code: number) => {
    process.exitCode = code;
  };
  try {
    await buildProgram({ terminal, exit }).parseAsync(inUsualOrder(args), { from: 'user' });
  } catch (error) {
    exit(report(error, terminal));
  }
}

/** A user's error is one sentence; a defect shows its stack, for the report. */
function report(error: unknown, terminal: Terminal): number {
  // Commander has already written what there is to say.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : UNUSABLE;
  if (isUserError(error)) terminal.err(`error: ${error.message}`);
  else terminal.err(`internal error, please report it: ${(error as Error).stack ?? error}`);
  return UNUSABLE;
}
