import { Argument, Command } from 'commander';
import type { CommandEnvironment } from '../command-environment';
import { COMPLETE, candidates, SCRIPTS, type Shell } from '../completion';

const EXAMPLES = `
Examples:
  source <(seaworthy completion bash)             for this shell; put it into ~/.bashrc for all
  seaworthy completion zsh > "\${fpath[1]}/_seaworthy"
  seaworthy completion fish > ~/.config/fish/completions/seaworthy.fish`;

export function completionCommand({ terminal }: CommandEnvironment): Command {
  return new Command('completion')
    .description('Print the script that lets a shell complete commands and options.')
    .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(SCRIPTS)))
    .addHelpText('after', EXAMPLES)
    .action((shell: Shell) => terminal.out(SCRIPTS[shell]));
}

/** What the scripts call: `seaworthy __complete -- apply --con`. */
export function candidatesCommand({ terminal }: CommandEnvironment): Command {
  return new Command(COMPLETE)
    .argument('[words...]')
    .action((words: string[], _options: unknown, command: Command) => {
      const found = candidates(command.parent!, words);
      if (found.length > 0) terminal.out(found.join('\n'));
    });
}
