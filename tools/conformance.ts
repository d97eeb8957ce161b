/**
 * Runs Kubernetes' conformance suite against a served cluster, and writes docs/conformance.md: what passes, and what does
 * not, with the reason.
 *
 *   node -r ./bin/typescript.cjs tools/conformance.ts --bin FOLDER --baseline FILE [--procs 4] [--minutes 30]
 *     [--again] [GROUP ...]
 *
 * FOLDER has `e2e.test` of Kubernetes v1.36.3, `ginkgo` and `kubectl`. The baseline has a line for each spec, `P NAME` or
 * `F NAME`: whether it passes on a real control plane whose nodes are simulated by KWOK. A spec that fails there needs real
 * containers. With `--again` only what did not pass in the last run is run; the page says the rest. GROUPs are those of the specs (`sig-auth`); without any, all are run.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ServedCluster } from '../lib/cluster/served-cluster';
import { conformancePage, passedOn, type SpecResult } from './conformance-page';

const PAGE = join(__dirname, '..', 'docs', 'conformance.md');

/** As ginkgo reports it, as far as it matters here. */
interface SpecReport {
  readonly ContainerHierarchyTexts: readonly string[] | null;
  readonly LeafNodeText: string;
  readonly LeafNodeType: string;
  readonly State: string;
  readonly Failure?: { readonly Message?: string };
}

interface Options {
  readonly bin: string;
  readonly procs: string;
  readonly minutes: string;
}

/** Specs of the groups (of all, if there are none), and whether they pass without real containers. */
function baselineOf(file: string, groups: readonly string[]): ReadonlyMap<string, boolean> {
  const lines = readFileSync(file, 'utf8').split('\n');
  const specs = lines.flatMap((line) => {
    const [, result, name] = /^([PF]) (.+)$/.exec(line) ?? [];
    const isAsked =
      name !== undefined && (groups.length === 0 || groups.some((group) => name.startsWith(`[${group}]`)));
    return isAsked ? [[name, result === 'P'] as const] : [];
  });
  return new Map(specs);
}

async function runSuite(names: readonly string[], { bin, procs, minutes }: Options): Promise<SpecReport[]> {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  const cluster = await ServedCluster.start({ nodes: 3, onDefect: (error) => console.error(error) });
  try {
    const kubeconfig = join(folder, 'kubeconfig');
    writeFileSync(kubeconfig, cluster.kubeconfig('conformance'), { mode: 0o600 });
    const focus = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
    const runner = [
      `--procs=${procs}`,
      '--no-color',
      '--silence-skips',
      `--timeout=${minutes}m`,
      `--focus=${focus}`,
    ];
    const report = ['--json-report=report.json', `--output-dir=${folder}`];
    const target = ['--kubeconfig', kubeconfig, '--provider=skeleton', '--minStartupPods=0'];
    const suite = [join(bin, 'e2e.test'), '--', ...target, `--kubectl-path=${join(bin, 'kubectl')}`];
    await new Promise((settle) =>
      spawn(join(bin, 'ginkgo'), [...runner, ...report, ...suite], { stdio: 'inherit' }).once('exit', settle),
    );
    const [{ SpecReports: specs }] = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
    return specs as SpecReport[];
  } finally {
    await cluster.stop();
    rmSync(folder, { recursive: true });
  }
}

function resultsOf(
  reports: readonly SpecReport[],
  baseline: ReadonlyMap<string, boolean>,
): readonly SpecResult[] {
  const ran = new Map<string, SpecReport>();
  for (const report of reports) {
    const name = [...(report.ContainerHierarchyTexts ?? []), report.LeafNodeText].join(' ');
    if (report.LeafNodeType === 'It' && report.State !== 'skipped') ran.set(name, report);
  }
  return [...baseline].map(([name, isPossible]) => {
    const report = ran.get(name);
    const failure = report?.Failure?.Message?.split('\n')[0] ?? 'it did not run in the time that was given';
    return { name, isPossible, failure: report?.State === 'passed' ? undefined : failure };
  });
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      bin: { type: 'string' },
      baseline: { type: 'string' },
      procs: { type: 'string', default: '4' },
      minutes: { type: 'string', default: '30' },
      again: { type: 'boolean', default: false },
    },
  });
  const { bin, baseline: file, procs, minutes, again } = values;
  if (!bin || !file) throw new Error('usage: conformance.ts --bin FOLDER --baseline FILE [GROUP ...]');
  const baseline = baselineOf(file, positionals);
  const possible = [...baseline].filter(([, isPossible]) => isPossible).map(([name]) => name);
  const page = again ? readFileSync(PAGE, 'utf8') : '';
  const wanted = possible.filter((name) => !passedOn(page, name));
  const fresh = resultsOf(await runSuite(wanted, { bin, procs, minutes }), baseline);
  const results = fresh.map((one) => (passedOn(page, one.name) ? { ...one, failure: undefined } : one));
  writeFileSync(PAGE, conformancePage(results));
  const passed = results.filter(({ failure }) => failure === undefined).length;
  console.log(`${passed} of ${possible.length} specs pass; ${PAGE}`);
}

void main();
