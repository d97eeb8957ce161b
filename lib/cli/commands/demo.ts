import { Command } from 'commander';
import type { CommandEnvironment } from '../command-environment';
import { FAILED, UsageError } from '../exit';

interface DemoFlags {
  readonly stack: string;
}

const EXAMPLES = `
Examples:
  seaworthy demo                   the stack "typical" of this project, or its first one
  seaworthy demo --stack shop

Exit codes: 0 everything was seen to work, 1 something is wrong or stuck, 2 it could not be tried.`;

export function demoCommand(environment: CommandEnvironment): Command {
  return new Command('demo')
    .description(
      'Synthesize the apps, run one on a simulated cluster, send it requests, and show the path of a pod.',
    )
    .option('--stack <name>', 'the namespace to run', '')
    .addHelpText('after', EXAMPLES)
    .action((flags: DemoFlags) => demo(flags, environment));
}

async function demo({ stack }: DemoFlags, { terminal, exit }: CommandEnvironment): Promise<void> {
  const { synthesizeAndCheck, chooseStack } =
    require('../demo/manifests') as typeof import('../demo/manifests');
  const manifests = synthesizeAndCheck(terminal);
  if (!manifests) {
    exit(FAILED);
    return;
  }
  const chosen = chooseStack(manifests, stack);
  if (!chosen) throw new UsageError(`no stack "${stack}"; the namespaces here are shown above`);
  const { runStack } = require('../demo/run-stack') as typeof import('../demo/run-stack');
  exit(await runStack(chosen, terminal));
}
