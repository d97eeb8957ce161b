/**
 * Records how a real API server reads quantities, names and selectors.
 *
 *   node -r ./bin/typescript.cjs tools/record-scalars.ts KUBECONFIG
 *
 * test/golden/scalars has the questions, and gets an NAME.answers.json each:
 *
 * - quantities.cases.yaml: texts and numbers. Answer: what is stored, or the error.
 * - names.cases.yaml: by rule, values. Answer: what is wrong with each.
 * - selectors.cases.yaml: `objects` (labels by name), `labels` and `fields`, the selectors. Answer: the names of the
 *   selected objects, or the error.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { StatusCause } from '../lib/kube/generated/meta-v1';
import type { KubeObject } from '../lib/kube/object';
import { ApiConnection } from './api-connection';

const FOLDER = join(__dirname, '..', 'test', 'golden', 'scalars');
const NAMESPACE = 'recording-scalars';

interface Refusal {
  readonly message: string;
  readonly details?: { readonly causes?: readonly StatusCause[] };
}

const read = (name: string) => parse(readFileSync(join(FOLDER, `${name}.cases.yaml`), 'utf8'));

function write(name: string, answers: readonly unknown[]): void {
  const lines = answers.map((answer) => JSON.stringify(answer)).join(',\n');
  writeFileSync(join(FOLDER, `${name}.answers.json`), `[\n${lines}\n]\n`);
}

/** The capacity of a device may be any quantity, also a negative one, and is stored as it was read. */
async function recordQuantities(connection: ApiConnection): Promise<void> {
  const answers: unknown[] = [];
  for (const quantity of read('quantities')) {
    const slice = {
      apiVersion: 'resource.k8s.io/v1',
      kind: 'ResourceSlice',
      metadata: { name: 'quantities' },
      spec: {
        driver: 'example.com',
        nodeName: 'a',
        pool: { name: 'a', generation: 1, resourceSliceCount: 1 },
        devices: [{ name: 'a', capacity: { a: { value: quantity } } }],
      },
    };
    const { code, body } = await connection.send('POST', `${connection.path(slice, '')}?dryRun=All`, slice);
    const stored = code === 201 && (body as typeof slice).spec.devices[0]!.capacity.a.value;
    const error = (body as Refusal).message?.replace(/^.* cannot be handled as a ResourceSlice: /, '');
    answers.push(stored === false ? { quantity, error } : { quantity, stored });
  }
  write('quantities', answers);
}

type Rule = (value: string) => { readonly object: KubeObject & object; readonly field: string };

const pod = (container: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a', namespace: NAMESPACE },
  spec: { containers: [{ name: 'a', image: 'b', ...container }] },
});
const map = (metadata: object, data: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', namespace: NAMESPACE, ...metadata },
  data,
});
const http = { path: '/', pathType: 'Prefix', backend: { service: { name: 'a', port: { number: 80 } } } };

/** For each rule, an object whose field must follow it. */
const RULES: { readonly [rule: string]: Rule } = {
  dns1123Subdomain: (name) => ({ object: map({ name }), field: 'metadata.name' }),
  dns1123SubdomainPrefix: (generateName) => ({
    object: map({ name: undefined, generateName }),
    field: 'metadata.generateName',
  }),
  dns1123Label: (name) => ({
    object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
    field: 'metadata.name',
  }),
  pathSegment: (name) => ({
    object: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name } },
    field: 'metadata.name',
  }),
  labelKey: (key) => ({ object: map({ labels: { [key]: 'a' } }), field: 'metadata.labels' }),
  labelValue: (value) => ({ object: map({ labels: { a: value } }), field: 'metadata.labels' }),
  configMapKey: (key) => ({ object: map({}, { [key]: 'a' }), field: `data[${key}]` }),
  portName: (name) => ({
    object: pod({ ports: [{ containerPort: 80, name }] }),
    field: 'spec.containers[0].ports[0].name',
  }),
  httpHeader: (name) => ({
    object: pod({ readinessProbe: { httpGet: { port: 80, httpHeaders: [{ name, value: 'a' }] } } }),
    field: 'spec.containers[0].readinessProbe.httpGet.httpHeaders',
  }),
  relaxedEnvVar: (name) => ({
    object: pod({ env: [{ name, value: 'a' }] }),
    field: 'spec.containers[0].env[0].name',
  }),
  wildcardSubdomain: (host) => ({
    object: {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'a', namespace: NAMESPACE },
      spec: { rules: [{ host, http: { paths: [http] } }] },
    } as KubeObject,
    field: 'spec.rules[0].host',
  }),
};

async function recordNames(connection: ApiConnection): Promise<void> {
  const cases: { readonly [rule: string]: readonly string[] } = read('names');
  const answers: unknown[] = [];
  for (const [rule, values] of Object.entries(cases))
    for (const value of values) {
      const { object, field } = RULES[rule]!(value);
      const { body } = await connection.send('POST', `${connection.path(object, '')}?dryRun=All`, object);
      const causes = (body as Refusal).details?.causes ?? [];
      const problems = causes
        .filter((cause) => cause.field === field)
        .map(({ message }) => message!.replace(/^(Invalid value: "(?:[^"\\]|\\.)*"|Required value): /, ''));
      answers.push({ rule, value, problems });
    }
  write('names', answers);
}

interface SelectorCases {
  readonly objects: { readonly [name: string]: { readonly [label: string]: string } };
  readonly labels: readonly string[];
  readonly fields: readonly { readonly kind: string; readonly selector: string }[];
}

async function recordSelectors(connection: ApiConnection): Promise<void> {
  const { objects, labels, fields }: SelectorCases = read('selectors');
  for (const [name, given] of Object.entries(objects)) {
    const object = map({ name, labels: { recording: 'a', ...given } });
    await connection.expect('DELETE', connection.path(object), undefined, 404);
    await connection.expect('POST', connection.path(object, ''), object);
  }
  const answers: unknown[] = [];
  const ask = async (question: object, path: string) => {
    const { code, body } = await connection.send('GET', path);
    if (code !== 200) return answers.push({ ...question, error: (body as Refusal).message });
    const { items } = body as { items: readonly KubeObject[] };
    const selected = items.filter(({ metadata }) => metadata.labels?.['recording'] === 'a');
    return answers.push({ ...question, selected: selected.map(({ metadata }) => metadata.name) });
  };
  const collection = connection.path(map({}), '');
  for (const selector of labels)
    await ask({ labels: selector }, `${collection}?labelSelector=${encodeURIComponent(selector)}`);
  for (const { kind, selector } of fields) {
    const [apiVersion, name] = kind.split(' ') as [string, string];
    const path = connection.path({ apiVersion, kind: name, metadata: { namespace: NAMESPACE } }, '');
    await ask({ kind, fields: selector }, `${path}?fieldSelector=${encodeURIComponent(selector)}`);
  }
  write('selectors', answers);
}

async function main([kubeconfig]: string[]): Promise<void> {
  if (!kubeconfig) throw new Error('usage: record-scalars.ts KUBECONFIG');
  const connection = new ApiConnection(kubeconfig);
  const namespace: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } };
  await connection.expect('POST', connection.path(namespace, ''), namespace, 409);
  await recordQuantities(connection);
  await recordNames(connection);
  await recordSelectors(connection);
}

void main(process.argv.slice(2));
