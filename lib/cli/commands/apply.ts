import { Command, Option } from 'commander';
import type { KubernetesClient } from '../../client/kubernetes-client';
import type { ApplyProblem, ApplyResult } from '../../deploy/apply';
import { parseDuration } from '../../kube/duration';
import type { ManifestObject, ParsedManifests } from '../../manifests/parse-manifests';
import { ApplyProgress } from '../apply-progress';
import type { CommandEnvironment } from '../command-environment';
import { FAILED, isUserError, OK, UsageError } from '../exit';
import { nodeCount } from '../options';
import type { Terminal } from '../terminal';

interface ApplyFlags {
  readonly context?: string;
  readonly kubeconfig?: string;
  readonly embedded?: boolean;
  readonly nodes: string;
  readonly namespace?: string;
  readonly timeout: string;
  readonly wait: boolean;
  readonly forceConflicts?: boolean;
}

const EXAMPLES = `
Examples:
  seaworthy apply --embedded                      rehearse dist/ on a cluster in this process
  seaworthy apply --context kind-dev              apply dist/ to a real cluster
  seaworthy apply dist/shop.k8s.yaml --kubeconfig .seaworthy/kubeconfig --context seaworthy
  helm template ./chart | seaworthy apply - --embedded

Exit codes: 0 everything is ready, 1 something is wrong or stuck, 2 it could not be tried.`;

export function applyCommand(environment: CommandEnvironment): Command {
  return new Command('apply')
    .description(
      'Apply manifests with server-side apply, in an order that works, and wait until everything is ready.',
    )
    .argument('[paths...]', 'files or folders of manifests, or - for standard input', ['dist'])
    .option('--context <name>', 'the context of the kubeconfig to apply to')
    .option('--kubeconfig <file>', 'the kubeconfig (default: $KUBECONFIG or ~/.kube/config)')
    .option('--embedded', 'apply to a simulated cluster in this process, which ends with it')
    .addOption(new Option('--nodes <count>', 'nodes of the embedded cluster').default('3'))
    .option('-n, --namespace <name>', 'for objects that name no namespace (default: default)')
    .option('--timeout <duration>', 'how long to wait for readiness', '5m')
    .option('--no-wait', 'do not wait for readiness')
    .option('--force-conflicts', 'take over fields that another field manager owns')
    .addHelpText('after', EXAMPLES)
    .action((paths: string[], flags: ApplyFlags) => apply(paths, flags, environment));
}

async function apply(
  paths: readonly string[],
  flags: ApplyFlags,
  { terminal, exit }: CommandEnvironment,
): Promise<void> {
  const timeout = durationOf(flags.timeout);
  checkTarget(flags);
  const { loadManifests } =
    require('../../manifests/load-manifests') as typeof import('../../manifests/load-manifests');
  const manifests = loadManifests(paths);
  const problems = await problemsOf(manifests, flags);
  if (problems.length > 0) {
    for (const line of problems) terminal.err(line);
    terminal.err(`${problems.length} problem${problems.length === 1 ? '' : 's'} found; nothing was applied`);
    exit(FAILED);
    return;
  }
  if (manifests.objects.length === 0) throw new UsageError(`no objects in ${paths.join(', ')}`);
  const client = await clientFor(flags);
  exit(await run(client, manifests.objects, flags, timeout, terminal));
}

function durationOf(text: string): number {
  try {
    return parseDuration(text);
  } catch {
    throw new UsageError(`--timeout: "${text}" is no duration; write 90s, 5m or 1h`);
  }
}

/** A write never goes to whatever context happens to be current. */
function checkTarget({ context, kubeconfig, embedded }: ApplyFlags): void {
  if (embedded && (context || kubeconfig))
    throw new UsageError('--embedded and --context or --kubeconfig exclude each other; name one cluster');
  if (!embedded && !context)
    throw new UsageError(
      'say where to apply to: --context NAME for a cluster of your kubeconfig (`kubectl config get-contexts` lists them), or --embedded for a simulated one',
    );
}

/** Everything that is wrong with the manifests, before anything is applied. */
async function problemsOf({ objects, problems }: ParsedManifests, flags: ApplyFlags): Promise<string[]> {
  const { checkSchema } = require('../../checks/schema') as typeof import('../../checks/schema');
  const { describeFinding } = require('../../checks/finding') as typeof import('../../checks/finding');
  const findings = checkSchema(objects);
  const lines = [
    ...problems.map(({ position, message }) => `${position.file}:${position.line}\n  ${message}`),
    ...findings.map(describeFinding),
  ];
  if (lines.length === 0) return [];
  const faulty = new Set(findings.map(({ object }) => `${object.kind} ${object.namespace}/${object.name}`));
  const others = objects.filter(
    ({ object: { kind, metadata } }) => !faulty.has(`${kind} ${metadata.namespace ?? ''}/${metadata.name}`),
  );
  return [...lines, ...(await unservedKinds(others, flags))];
}

/** What only the cluster knows: whether it serves a kind. One that cannot be asked is a problem like the others. */
async function unservedKinds(objects: readonly ManifestObject[], flags: ApplyFlags): Promise<string[]> {
  const { resolveTargets } = require('../../deploy/apply') as typeof import('../../deploy/apply');
  try {
    const { problems } = await resolveTargets(await clientFor(flags), objects, flags.namespace ?? 'default');
    return problems.map(describeProblem);
  } catch (error) {
    if (isUserError(error)) return [error.message];
    throw error;
  }
}

async function clientFor({ embedded, nodes, kubeconfig, context }: ApplyFlags): Promise<KubernetesClient> {
  if (!embedded) {
    const { connect } =
      require('../../client/load-kubeconfig') as typeof import('../../client/load-kubeconfig');
    return connect({ kubeconfig, context: context! });
  }
  const { embeddedClient } = require('../embedded-cluster') as typeof import('../embedded-cluster');
  return embeddedClient(nodeCount(nodes));
}

async function run(
  client: KubernetesClient,
  objects: readonly ManifestObject[],
  flags: ApplyFlags,
  timeout: number,
  terminal: Terminal,
): Promise<number> {
  const { applyManifests } = require('../../deploy/apply') as typeof import('../../deploy/apply');
  const abort = new AbortController();
  const onInterrupt = () => abort.abort();
  process.once('SIGINT', onInterrupt);
  const progress = new ApplyProgress(terminal);
  try {
    const result = await applyManifests(client, objects, {
      namespace: flags.namespace,
      force: flags.forceConflicts,
      timeout: flags.wait ? timeout : 0,
      signal: abort.signal,
      observer: progress,
    });
    progress.end();
    return await conclude(client, result, flags.wait, terminal);
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}

async function conclude(
  client: KubernetesClient,
  result: ApplyResult,
  waited: boolean,
  terminal: Terminal,
): Promise<number> {
  const { outcomes, problems, missing, interrupted, states, elapsed } = result;
  for (const problem of problems) terminal.err(describeProblem(problem));
  if (problems.length > 0) {
    terminal.err(summaryOfFailure(problems.length, outcomes.size, missing.length));
    return FAILED;
  }
  if (interrupted && (missing.length > 0 || states.some((one) => one.readiness.state !== 'ready'))) {
    terminal.err(
      `interrupted: ${outcomes.size} objects were applied, ${missing.length} were not; run the same command again to go on`,
    );
    for (const { object } of missing) terminal.err(`  not applied: ${object.kind}/${object.metadata.name}`);
    return FAILED;
  }
  const { describeExplanation, explain } =
    require('../../deploy/explain') as typeof import('../../deploy/explain');
  const stuck = await explain(client, states);
  for (const line of stuck.flatMap(describeExplanation)) terminal.err(line);
  const seconds = (elapsed / 1000).toFixed(1);
  if (stuck.length > 0) {
    terminal.err(`${stuck.length} of ${outcomes.size} objects not ready after ${seconds} s`);
    return FAILED;
  }
  terminal.out(
    `${outcomes.size} objects ${waited ? `ready after ${seconds} s` : 'applied'}${client.server === EMBEDDED ? ' of virtual time' : ''}`,
  );
  return OK;
}

const EMBEDDED = 'the embedded cluster';

function summaryOfFailure(problems: number, applied: number, missing: number): string {
  const count = `${problems} problem${problems === 1 ? '' : 's'}`;
  return applied === 0
    ? `${count}; nothing was applied`
    : `${count}; ${applied} objects were applied, ${missing} were not: mend it and run the same command again`;
}

function describeProblem({ manifest, message, field }: ApplyProblem): string {
  const { object, position, locate } = manifest;
  const { file, line } = field ? locate(field) : position;
  const head = [`${file}:${line}`, `${object.kind}/${object.metadata.name}`, field]
    .filter(Boolean)
    .join('  ');
  return `${head}\n  ${message}`;
}
