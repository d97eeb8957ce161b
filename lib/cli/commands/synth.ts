import { Command } from 'commander';
import type { CommandEnvironment } from '../command-environment';
import { FAILED, OK, UsageError } from '../exit';
import { readSynthConfig } from '../synth/config';
import { changesBetween, type FileChange, type FolderContents, OutputFolder } from '../synth/output-folder';
import { runApp } from '../synth/run-app';
import { validate } from '../synth/validations';
import type { Terminal } from '../terminal';

/** How cdk8s tells an app to write which construct made which object, for its validations. */
const RECORD_METADATA = 'CDK8S_RECORD_CONSTRUCT_METADATA';
/** Where the manifests will lie, for an app that keeps the origins of its objects. */
const FINAL_OUTDIR = 'SEAWORTHY_FINAL_OUTDIR';

interface SynthFlags {
  readonly app?: string;
  readonly output?: string;
  readonly stdout?: boolean;
  readonly check?: boolean;
  readonly validate: boolean;
}

const EXAMPLES = `
Examples:
  seaworthy synth                     write the manifests of cdk8s.yaml's app
  seaworthy synth --check             fail when the committed manifests are not what the app writes now
  seaworthy synth --stdout | kubectl diff -f -

Types are not checked: run \`tsc --noEmit\` for that.
Exit codes: 0 done, 1 --check or a validation found something, 2 the app failed or could not be run.`;

export function synthCommand(environment: CommandEnvironment): Command {
  return new Command('synth')
    .description('Run the app of cdk8s.yaml and write its manifests, as `cdk8s synth` does, in one process.')
    .option('-a, --app <command>', 'the command that runs the app (default: that of cdk8s.yaml)')
    .option('-o, --output <folder>', 'the folder of the manifests (default: that of cdk8s.yaml, or dist)')
    .option('-p, --stdout', 'print the manifests, and write nothing')
    .option('--check', 'write nothing; fail when the manifests there are not what the app writes now')
    .option('--no-validate', 'do not ask for the validations of cdk8s.yaml')
    .addHelpText('after', EXAMPLES)
    .action((flags: SynthFlags) => synth(flags, environment));
}

async function synth(flags: SynthFlags, { terminal, exit }: CommandEnvironment): Promise<void> {
  if (flags.stdout && flags.check)
    throw new UsageError('--stdout and --check exclude each other: one prints, the other compares');
  const { app, output, validations } = readSynthConfig(flags);
  const folder = new OutputFolder(output);
  const release = discardAtExit(folder, terminal);
  if (validations.length > 0) {
    process.env[RECORD_METADATA] ??= 'true';
    process.env[FINAL_OUTDIR] = flags.stdout ? folder.staging : output;
  }
  try {
    await runApp(app, folder.staging);
    const files = [...folder.written().keys()].filter((path) => path.endsWith('.yaml'));
    const code = conclude(flags, folder, output, terminal);
    const place = { folder: flags.stdout ? folder.staging : output, files, shownAs: output };
    const valid = flags.check || validations.length === 0 || (await validate(validations, place, terminal));
    if (!valid) terminal.err('the manifests were written, but their validation failed');
    exit(valid ? code : FAILED);
  } finally {
    release();
    folder.discard();
  }
}

function conclude(flags: SynthFlags, folder: OutputFolder, output: string, terminal: Terminal): number {
  const written = folder.written();
  const manifests = [...written].filter(([path]) => path.endsWith('.yaml'));
  if (flags.stdout) {
    terminal.out(manifests.map(([, text]) => text.trimEnd()).join('\n---\n'));
    return OK;
  }
  const current = folder.current();
  const changes = changesBetween(current, written);
  if (flags.check) return check(changes, current, written, output, terminal);
  if (changes.length > 0) folder.replace();
  const state = new Map(changes.map(({ path, change }) => [path, change]));
  for (const [path] of manifests) terminal.out(`${output}/${path}${mark(state.get(path))}`);
  for (const one of changes) if (one.change === 'removed') terminal.out(lineOf(one, output));
  if (manifests.length === 0) terminal.err('the app wrote no manifests');
  return OK;
}

function lineOf({ path, change }: FileChange, output: string): string {
  return `${output}/${path}${mark(change)}`;
}

function mark(change: FileChange['change'] | undefined): string {
  return change ? ` (${change})` : '';
}

function check(
  changes: readonly FileChange[],
  current: FolderContents,
  written: FolderContents,
  output: string,
  terminal: Terminal,
): number {
  if (changes.length === 0) {
    terminal.out(`${output} is what the app writes`);
    return OK;
  }
  const { describeChanges } =
    require('../synth/describe-changes') as typeof import('../synth/describe-changes');
  for (const one of changes) terminal.out(lineOf(one, output));
  terminal.out(`\n${describeChanges(current, written, terminal)}\n`);
  terminal.err(`${output} is not what the app writes: run \`seaworthy synth\` and commit the result`);
  return FAILED;
}

/** An app that ends the process by itself, and an interrupt, leave no folder behind either. */
function discardAtExit(folder: OutputFolder, terminal: Terminal): () => void {
  const interrupted = () => process.exit(130);
  const ended = (code: number) => {
    folder.discard();
    if (code !== 0) return;
    terminal.err('error: the app ended the process itself; nothing was written');
    process.exitCode = 2;
  };
  process.once('SIGINT', interrupted);
  process.once('exit', ended);
  return () => {
    process.off('SIGINT', interrupted);
    process.off('exit', ended);
  };
}
