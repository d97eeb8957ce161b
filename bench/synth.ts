import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, type AppProps, App as Cdk8sApp, Chart } from 'cdk8s';
import { stringify } from 'yaml';
import { App } from '../lib';

/**
 * What a synthesis costs, beside its peers, each in a process of its own, with all that it loads:
 * `node -r ./bin/typescript.cjs bench/synth.ts [objects …]`. cdk8s is left out beyond 2,000 objects, where it takes
 * minutes. Helm and Kustomize are measured where they are installed ($HELM, $KUSTOMIZE).
 */
const OBJECTS_PER_CHART = 5;
const MOST_FOR_CDK8S = 2_000;

/** Two ConfigMaps, a Deployment, a Service and a budget: what a small application has. */
function objectsOf(index: number): readonly ConstructorParameters<typeof ApiObject>[2][] {
  const name = `app-${index}`;
  const metadata = { name, labels: { 'app.kubernetes.io/name': name } };
  const selector = { 'app.kubernetes.io/name': name };
  const container = {
    name: 'main',
    image: `registry.example.com/${name}:1.0.${index}`,
    ports: [{ containerPort: 8080 }],
    env: [{ name: 'INDEX', value: String(index) }],
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '128Mi' } },
  };
  const template = { metadata: { labels: selector }, spec: { containers: [container] } };
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      ...{ data: { LOG_LEVEL: 'info', INDEX: String(index) } },
    },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      ...{ spec: { replicas: 2, selector: { matchLabels: selector }, template } },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      ...{ spec: { selector, ports: [{ port: 80, targetPort: 8080 }] } },
    },
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata,
      ...{ spec: { maxUnavailable: 1, selector: { matchLabels: selector } } },
    },
  ];
}

/** Runs in a process of its own. */
function synthesize(make: new (props: AppProps) => Cdk8sApp, objects: number, outdir: string): void {
  const app = new make({ outdir });
  for (let index = 0; index < objects / OBJECTS_PER_CHART; index++) {
    const chart = new Chart(app, `chart-${index}`, { namespace: `team-${index % 50}` });
    for (const object of objectsOf(index)) new ApiObject(chart, object.kind, object);
  }
  app.synth();
}

interface Cost {
  /** From the start of the process to its end. */
  readonly wall: number;
  /** User and system time; unknown of programs that do not tell. */
  readonly cpu?: number;
  /** The most memory it had. */
  readonly megabytes?: number;
}

const RUNS = 3;
const SELF = ['-r', join(__dirname, '..', 'bin', 'typescript.cjs'), __filename];

/** The fastest of some runs: what else the machine does only makes them slower. */
function costOf(command: string, args: readonly string[]): Cost | undefined {
  let best: Cost | undefined;
  for (let run = 0; run < RUNS; run++) {
    const start = process.hrtime.bigint();
    const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 30 });
    if (status !== 0) return undefined;
    const told = stdout.startsWith('{"cpu"') ? (JSON.parse(stdout) as Partial<Cost>) : {};
    const cost = { wall: Number(process.hrtime.bigint() - start) / 1e9, ...told };
    if (!best || cost.wall < best.wall) best = cost;
  }
  return best;
}

function print(name: string, objects: number, cost: Cost | undefined): void {
  const { wall, cpu, megabytes } = cost ?? {};
  const figures = [
    wall === undefined ? 'not here' : `${wall.toFixed(2)} s`,
    cpu === undefined ? '' : `${cpu.toFixed(2)} s CPU`,
    megabytes === undefined ? '' : `${megabytes.toFixed(0)} MB`,
  ];
  console.log(
    `${String(objects).padStart(6)} objects  ${name.padEnd(12)}${figures.map((text) => text.padStart(14)).join('')}`,
  );
}

/** A Helm chart and a Kustomize folder of the same objects. */
function writePeers(folder: string, objects: number): void {
  const templates = join(folder, 'helm', 'templates');
  mkdirSync(templates, { recursive: true });
  mkdirSync(join(folder, 'kustomize'));
  writeFileSync(
    join(folder, 'helm', 'Chart.yaml'),
    stringify({ apiVersion: 'v2', name: 'bench', version: '0.1.0' }),
  );
  const files: string[] = [];
  for (let index = 0; index < objects / OBJECTS_PER_CHART; index++) {
    const text = objectsOf(index)
      .map((object) => stringify(object))
      .join('---\n');
    files.push(`chart-${index}.yaml`);
    writeFileSync(join(templates, `chart-${index}.yaml`), `{{- if true }}\n${text}{{- end }}\n`);
    writeFileSync(join(folder, 'kustomize', `chart-${index}.yaml`), text);
  }
  writeFileSync(join(folder, 'kustomize', 'kustomization.yaml'), stringify({ resources: files }));
}

function compare(objects: number): void {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-bench-'));
  const child = (name: string) =>
    costOf(process.execPath, [...SELF, 'child', name, String(objects), join(folder, name)]);
  try {
    writePeers(folder, objects);
    print('seaworthy', objects, child('seaworthy'));
    if (objects <= MOST_FOR_CDK8S) print('cdk8s', objects, child('cdk8s'));
    print('helm', objects, costOf(process.env.HELM ?? 'helm', ['template', 'bench', join(folder, 'helm')]));
    if (objects <= MOST_FOR_CDK8S)
      print(
        'kustomize',
        objects,
        costOf(process.env.KUSTOMIZE ?? 'kustomize', ['build', join(folder, 'kustomize')]),
      );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const [mode, name, count, outdir] = process.argv.slice(2);
if (mode === 'child') {
  synthesize(name === 'cdk8s' ? Cdk8sApp : App, Number(count), outdir!);
  const { user, system } = process.cpuUsage();
  const megabytes = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ cpu: (user + system) / 1e6, megabytes }));
} else {
  const sizes = process.argv.slice(2).map(Number);
  for (const objects of sizes.length > 0 ? sizes : [100, 1_000, 10_000]) compare(objects);
}
