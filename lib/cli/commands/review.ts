import { writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import type { CheckOptions, CheckResult } from '../../checks/run-checks';
import type { Severity } from '../../diff/change';
import type { Review } from '../../report/review/review';
import type { CheckFlags } from '../check-options';
import type { CommandEnvironment } from '../command-environment';
import { FAILED, OK, UNUSABLE, UsageError } from '../exit';
import { listOption } from '../options';
import type { Terminal } from '../terminal';

interface Flags extends CheckFlags {
  readonly base: string;
  readonly folder: string;
  readonly synth: boolean;
  readonly failOn: Severity | 'never';
  readonly prune: boolean;
  readonly markdown?: string;
  readonly json?: string;
  readonly sarif?: string;
  readonly junit?: string;
}

const FAIL_ON = ['info', 'notice', 'warning', 'danger', 'never'];

const EXAMPLES = `
Examples:
  seaworthy review --base origin/main
  seaworthy review --base origin/main --markdown review.md --json review.json --sarif review.sarif
  seaworthy review --base v1/ --folder v2/ --fail-on warning

Errors of the checks count as danger. Workflow files for GitHub and GitLab are in docs/ci.
Exit codes: 0 nothing as bad as --fail-on, 1 something is, 2 it could not be reviewed.`;

export function reviewCommand(environment: CommandEnvironment): Command {
  return new Command('review')
    .description('Say in one comment what a change does: its consequences, and what the checks find anew.')
    .option('--base <ref>', 'what to compare with: a git ref, a folder or a file', 'origin/main')
    .option('--folder <path>', 'the folder of manifests', 'dist')
    .option(
      '--synth',
      'synthesize the base in a temporary worktree, even if its manifests are committed',
      false,
    )
    .addOption(
      new Option('--fail-on <severity>', 'the least severity that fails').choices(FAIL_ON).default('danger'),
    )
    .option('--no-prune', 'what is no longer in the manifests stays in the cluster')
    .option('--markdown <file>', 'write the comment to a file instead of printing it')
    .option('--json <file>', 'write everything for programs to a file')
    .option('--sarif <file>', 'write what has a place in a file for code scanning')
    .option('--junit <file>', 'write the same as a test report')
    .option('--profile <name>', 'how much the checks ask for: learning, default or restricted', 'default')
    .option('--enable <rules>', 'rules to check beside those of the profile, separated by commas', listOption)
    .option('--disable <rules>', 'rules to leave out', listOption)
    .option('--rules <modules>', 'modules that export rules of your own', listOption)
    .option('-n, --namespace <name>', 'for objects that name no namespace (default: default)')
    .addHelpText('after', EXAMPLES)
    .action((flags: Flags) => run(flags, environment));
}

async function run(flags: Flags, { terminal, exit }: CommandEnvironment): Promise<void> {
  const { checkOptions } = require('../check-options') as typeof import('../check-options');
  const options = checkOptions(flags);
  const { readReviewSides } = require('../review/review-sides') as typeof import('../review/review-sides');
  const { base, head } = await readReviewSides(flags);
  const { buildReview } = require('../review/build-review') as typeof import('../review/build-review');
  const { review, problems, checked } = buildReview(base, head, {
    base: flags.base,
    prune: flags.prune,
    namespace: flags.namespace,
    folder: flags.folder,
    checks: options,
  });
  for (const problem of problems) terminal.err(`error: ${problem}`);
  if (problems.length > 0) {
    exit(UNUSABLE);
    return;
  }
  write(review, checked, options, flags, terminal);
  const { isWorse } = require('../../report/review/review') as typeof import('../../report/review/review');
  exit(flags.failOn !== 'never' && isWorse(review, flags.failOn) ? FAILED : OK);
}

function write(
  review: Review,
  checked: CheckResult,
  options: CheckOptions,
  flags: Flags,
  terminal: Terminal,
): void {
  const { reviewReports } = require('../review/reports') as typeof import('../review/reports');
  const reports = reviewReports(review, checked, options, flags.failOn);
  const { markdown, json, sarif, junit } = flags;
  if (markdown) writeReport(markdown, reports.markdown());
  else terminal.out(reports.markdown().trimEnd());
  if (json) writeReport(json, `${reports.json()}\n`);
  if (sarif) writeReport(sarif, `${reports.sarif()}\n`);
  if (junit) writeReport(junit, `${reports.junit()}\n`);
}

function writeReport(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${(error as Error).message}`);
  }
}
