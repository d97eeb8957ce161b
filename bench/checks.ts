/**
 * Prints what the checks cost: `node -r ./bin/typescript.cjs bench/checks.ts [charts]`. Each chart has five objects of a
 * typical application. Objects are checked as they are; `from YAML` reads them from manifests first. kube-score checks the
 * same manifests, where it is present (KUBE_SCORE names the program, otherwise it is looked for on the PATH).
 */
import { spawnSync } from 'node:child_process';
import { stringify } from 'yaml';
import { checkObjects } from '../lib/checks/run-checks';
import type { KubeObject } from '../lib/kube/object';
import { parseManifests } from '../lib/manifests/parse-manifests';
import { since } from './repeated';

const DEFAULT_CHARTS = 2000;

function chart(index: number): readonly KubeObject[] {
  const name = `app-${index}`;
  const namespace = `team-${index % 50}`;
  const labels = { 'app.kubernetes.io/name': name };
  const metadata = { name, namespace, labels };
  const container = {
    name: 'main',
    image: `registry.example.com/${name}:1.0`,
    ports: [{ name: 'http', containerPort: 8080 }],
    envFrom: [{ configMapRef: { name } }],
    env: [{ name: 'NEXT_URL', value: `http://app-${index + 50}` }],
    readinessProbe: { httpGet: { path: '/ready', port: 'http' } },
    livenessProbe: { httpGet: { path: '/live', port: 'http' } },
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '128Mi' } },
  };
  return [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { LOG_LEVEL: 'info' } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 3,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { serviceAccountName: name, containers: [container] } },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
    },
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata,
      spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
    },
  ] as KubeObject[];
}

function measure(label: string, work: () => number): void {
  const start = process.cpuUsage();
  const findings = work();
  const { user, system } = process.cpuUsage(start);
  const memory = Math.round(process.memoryUsage().heapUsed / 2 ** 20);
  console.log(
    `${label.padEnd(28)} ${((user + system) / 1e6).toFixed(2)} s CPU  ${findings} findings  ${memory} MB`,
  );
}

/** The whole process of kube-score, by the clock: it has no figure of its own. */
function measurePeer(objects: number, yaml: string): void {
  const start = process.hrtime.bigint();
  const { error } = spawnSync(process.env['KUBE_SCORE'] ?? 'kube-score', ['score', '-'], {
    input: yaml,
    maxBuffer: 2 ** 30,
  });
  const label = `${objects} objects, kube-score`.padEnd(28);
  console.log(error ? `${label} not installed` : `${label} ${since(start).toFixed(2)} s`);
}

for (const charts of process.argv[2] ? [Number(process.argv[2])] : [20, 200, DEFAULT_CHARTS]) {
  const objects = Array.from({ length: charts }, (_, index) => chart(index)).flat();
  measure(
    `${objects.length} objects`,
    () => checkObjects(objects.map((object) => ({ object }))).findings.length,
  );
  const yaml = objects.map((object) => stringify(object, { aliasDuplicateObjects: false })).join('---\n');
  measure(`${objects.length} objects from YAML`, () => {
    const { objects: read, problems } = parseManifests(yaml, 'app.yaml');
    return checkObjects(read, {}, problems).findings.length;
  });
  measurePeer(objects.length, yaml);
}
