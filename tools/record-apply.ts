/**
 * Records what a real API server makes of sequences of writes: the objects with their `managedFields`, and the conflicts.
 *
 *   node -r ./bin/typescript.cjs tools/record-apply.ts KUBECONFIG [FILE ...]
 *
 * The control plane must run without controllers and without admission that changes objects
 * (`--disable-admission-plugins=ServiceAccount,DefaultTolerationSeconds,Priority,TaintNodesByCondition`).
 *
 * Each test/golden/apply/NAME.cases.yaml has `setup`, objects that are created first, and `sequences`, each with a `name`
 * and `steps`. A step is one of
 *
 *   create: OBJECT                    # POST
 *   put: MERGE PATCH                  # PUT of the last answer with this patch applied
 *   patch: DOCUMENT                   # PATCH; `type: json | merge | strategic`, default merge
 *   apply: CONFIGURATION              # server-side apply; `force: true`
 *   read: true                        # GET, after others have written: the server's own controllers
 *
 * with `manager`, and perhaps `subresource` (for `scale` the answer has the object and the `scale`). Put and patch go to
 * the object of the last create or apply, `through` another version if it is named. All sequences run side by side, each in its own namespace, one step a second:
 * so times tell steps apart. The answers, in NAME.answers.json, have `default` for the namespace,
 * `2026-01-01T00:00:0N` for the time of step N, and numbered cluster addresses and node ports.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { parseApiVersion } from '../lib/kube/object';
import { ApiConnection } from './api-connection';

interface Step {
  readonly create?: KubeJson;
  readonly put?: object;
  readonly patch?: object;
  readonly type?: 'json' | 'merge' | 'strategic';
  readonly apply?: KubeJson;
  readonly read?: boolean;
  readonly force?: boolean;
  readonly manager: string;
  readonly subresource?: string;
  /** Version through which to put or patch; default: that of the last create or apply. */
  readonly through?: string;
}

interface Sequence {
  readonly name: string;
  readonly steps: readonly Step[];
}

interface Cases {
  readonly setup?: readonly KubeJson[];
  readonly sequences: readonly Sequence[];
}

type Json = Record<string, unknown>;
type KubeJson = Json & {
  apiVersion: string;
  kind: string;
  metadata: Json & { name?: string; namespace?: string };
};

interface Answer {
  readonly code: number;
  readonly body: KubeJson;
}

const FOLDER = join(__dirname, '..', 'test', 'golden', 'apply');

const CONTENT_TYPES = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

class Server {
  private readonly connection: ApiConnection;
  private readonly resources = new Map<string, Promise<readonly Json[]>>();

  constructor(kubeconfig: string) {
    this.connection = new ApiConnection(kubeconfig);
  }

  /** Of custom resources too: as discovery lists them. */
  async collectionOf({ apiVersion, kind }: KubeJson, namespace: string): Promise<string> {
    const { group, version } = parseApiVersion(apiVersion);
    const prefix = group ? `/apis/${group}/${version}` : `/api/${version}`;
    const known =
      this.resources.get(prefix) ?? this.send('GET', prefix).then(({ body }) => body['resources'] as Json[]);
    this.resources.set(prefix, known);
    const info = (await known).find((one) => one['kind'] === kind && !String(one['name']).includes('/'));
    if (!info) throw new Error(`${apiVersion} ${kind} is not served`);
    return `${prefix}${info['namespaced'] ? `/namespaces/${namespace}` : ''}/${info['name']}`;
  }

  async send(
    method: string,
    path: string,
    body?: unknown,
    contentType = 'application/json',
  ): Promise<Answer> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const answer = await this.connection.sendText(method, path, text, contentType);
    return { code: answer.code, body: answer.body as KubeJson };
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The middle of the next second, so that a request and its answer fall into one. */
const nextSecond = () => pause(1200 - (Date.now() % 1000));

function merged(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const isObject = typeof target === 'object' && target !== null && !Array.isArray(target);
  const result: Json = isObject ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}

/** One sequence on its way: the object it is about, and the names that differ from run to run. */
class Recording {
  private target = '';
  private last: KubeJson | undefined;
  private readonly times = new Map<string, string>();
  private readonly addresses: string[] = [];
  private readonly ports: string[] = [];

  constructor(
    private readonly server: Server,
    private readonly namespace: string,
  ) {}

  async play(sequence: Sequence): Promise<object> {
    const answers: object[] = [];
    for (const [index, step] of sequence.steps.entries()) {
      await nextSecond();
      const started = new Date().toISOString().slice(0, 19);
      const { code, body } = await this.send(step);
      this.times.set(`${started}Z`, `2026-01-01T00:00:${String(index + 1).padStart(2, '0')}Z`);
      answers.push({
        code,
        ...(code < 300 ? await this.written(step, body) : { status: this.stable(body) }),
      });
    }
    if (!this.target.includes(this.namespace)) await this.server.send('DELETE', this.target);
    return { name: sequence.name, answers };
  }

  /** A write of the Scale answers with the Scale; what it made of the object is asked for. */
  private async written({ subresource }: Step, body: KubeJson): Promise<object> {
    this.last = subresource === 'scale' ? (await this.server.send('GET', this.target)).body : body;
    return {
      object: this.stable(this.last),
      ...(subresource === 'scale' ? { scale: this.stable(body) } : {}),
    };
  }

  private async send(step: Step): Promise<Answer> {
    const { manager, subresource, force } = step;
    const named = step.create ?? (subresource === 'scale' ? undefined : step.apply);
    const collection = named && (await this.server.collectionOf(named, this.namespace));
    if (collection) this.target = `${collection}/${named.metadata?.name}`;
    if (step.through) this.target = this.target.replace(/^(\/apis\/[^/]+)\/[^/]+/, `/apis/${step.through}`);
    const query = `?fieldManager=${encodeURIComponent(manager)}`;
    const path = `${this.target}${subresource ? `/${subresource}` : ''}${query}`;
    if (step.create) return this.server.send('POST', `${collection}${query}`, step.create);
    if (step.read) return this.server.send('GET', this.target);
    if (step.put) return this.server.send('PUT', path, merged(this.last, step.put));
    if (step.patch) return this.server.send('PATCH', path, step.patch, CONTENT_TYPES[step.type ?? 'merge']);
    return this.server.send('PATCH', `${path}${force ? '&force=true' : ''}`, step.apply, CONTENT_TYPES.apply);
  }

  private stable(body: KubeJson): unknown {
    const { resourceVersion: _, uid, ...metadata } = body.metadata;
    const text = JSON.stringify({ ...body, metadata: uid ? { ...metadata, uid: 'uid' } : metadata })
      .replace(/"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"/g, (all, time) =>
        this.times.has(time) ? `"${this.times.get(time)}"` : all,
      )
      .replace(/10\.96\.\d+\.\d+/g, (address) => `10.96.0.${10 + numbered(this.addresses, address)}`)
      .replace(/"nodePort":(\d+)/g, (_all, port) => `"nodePort":${30000 + numbered(this.ports, port)}`);
    return withSortedCauses(JSON.parse(text.replaceAll(this.namespace, 'default')));
  }
}

/** The position of a value among the different ones seen so far. */
function numbered(seen: string[], value: string): number {
  if (!seen.includes(value)) seen.push(value);
  return seen.indexOf(value);
}

/** The server goes through conflicting managers in random order. */
function withSortedCauses(body: KubeJson & { details?: { causes?: Json[] } }): KubeJson {
  body.details?.causes?.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return body;
}

async function prepare(server: Server, setup: readonly KubeJson[]): Promise<void> {
  for (const object of setup) {
    const collection = await server.collectionOf(object, 'default');
    const { code, body } = await server.send('POST', collection, object);
    if (code >= 300 && code !== 409) throw new Error(`setup: ${JSON.stringify(body)}`);
  }
  if (setup.length > 0) await pause(3000);
}

async function record(server: Server, file: string): Promise<void> {
  const { setup = [], sequences } = parse(readFileSync(file, 'utf8'), { merge: true }) as Cases;
  await prepare(server, setup);
  const run = Date.now().toString(36);
  const results = await Promise.all(
    sequences.map(async (sequence, index) => {
      const namespace = `recording-${run}-${index}`;
      await server.send('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
      return new Recording(server, namespace).play(sequence);
    }),
  );
  const lines = results.map((result) => JSON.stringify(result)).join(',\n');
  writeFileSync(file.replace('.cases.yaml', '.answers.json'), `[\n${lines}\n]\n`);
  console.log(
    `${file}: ${sequences.length} sequences, ${sequences.flatMap(({ steps }) => steps).length} steps`,
  );
}

async function main([kubeconfig, ...files]: string[]): Promise<void> {
  if (!kubeconfig) throw new Error('usage: record-apply.ts KUBECONFIG [FILE ...]');
  const server = new Server(kubeconfig);
  const chosen = files.length
    ? files
    : readdirSync(FOLDER)
        .filter((file) => file.endsWith('.cases.yaml'))
        .map((file) => join(FOLDER, file));
  for (const file of chosen) await record(server, file);
}

void main(process.argv.slice(2));
