/**
 * Records what a real API server makes of patches.
 *
 *   node -r ./bin/typescript.cjs tools/record-patches.ts KUBECONFIG [FILE ...]
 *
 * Each test/golden/patches/NAME.cases.yaml has `objects`, by name, which are created first, and `cases`:
 *
 *   - name: a sentence
 *     on: name of an object
 *     type: json | merge | strategic
 *     patch: DOCUMENT                   # or `text`, for what is no JSON or says more than YAML can
 *     fieldValidation: Strict           # default Warn
 *
 * Patches are dry runs. NAME.answers.json has the `objects` as they were stored, and `answers`: `{name, code, object}` or
 * `{name, code, status}`, with `warnings`.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { KubeObject } from '../lib/kube/object';
import { ApiConnection } from './api-connection';

interface Case {
  readonly name: string;
  readonly on: string;
  readonly type: keyof typeof CONTENT_TYPES;
  readonly patch?: unknown;
  readonly text?: string;
  readonly fieldValidation?: string;
}

interface Cases {
  readonly objects: { readonly [name: string]: KubeObject };
  readonly cases: readonly Case[];
}

const CONTENT_TYPES = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
};
const FOLDER = join(__dirname, '..', 'test', 'golden', 'patches');
const NAMESPACE = 'recording-patches';
/** Controllers write the status of new objects; the patches start when they are done. */
const SETTLING_MILLISECONDS = 2_000;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function store(
  connection: ApiConnection,
  objects: Cases['objects'],
): Promise<{ [name: string]: KubeObject }> {
  const stored: { [name: string]: KubeObject } = {};
  for (const object of Object.values(objects)) {
    const path = connection.path(object);
    // Finalizers of an earlier recording would keep the object.
    await connection.expect('PATCH', path, { metadata: { finalizers: null } }, 404);
    await connection.expect('DELETE', path, undefined, 404);
    while ((await connection.send('GET', path)).code !== 404) await pause(100);
    await connection.expect('POST', connection.path(object, ''), object);
  }
  await pause(SETTLING_MILLISECONDS);
  for (const [name, object] of Object.entries(objects))
    stored[name] = (await connection.expect('GET', connection.path(object))) as KubeObject;
  return stored;
}

async function record(connection: ApiConnection, file: string): Promise<void> {
  const { objects, cases }: Cases = parse(readFileSync(join(FOLDER, file), 'utf8'));
  for (const object of Object.values(objects)) Object.assign(object.metadata, { namespace: NAMESPACE });
  const stored = await store(connection, objects);
  const answers: unknown[] = [];
  for (const { name, on, type, patch, text, fieldValidation } of cases) {
    const query = `dryRun=All${fieldValidation ? `&fieldValidation=${fieldValidation}` : ''}`;
    const answer = await connection.sendText(
      'PATCH',
      `${connection.path(stored[on]!)}?${query}`,
      text ?? JSON.stringify(patch),
      CONTENT_TYPES[type],
    );
    const { code, body, warnings } = answer;
    answers.push({ name, code, [code < 300 ? 'object' : 'status']: body, warnings });
  }
  const lines = (list: readonly string[]) => `\n${list.join(',\n')}\n`;
  const text = `{"objects":{${lines(Object.entries(stored).map(([name, object]) => `${JSON.stringify(name)}:${JSON.stringify(object)}`))}},"answers":[${lines(answers.map((answer) => JSON.stringify(answer)))}]}\n`;
  writeFileSync(join(FOLDER, file.replace('.cases.yaml', '.answers.json')), text);
}

async function main([kubeconfig, ...files]: string[]): Promise<void> {
  if (!kubeconfig) throw new Error('usage: record-patches.ts KUBECONFIG [FILE ...]');
  const connection = new ApiConnection(kubeconfig);
  const namespace: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } };
  await connection.expect('POST', connection.path(namespace, ''), namespace, 409);
  const all = readdirSync(FOLDER).filter((file) => file.endsWith('.cases.yaml'));
  for (const file of files.length ? files : all) await record(connection, file);
}

void main(process.argv.slice(2));
