/**
 * Records what a real API server reads in the bodies of requests.
 *
 *   node -r ./bin/typescript.cjs tools/record-decoding.ts KUBECONFIG [FILE ...]
 *
 * Each test/golden/decoding/NAME.cases.yaml is a list of cases:
 *
 *   - name: a sentence
 *     kind: apps/v1 Deployment          # the collection the body is sent to
 *     body: DOCUMENT                    # or `text`, for what is no JSON or says more than YAML can
 *     fieldValidation: Strict           # default Warn
 *
 * What can be created is created, read back from storage, and deleted. The answers, in NAME.answers.json, are
 * `{name, code, object}` or `{name, code, status}`, with `warnings`; what the server sets in metadata is left out.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { KubeObject } from '../lib/kube/object';
import { ApiConnection } from './api-connection';

interface Case {
  readonly name: string;
  readonly kind: string;
  readonly body?: unknown;
  readonly text?: string;
  readonly fieldValidation?: string;
}

const FOLDER = join(__dirname, '..', 'test', 'golden', 'decoding');
const NAMESPACE = 'recording-decoding';
const SET_BY_SERVER = ['uid', 'resourceVersion', 'creationTimestamp', 'generation', 'managedFields'];

async function answerTo(connection: ApiConnection, one: Case): Promise<unknown> {
  const [apiVersion, kind] = one.kind.split(' ') as [string, string];
  const collection = connection.path({ apiVersion, kind, metadata: { namespace: NAMESPACE } }, '');
  const query = one.fieldValidation ? `?fieldValidation=${one.fieldValidation}` : '';
  const answer = await connection.sendText(
    'POST',
    `${collection}${query}`,
    one.text ?? JSON.stringify(one.body),
    'application/json',
  );
  const { code, body, warnings } = answer;
  if (code >= 300) return { name: one.name, code, status: body, warnings };
  const path = connection.path(body as KubeObject);
  const stored = (await connection.expect('GET', path)) as KubeObject;
  await connection.expect('DELETE', path, { gracePeriodSeconds: 0 });
  const metadata = Object.fromEntries(
    Object.entries(stored.metadata).filter(([field]) => !SET_BY_SERVER.includes(field)),
  );
  return { name: one.name, code, object: { ...stored, metadata }, warnings };
}

async function record(connection: ApiConnection, file: string): Promise<void> {
  const cases: Case[] = parse(readFileSync(join(FOLDER, file), 'utf8'));
  const answers: string[] = [];
  for (const one of cases) answers.push(JSON.stringify(await answerTo(connection, one)));
  writeFileSync(join(FOLDER, file.replace('.cases.yaml', '.answers.json')), `[\n${answers.join(',\n')}\n]\n`);
}

async function main([kubeconfig, ...files]: string[]): Promise<void> {
  if (!kubeconfig) throw new Error('usage: record-decoding.ts KUBECONFIG [FILE ...]');
  const connection = new ApiConnection(kubeconfig);
  const namespace: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } };
  await connection.expect('POST', connection.path(namespace, ''), namespace, 409);
  const all = readdirSync(FOLDER).filter((file) => file.endsWith('.cases.yaml'));
  for (const file of files.length ? files : all) await record(connection, file);
}

void main(process.argv.slice(2));
