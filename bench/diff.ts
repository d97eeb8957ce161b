import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { compareManifests } from '../lib/diff/diff-sets';
import type { DiffInput } from '../lib/diff/object-set';
import type { KubeObject } from '../lib/kube/object';
import { describe, repeated, since } from './repeated';

// How long a diff of a large set of manifests takes: `node -r ./bin/typescript.cjs bench/diff.ts`. The time does not
// include parsing YAML. `dyff` is measured beside it, where it is installed, with its own parsing.
const APPS = 2_000;
const CHANGED = 50;
const RUNS = 5;

/** Five objects, and no two apps alike. */
function app(index: number, version: string): readonly KubeObject[] {
  const name = `app-${index}`;
  const namespace = `team-${index % 50}`;
  const metadata = { name, namespace, labels: { app: name, team: namespace } };
  const container = {
    name: 'main',
    image: `registry.example.com/${namespace}/${name}:${version}`,
    ports: [{ name: 'http', containerPort: 8080 }],
    env: Array.from({ length: 8 }, (_, key) => ({ name: `SETTING_${key}`, value: `${index}-${key}` })),
    envFrom: [{ configMapRef: { name } }],
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
    readinessProbe: { httpGet: { path: '/ready', port: 'http' }, periodSeconds: 5 },
  };
  const backend = { service: { name, port: { name: 'http' } } };
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 2 + (index % 5),
        selector: { matchLabels: { app: name } },
        template: { metadata: { labels: metadata.labels }, spec: { containers: [container] } },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
    },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { MODE: `mode-${index}`, VERSION: version } },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata,
      spec: {
        rules: [
          { host: `${name}.example.com`, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } },
        ],
      },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata,
      spec: { podSelector: { matchLabels: { app: name } }, ingress: [{ ports: [{ port: 8080 }] }] },
    },
  ] as unknown as readonly KubeObject[];
}

/** @param changed how many apps have another version, spread over all */
function manifests(changed: number): readonly KubeObject[] {
  const isChanged = (index: number) => changed > 0 && index % (APPS / changed) === 0;
  return Array.from({ length: APPS }, (_, index) => app(index, isChanged(index) ? '1.1.0' : '1.0.0')).flat();
}

function compare(): number {
  // New objects in every run: nothing is remembered from the one before.
  const input = (object: KubeObject): DiffInput => ({ object });
  const [base, head] = [manifests(0).map(input), manifests(CHANGED).map(input)];
  const start = process.hrtime.bigint();
  const { diff } = compareManifests(base, head);
  const seconds = since(start);
  // The Deployment and the ConfigMap of each.
  if (diff.changes.length !== 2 * CHANGED) throw new Error(`${diff.changes.length} changes`);
  return seconds;
}

function dyff(folder: string): number {
  const files = [0, CHANGED].map((changed) => {
    const file = join(folder, `${changed}.yaml`);
    writeFileSync(
      file,
      manifests(changed)
        .map((object) => stringify(object))
        .join('---\n'),
    );
    return file;
  });
  const start = process.hrtime.bigint();
  const { status, error } = spawnSync('dyff', ['between', '--omit-header', ...files], { maxBuffer: 1 << 30 });
  if (error || (status ?? 2) > 1) throw new Error('dyff failed');
  return since(start);
}

async function main(): Promise<void> {
  const objects = manifests(0).length;
  process.stdout.write(`${objects} objects, ${2 * CHANGED} of them changed\n`);
  process.stdout.write(`seaworthy: ${describe(await repeated(RUNS, compare))}\n`);
  if (spawnSync('dyff', ['version']).error) {
    process.stdout.write('dyff: not installed\n');
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-bench-'));
  try {
    process.stdout.write(`dyff: ${describe(await repeated(1, () => dyff(folder)))}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
