import { VirtualCluster } from '../../cluster/virtual-cluster';
import { applyManifests } from '../../deploy/apply';
import { describeExplanation, explain } from '../../deploy/explain';
import { ApplyProgress } from '../apply-progress';
import { clientOf } from '../embedded-cluster';
import { FAILED, OK } from '../exit';
import type { Terminal } from '../terminal';
import { heading, type StackManifests } from './manifests';
import { showPodPath } from './pod-path';
import { showRequests } from './requests';

/** Runs a stack on a new simulated cluster and shows what happens. Returns the exit code. */
export async function runStack({ namespace, objects }: StackManifests, terminal: Terminal): Promise<number> {
  heading(`Apply "${namespace}" to a simulated cluster of 3 nodes (times are virtual)`, terminal);
  const cluster = new VirtualCluster();
  const client = clientOf(cluster);
  const progress = new ApplyProgress({ ...terminal, err: (text) => terminal.out(`  ${text}`), live: false });
  const started = process.hrtime.bigint();
  const { problems, states, elapsed, outcomes } = await applyManifests(client, objects, {
    observer: progress,
  });
  for (const { message, manifest } of problems)
    terminal.err(`${manifest.object.kind}/${manifest.object.metadata.name}: ${message}`);
  const stuck = await explain(client, states);
  for (const line of stuck.flatMap(describeExplanation)) terminal.err(`  ${line}`);
  if (problems.length > 0 || stuck.length > 0) return FAILED;
  const real = Number(process.hrtime.bigint() - started) / 1e9;
  terminal.out(
    `  ${outcomes.size} objects ready after ${(elapsed / 1000).toFixed(1)} s of virtual time (${real.toFixed(2)} s here)`,
  );
  cluster.settle();
  const answered = showRequests(cluster, namespace, terminal);
  const shown = showPodPath(cluster, namespace, terminal);
  showNextSteps(terminal);
  return answered && shown ? OK : FAILED;
}

function showNextSteps(terminal: Terminal): void {
  heading('Try next', terminal);
  for (const [command, what] of NEXT_STEPS) terminal.out(`  ${command.padEnd(42)}${what}`);
}

const NEXT_STEPS: readonly (readonly [string, string])[] = [
  ['npx seaworthy cluster start', 'the same cluster for kubectl and Helm, until Ctrl-C'],
  ['npx seaworthy demo --stack shop', 'another of the stacks above'],
  ['npx cdk8s synth && npx seaworthy diff', 'what a change to the code means'],
  ['npm test', 'the snapshots, and how the cluster heals itself'],
  ['npx seaworthy --help', 'every command'],
];
