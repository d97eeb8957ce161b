import { Command, Option } from 'commander';
import type { Diff, Severity } from '../../diff/change';
import type { Comparison } from '../../diff/diff-sets';
import type { DiffInput, InputProblem } from '../../diff/object-set';
import type { ManifestProblem, ParsedManifests } from '../../manifests/parse-manifests';
import type { CommandEnvironment } from '../command-environment';
import { FAILED, OK, UNUSABLE, UsageError } from '../exit';
import type { Terminal } from '../terminal';

interface DiffFlags {
  readonly base: string;
  readonly head?: string;
  readonly folder: string;
  readonly format: string;
  readonly full?: boolean;
  readonly failOn?: Severity;
  readonly prune: boolean;
  readonly namespace?: string;
  readonly context?: string;
  readonly kubeconfig?: string;
}

const FORMATS = ['text', 'markdown', 'json'];
const FAIL_ON = ['info', 'notice', 'warning', 'danger'];

const EXAMPLES = `
Examples:
  seaworthy diff                                      dist/ as committed, and as it is now
  seaworthy diff --base origin/main --fail-on danger
  seaworthy diff --base v1.yaml --head v2.yaml
  helm template ./chart | seaworthy diff --base dist --head -
  seaworthy diff --base cluster --context kind-dev    what an apply would change
  KUBECTL_EXTERNAL_DIFF="seaworthy diff" kubectl diff -f dist

Exit codes: 0 no difference (with --fail-on: none as bad as that), 1 differences, 2 it could not be compared.`;

export function diffCommand(environment: CommandEnvironment): Command {
  return new Command('diff')
    .description('Say what the change from one set of manifests to another does to a running cluster.')
    .argument('[folders...]', 'the two folders that kubectl diff hands to an external program')
    .option('--base <where>', 'before: a git ref, a folder, a file, - or `cluster`', 'HEAD')
    .option('--head <where>', 'after: the same (default: the folder of manifests as it is now)')
    .option('--folder <path>', 'the folder of manifests', 'dist')
    .addOption(
      new Option('--format <format>', 'how to print the differences').choices(FORMATS).default('text'),
    )
    .option('--full', 'every field that differs, and everything that depends on it')
    .addOption(new Option('--fail-on <severity>', 'fail only for something this bad').choices(FAIL_ON))
    .option('--no-prune', 'what is no longer in the manifests stays in the cluster')
    .option('-n, --namespace <name>', 'for objects that name no namespace (default: default)')
    .option('--context <name>', 'the context of the kubeconfig, for `cluster`')
    .option('--kubeconfig <file>', 'the kubeconfig (default: $KUBECONFIG or ~/.kube/config)')
    .addHelpText('after', EXAMPLES)
    .action((folders: string[], flags: DiffFlags) => run(folders, flags, environment));
}

async function run(
  folders: readonly string[],
  flags: DiffFlags,
  { terminal, exit }: CommandEnvironment,
): Promise<void> {
  const sides = await readSides(folders, flags, terminal);
  const unreadable = [...sides.base.problems, ...sides.head.problems];
  if (unreadable.length > 0) {
    reportProblems(unreadable.map(sentenceOfManifest), terminal);
    exit(UNUSABLE);
    return;
  }
  const { compareManifests } = require('../../diff/diff-sets') as typeof import('../../diff/diff-sets');
  const { namespace, prune } = flags;
  const comparison = compareManifests(sides.base.objects, sides.head.objects, { namespace, prune });
  exit(conclude(comparison, flags, terminal));
}

interface Side {
  readonly objects: readonly DiffInput[];
  readonly problems: readonly ManifestProblem[];
}

interface Sides {
  readonly base: Side;
  readonly head: Side;
}

async function readSides(folders: readonly string[], flags: DiffFlags, terminal: Terminal): Promise<Sides> {
  const { CLUSTER, readEveryFile, readSide } = require('../diff/side') as typeof import('../diff/side');
  if (folders.length === 2) {
    const [base, head] = folders as readonly [string, string];
    return { base: readEveryFile(base), head: readEveryFile(head) };
  }
  if (folders.length > 0)
    throw new UsageError(
      'expected no folder, or the two of kubectl diff; name what to compare with --base and --head',
    );
  const { base, head = flags.folder, folder } = flags;
  if (base === '-' && head === '-') throw new UsageError('--base and --head cannot both be standard input');
  if (base !== CLUSTER && head !== CLUSTER)
    return { base: readSide(base, folder), head: readSide(head, folder) };
  if (base === head)
    throw new UsageError('--base and --head are both the cluster: name manifests for one of them');
  const manifests = readSide(base === CLUSTER ? head : base, folder);
  if (manifests.problems.length > 0) return { base: manifests, head: NOTHING };
  const { live, applied } = await askCluster(manifests, flags, terminal);
  return base === CLUSTER
    ? { base: side(live), head: side(applied) }
    : { base: side(applied), head: side(live) };
}

const NOTHING: Side = { objects: [], problems: [] };
const side = (objects: readonly DiffInput[]): Side => ({ objects, problems: [] });

async function askCluster(manifests: ParsedManifests, flags: DiffFlags, terminal: Terminal) {
  const { context, kubeconfig, namespace } = flags;
  if (!context)
    throw new UsageError(
      'say which cluster: --context NAME of your kubeconfig (`kubectl config get-contexts` lists them)',
    );
  const { connect } =
    require('../../client/load-kubeconfig') as typeof import('../../client/load-kubeconfig');
  const { compareWithCluster } = require('../diff/cluster-side') as typeof import('../diff/cluster-side');
  const client = await connect({ kubeconfig, context });
  const compared = await compareWithCluster(client, manifests.objects, namespace);
  for (const { object } of compared.unserved)
    terminal.err(`warning: ${client.server} serves no kind ${object.kind} in ${object.apiVersion} yet`);
  return compared;
}

function conclude({ diff, problems }: Comparison, flags: DiffFlags, terminal: Terminal): number {
  const all = [...problems.base, ...problems.head];
  const errors = all.filter(({ level }) => level === 'error');
  const unknown = all.filter(({ level }) => level === 'unknown-kind');
  for (const warning of all.filter(({ level }) => level === 'warning'))
    terminal.err(`warning: ${sentenceOf(warning)}`);
  // Of sets that are not what their author believes, a difference says nothing.
  if (errors.length === 0) terminal.out(printed(diff, flags, terminal));
  reportProblems([...errors, ...unknown].map(sentenceOf), terminal);
  return errors.length + unknown.length > 0 ? UNUSABLE : verdict(diff, flags.failOn);
}

function verdict({ changes, summary }: Diff, failOn: Severity | undefined): number {
  if (!failOn) return changes.length > 0 ? FAILED : OK;
  const { isAtLeast } = require('../../diff/change') as typeof import('../../diff/change');
  return summary.worst && isAtLeast(summary.worst, failOn) ? FAILED : OK;
}

function printed(diff: Diff, { format, full }: DiffFlags, { colors }: Terminal): string {
  switch (format) {
    case 'json':
      return (require('../../report/diff/json') as typeof import('../../report/diff/json')).diffJson(diff);
    case 'markdown':
      return (
        require('../../report/diff/markdown') as typeof import('../../report/diff/markdown')
      ).diffMarkdown(diff);
    default:
      return (require('../../report/diff/terminal') as typeof import('../../report/diff/terminal')).diffText(
        diff,
        { full, colors },
      );
  }
}

function sentenceOf({ position, message }: InputProblem): string {
  return position ? `${position.file}:${position.line}: ${message}` : message;
}

function sentenceOfManifest({ position, message }: ManifestProblem): string {
  return `${position.file}:${position.line}: ${message}`;
}

function reportProblems(sentences: readonly string[], terminal: Terminal): void {
  // The same file may be on both sides.
  for (const sentence of new Set(sentences)) terminal.err(`error: ${sentence}`);
}
