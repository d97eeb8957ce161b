/**
 * Records which pods a real API server refuses under the Pod Security Standards, and in which words.
 *
 *   node -r ./bin/typescript.cjs tools/record-pod-security.ts KUBECONFIG
 *
 * The pods of test/golden/pod-security/pods.cases.yaml are created (dry run) in namespaces that enforce each level in
 * many versions; labels.cases.yaml is a list of labels that namespaces are created with (dry run).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Status } from '../lib/kube/generated/meta-v1';
import {
  FOLDER,
  type PodAnswer,
  type PodCase,
  podCases,
  podOf,
  VERSIONS,
  type VersionAnswer,
} from '../test/kube/pod-security/recorded';
import { ApiConnection } from './api-connection';

type Level = 'baseline' | 'restricted';

const LEVELS: readonly Level[] = ['baseline', 'restricted'];

function namespaceOf(level: Level, version: string): string {
  return `${level}-${version.replace('.', '-')}`;
}

async function createNamespaces(api: ApiConnection): Promise<void> {
  for (const level of LEVELS)
    for (const version of VERSIONS) {
      const name = namespaceOf(level, version);
      const labels = {
        'pod-security.kubernetes.io/enforce': level,
        'pod-security.kubernetes.io/enforce-version': version,
      };
      const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
      await api.expect('POST', '/api/v1/namespaces', namespace, 409);
      const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } };
      await api.expect('POST', `/api/v1/namespaces/${name}/serviceaccounts`, account, 409);
    }
}

async function ask(
  api: ApiConnection,
  pod: object,
  level: Level,
  version: string,
): Promise<string | undefined> {
  const path = `/api/v1/namespaces/${namespaceOf(level, version)}/pods?dryRun=All`;
  const { code, body } = await api.send('POST', path, pod);
  if (code === 201) return undefined;
  const { message = '' } = body as Status;
  const violates = /^pods "pod" is forbidden: violates PodSecurity "[^"]*": (.*)$/s.exec(message)?.[1];
  if (code !== 403 || violates === undefined) throw new Error(`${path}: ${code} ${message}`);
  return violates;
}

async function answersOf(api: ApiConnection, pod: object, level: Level): Promise<VersionAnswer[]> {
  const answers: VersionAnswer[] = [];
  for (const version of VERSIONS) {
    const violates = await ask(api, pod, level, version);
    const last = answers.at(-1);
    if (!last || last.violates !== violates) answers.push({ since: version, violates });
  }
  return answers;
}

async function recordPod(api: ApiConnection, podCase: PodCase): Promise<PodAnswer> {
  const pod = podOf(podCase);
  try {
    const baseline = await answersOf(api, pod, 'baseline');
    return { name: podCase.name, baseline, restricted: await answersOf(api, pod, 'restricted') };
  } catch (error) {
    throw new Error(`${podCase.name}: ${(error as Error).message}`);
  }
}

interface LabelCase {
  readonly name: string;
  readonly labels: { readonly [key: string]: string };
}

async function recordLabels(api: ApiConnection, { name, labels }: LabelCase) {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'labels', labels } };
  const { code, body } = await api.send('POST', '/api/v1/namespaces?dryRun=All', namespace);
  return code === 201 ? { name, code } : { name, code, status: body as Status };
}

function save(file: string, answers: readonly object[]): void {
  const lines = answers.map((answer) => JSON.stringify(answer));
  writeFileSync(join(FOLDER, file), `[\n${lines.join(',\n')}\n]\n`);
}

async function main(kubeconfig: string): Promise<void> {
  const api = new ApiConnection(kubeconfig);
  await createNamespaces(api);
  const pods: PodAnswer[] = [];
  for (const podCase of podCases()) pods.push(await recordPod(api, podCase));
  save('pods.answers.json', pods);
  const labels: object[] = [];
  for (const labelCase of parse(readFileSync(join(FOLDER, 'labels.cases.yaml'), 'utf8')) as LabelCase[])
    labels.push(await recordLabels(api, labelCase));
  save('labels.answers.json', labels);
}

main(process.argv[2]!).catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
