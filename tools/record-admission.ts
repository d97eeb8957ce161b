/**
 * Records what the admission plugins and subresources of a real API server make of requests.
 *
 *   node -r ./bin/typescript.cjs tools/record-admission.ts KUBECONFIG [FILE ...]
 *
 * The control plane must be an API server with nothing around it: no controller and no scheduler.
 *
 * Each test/golden/admission/NAME.cases.yaml is a list of scenarios (test/cluster/apiserver/admission/golden/scenario.ts);
 * the answers go to NAME.answers.json, one list for each scenario.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import {
  type Answer,
  answerOf,
  pathOf,
  queryOf,
  requestOf,
  type Scenario,
  type Step,
  withNamespace,
} from '../test/cluster/apiserver/admission/golden/scenario';
import { WEBHOOKS, withWebhooks } from '../test/cluster/apiserver/admission/golden/webhook-words';
import { endpointOf, HttpExchange } from './http-exchange';
import { serveWebhooks } from './webhook-server';

const FOLDER = join(__dirname, '..', 'test', 'golden', 'admission');
const ENDING = '.cases.yaml';

/** Milliseconds until the API server's caches have what was written; those of policies are looked at once a second. */
const PAUSE = 300;
const POLICY_PAUSE = 4000;

const RUN = Date.now().toString(36);

const METHODS: { readonly [verb: string]: string } = {
  create: 'POST',
  patch: 'PATCH',
  delete: 'DELETE',
  get: 'GET',
};
const PATCH_TYPES: { readonly [type: string]: string } = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function send(server: HttpExchange, step: Step, namespace: string) {
  const request = requestOf(step, namespace);
  const { name, groups = ['system:authenticated'] } = step.as ?? {};
  const query = queryOf(step);
  const answer = await server.send({
    method: METHODS[request.verb]!,
    path: query ? `${pathOf(request)}?${query}` : pathOf(request),
    headers: {
      accept: 'application/json',
      'user-agent': 'recorder',
      'content-type': request.patchType ? PATCH_TYPES[request.patchType]! : 'application/json',
      ...(name ? { 'impersonate-user': name, 'impersonate-group': groups[0]! } : {}),
    },
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
  });
  return {
    code: answer.status,
    body: answer.body.length > 0 ? JSON.parse(answer.body.toString()) : {},
    warnings: warningsOf(answer.headers),
  };
}

function warningsOf({
  warning = [],
}: {
  readonly [name: string]: string | readonly string[] | undefined;
}): string[] {
  const text = typeof warning === 'string' ? warning : warning.join(', ');
  return [...text.matchAll(/299 - ("(?:[^"\\]|\\.)*")/g)].map(([, quoted]) => JSON.parse(quoted!));
}

async function record(
  server: HttpExchange,
  scenario: Scenario,
  namespace: string,
  webhooks: { readonly address: string; readonly authority: string },
): Promise<Answer[]> {
  const { labels } = scenario;
  await server.json('POST', '/api/v1/namespaces', { metadata: { name: namespace, labels } });
  await server.json('POST', `/api/v1/namespaces/${namespace}/serviceaccounts`, {
    metadata: { name: 'default' },
  });
  const answers: Answer[] = [];
  const clusterWide: string[] = [];
  await pause(PAUSE);
  const steps = withWebhooks(withNamespace(scenario.steps, namespace), webhooks.address, webhooks.authority);
  for (const step of steps) {
    const { code, body, warnings } = await send(server, step, namespace);
    if (step.name) answers.push(answerOf(step.name, code, body, warnings));
    else if (code >= 300)
      throw new Error(`${scenario.name}: ${JSON.stringify(step)}: ${JSON.stringify(body)}`);
    const request = requestOf(step, namespace);
    if (step.create && !request.namespace && code < 300 && !step.dryRun)
      clusterWide.push(`${pathOf(request)}/${body.metadata.name}`);
    if (!step.name) await pause(request.group === 'admissionregistration.k8s.io' ? POLICY_PAUSE : PAUSE);
  }
  for (const path of clusterWide.reverse()) await remove(server, path);
  if (clusterWide.length > 0) await pause(PAUSE);
  return answers;
}

/** Nobody is there to remove finalizers. */
async function remove(server: HttpExchange, path: string): Promise<void> {
  await server.json('DELETE', path, undefined, 404);
  const headers = { 'content-type': PATCH_TYPES['merge']! };
  await server.send({ method: 'PATCH', path, headers, body: '{"metadata":{"finalizers":[]}}' });
}

async function main([kubeconfig, ...files]: string[]): Promise<void> {
  if (!kubeconfig) throw new Error('usage: record-admission.ts KUBECONFIG [FILE ...]');
  const server = new HttpExchange(endpointOf(kubeconfig));
  const webhooks = await serveWebhooks();
  const all = readdirSync(FOLDER).filter((file) => file.endsWith(ENDING));
  for (const file of files.length ? files.map((one) => basename(one)) : all) {
    const name = file.slice(0, -ENDING.length);
    const scenarios = parse(readFileSync(join(FOLDER, file), 'utf8')) as Scenario[];
    const recorded: Answer[][] = [];
    for (const [index, scenario] of scenarios.entries()) {
      // Without controllers a namespace never goes away: each run has its own.
      const namespace = `${name}-${index}-${RUN}`;
      const answers = JSON.stringify(await record(server, scenario, namespace, webhooks));
      const stable = answers.replaceAll(namespace, `${name}-${index}`).replaceAll(webhooks.address, WEBHOOKS);
      recorded.push(JSON.parse(stable.replaceAll(webhooks.authority, '')));
    }
    const lists = recorded.map((answers) => `[\n${answers.map((one) => JSON.stringify(one)).join(',\n')}\n]`);
    writeFileSync(join(FOLDER, `${name}.answers.json`), `[\n${lists.join(',\n')}\n]\n`);
    console.log(`${file}: ${recorded.flat().length} answers`);
  }
  server.close();
  webhooks.close();
}

void main(process.argv.slice(2));
