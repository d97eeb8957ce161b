/**
 * Records what a real API server answers to objects: what it fills in, and in which words it refuses.
 *
 *   node -r ./bin/typescript.cjs tools/record-validation.ts KUBECONFIG [FILE ...]
 *
 * Each test/golden/validation/NAME.cases.yaml is a list of cases:
 *
 *   - name: a sentence
 *     object: {apiVersion, kind, metadata, ...}     # created (dry run), unless `update` or `status` follows
 *     update: {...}                                 # a merge patch that turns the object into its update, sent with PUT
 *     status: {...}                                 # the same, sent to /status
 *     subresource: resize                           # where `update` is sent, if not to the object itself
 *
 * The answers go to NAME.answers.json: `{name, code, object}` or `{name, code, status}`, and `warnings`; with an update,
 * `base` is the object as it was created.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { parse } from 'yaml';
import { parseApiVersion } from '../lib/kube/object';
import { ResourceCatalogue } from '../lib/kube/resource-catalogue';

interface Case {
  readonly name: string;
  readonly object: KubeJson;
  readonly update?: object;
  readonly status?: object;
  readonly subresource?: string;
}

type KubeJson = {
  apiVersion: string;
  kind: string;
  metadata: { name?: string; namespace?: string; [field: string]: unknown };
};

interface Answer {
  readonly code: number;
  readonly body: KubeJson;
  readonly warnings: string[];
}

type Fields = Record<string, unknown>;

const FOLDER = join(__dirname, '..', 'test', 'golden', 'validation');
const NAMESPACE = 'recording';

class Server {
  private readonly url: URL;
  private readonly token: string;
  private readonly catalogue = ResourceCatalogue.kubernetes();

  constructor(kubeconfig: string) {
    const config = parse(readFileSync(kubeconfig, 'utf8'));
    this.url = new URL(config.clusters[0].cluster.server);
    this.token = config.users[0].user.token;
  }

  pathOf(object: KubeJson, name?: string): string {
    const { group, version } = parseApiVersion(object.apiVersion);
    const info = this.catalogue.findKind({ group, version, kind: object.kind });
    if (!info) throw new Error(`${object.apiVersion} ${object.kind} is not served`);
    const prefix = group ? `/apis/${group}/${version}` : `/api/${version}`;
    const scope = info.namespaced ? `/namespaces/${object.metadata.namespace ?? NAMESPACE}` : '';
    return `${prefix}${scope}/${info.resource}${name ? `/${name}` : ''}`;
  }

  send(method: string, path: string, body?: unknown): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        new URL(path, this.url),
        {
          method,
          rejectUnauthorized: false,
          headers: {
            authorization: `Bearer ${this.token}`,
            'content-type': 'application/json',
            'user-agent': 'recorder',
          },
        },
        (incoming) => {
          let text = '';
          incoming.setEncoding('utf8').on('data', (chunk) => {
            text += chunk;
          });
          incoming.on('end', () => {
            const header = incoming.headers['warning'];
            const warnings = [...(header ?? '').matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map((match) =>
              JSON.parse(`"${match[1]}"`),
            );
            resolve({ code: incoming.statusCode!, body: JSON.parse(text), warnings });
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

/** Removes what differs from run to run. */
function stable(body: KubeJson): KubeJson {
  if (body.kind === 'Status') return body;
  const { uid, resourceVersion, creationTimestamp, managedFields, ...metadata } = body.metadata;
  return { ...body, metadata };
}

/** JSON merge patch. */
function merged(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const isObject = typeof target === 'object' && target !== null && !Array.isArray(target);
  const result: Fields = isObject ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}

async function record(server: Server, one: Case): Promise<object> {
  const collection = server.pathOf(one.object);
  if (!one.update && !one.status)
    return report(one, await server.send('POST', `${collection}?dryRun=All`, one.object));
  const created = await server.send('POST', collection, one.object);
  if (created.code !== 201)
    throw new Error(`case "${one.name}": the base object is refused: ${JSON.stringify(created.body)}`);
  const path = server.pathOf(one.object, created.body.metadata.name);
  try {
    return await recordUpdate(server, one, path, created.body);
  } finally {
    await remove(server, path);
  }
}

/** Nobody needs to be there to remove finalizers; where a controller does, it takes a moment. */
async function remove(server: Server, path: string): Promise<void> {
  let { code, body } = await server.send(
    'DELETE',
    `${path}?gracePeriodSeconds=0&propagationPolicy=Background`,
  );
  while (code < 300 && body.metadata?.['finalizers']) {
    await server.send('PUT', path, { ...body, metadata: { ...body.metadata, finalizers: [] } });
    ({ code, body } = await server.send('GET', path));
  }
}

/** Controllers may change the object in between: then the update starts from what they made of it. */
async function recordUpdate(server: Server, one: Case, path: string, base: KubeJson): Promise<object> {
  const subresource = one.status ? 'status' : one.subresource;
  const target = subresource ? `${path}/${subresource}` : path;
  const answer = await server.send('PUT', `${target}?dryRun=All`, merged(base, one.update ?? one.status));
  if (answer.code !== 409) return { ...report(one, answer), base: stable(base) };
  return recordUpdate(server, one, path, (await server.send('GET', path)).body);
}

function report(one: Case, { code, body, warnings }: Answer): object {
  const kept = code < 300 ? { object: stable(body) } : { status: body };
  return { name: one.name, code, ...kept, ...(warnings.length ? { warnings } : {}) };
}

async function main([kubeconfig, ...files]: string[]): Promise<void> {
  if (!kubeconfig) throw new Error('usage: record-validation.ts KUBECONFIG [FILE ...]');
  const server = new Server(kubeconfig);
  await server.send('POST', '/api/v1/namespaces', { metadata: { name: NAMESPACE } });
  await server.send('POST', `/api/v1/namespaces/${NAMESPACE}/serviceaccounts`, {
    metadata: { name: 'default' },
  });
  const chosen = files.length
    ? files
    : readdirSync(FOLDER)
        .filter((file) => file.endsWith('.cases.yaml'))
        .map((file) => join(FOLDER, file));
  for (const file of chosen) {
    const answers: object[] = [];
    for (const one of parse(readFileSync(file, 'utf8')) as Case[]) answers.push(await record(server, one));
    const lines = answers.map((answer) => JSON.stringify(answer)).join(',\n');
    writeFileSync(file.replace('.cases.yaml', '.answers.json'), `[\n${lines}\n]\n`);
    console.log(`${file}: ${answers.length} answers`);
  }
}

void main(process.argv.slice(2));
