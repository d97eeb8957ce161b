/**
 * Records what real controllers make of sequences of requests. Needs a control plane with kube-controller-manager,
 * kube-scheduler and KWOK that manages all nodes, without its stage that completes the pods of Jobs.
 *
 *   node -r ./bin/typescript.cjs tools/record-controllers.ts KUBECONFIG [FILE ...]
 *
 * Each test/golden/controllers/NAME.cases.yaml is a list of scenarios (see test/cluster/controllers/golden/scenario.ts);
 * the observations go to NAME.answers.json. A scenario has a namespace of its own and starts with the nodes node-a (in
 * zone a) and node-b (in zone b, cordoned).
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import type { Event, Pod } from '../lib/kube/generated/core-v1';
import type { KubeObject } from '../lib/kube/object';
import {
  GENERATOR_KINDS,
  generatorIn,
  type Observation,
  observe,
} from '../test/cluster/controllers/golden/observation';
import {
  endOfPod,
  namespaceOf,
  type PlainRequest,
  type PodEnd,
  podsToEnd,
  requestOf,
  resourceOf,
  type Scenario,
  type Step,
  substitute,
  uidsIn,
  untilSecond,
} from '../test/cluster/controllers/golden/scenario';

const FOLDER = join(__dirname, '..', 'test', 'golden', 'controllers');
/** Scenarios that run at the same time. */
const PARALLEL = 6;
/** Milliseconds without any change after which a cluster counts as settled. */
const QUIET = 2500;
const PATIENCE = 60_000;

const METHODS: Record<string, string> = {
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  get: 'GET',
  list: 'GET',
};
const PATCH_TYPES: Record<string, string> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
};

interface Answer {
  readonly code: number;
  readonly body: { readonly message?: string; readonly items?: readonly KubeObject[] };
}

class Server {
  private readonly agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
  private readonly url: URL;
  private readonly token: string;

  constructor(kubeconfig: string) {
    const config = parse(readFileSync(kubeconfig, 'utf8'));
    this.url = new URL(config.clusters[0].cluster.server);
    this.token = config.users[0].user.token;
  }

  async send(plain: PlainRequest): Promise<void> {
    const { code, body } = await this.call(plain);
    if (code >= 300) throw new Error(`${plain.verb} ${plain.resource} ${plain.name ?? ''}: ${body.message}`);
  }

  async list(kind: string, namespace: string, labelSelector?: string): Promise<KubeObject[]> {
    const info = resourceOf(kind);
    const scope = info.namespaced ? namespace : '';
    const { code, body } = await this.call({
      ...info,
      verb: 'list',
      namespace: scope,
      options: { labelSelector },
    });
    if (code >= 300) throw new Error(`list ${kind}: ${body.message}`);
    const apiVersion = info.group ? `${info.group}/${info.version}` : info.version;
    return body.items!.map((item) => ({ ...item, apiVersion, kind: info.kind }));
  }

  private call(plain: PlainRequest): Promise<Answer> {
    const { verb, patchType, options } = plain;
    const query = options.labelSelector ? `?labelSelector=${encodeURIComponent(options.labelSelector)}` : '';
    const content = verb === 'delete' ? { kind: 'DeleteOptions', apiVersion: 'v1', ...options } : plain.body;
    const body = Buffer.from(content === undefined ? '' : JSON.stringify(content));
    return new Promise((resolve, reject) => {
      const outgoing = request(
        new URL(pathOf(plain) + query, this.url),
        {
          agent: this.agent,
          method: METHODS[verb],
          headers: {
            authorization: `Bearer ${this.token}`,
            'content-type': patchType ? PATCH_TYPES[patchType] : 'application/json',
            'content-length': body.length,
            'user-agent': 'recorder',
          },
        },
        (incoming) => {
          let text = '';
          incoming.setEncoding('utf8').on('data', (chunk) => (text += chunk));
          incoming.on('end', () => resolve({ code: incoming.statusCode!, body: JSON.parse(text) }));
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }
}

function pathOf({ group, version, resource, subresource, namespace, name }: PlainRequest): string {
  const prefix = group ? `/apis/${group}/${version}` : `/api/${version}`;
  const scope = namespace ? `/namespaces/${namespace}` : '';
  return `${prefix}${scope}/${resource}${name ? `/${name}` : ''}${subresource ? `/${subresource}` : ''}`;
}

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** One scenario on the real cluster. */
class Recording {
  private readonly generators = new Set<string>();
  private readonly observations: Observation[] = [];

  constructor(
    private readonly server: Server,
    private readonly scenario: Scenario,
    private readonly namespace: string,
  ) {}

  async run(): Promise<readonly Observation[]> {
    await this.createNamespace();
    await this.settle();
    for (const step of this.scenario.steps) await this.take(step);
    await this.show(this.scenario.show);
    await this.cleanUp();
    return this.observations;
  }

  /** The namespace of an earlier recording may still be going. */
  private async createNamespace(): Promise<void> {
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      const failure = await this.server
        .send(requestOf({ create: namespaceObject(this.namespace) }, '')!)
        .catch((error: Error) => error);
      if (!failure) return;
      if (Date.now() > deadline) throw failure;
      await sleep(1000);
    }
  }

  private async take(step: Step): Promise<void> {
    const filled = await this.filled(step);
    const plain = requestOf(filled, this.namespace);
    if (plain) await this.server.send(plain);
    if (filled.ready) await this.setReady(filled.ready);
    if (filled.finish) await this.finish(filled.finish);
    if (filled.wait) await sleep(filled.wait * 1000);
    else if (filled.untilSecond) await sleep(untilSecond(filled.untilSecond, Date.now()));
    else if (!filled.hurry) await this.settle();
    await this.learnGenerators();
    if (filled.show) await this.show(filled.show);
  }

  private async filled(step: Step): Promise<Step> {
    const uids: Record<string, string> = {};
    const local = substitute(step, { $NAMESPACE: this.namespace });
    for (const { variable, namespace = this.namespace, kind, name } of uidsIn(local)) {
      const objects = await this.server.list(kind, namespace);
      uids[variable] = objects.find(({ metadata }) => metadata.name === name)!.metadata.uid!;
    }
    return substitute(local, uids);
  }

  private async setReady({ selector, status, count }: NonNullable<Step['ready']>): Promise<void> {
    const pods = await this.server.list('Pod', this.namespace, selector);
    const sorted = pods.sort((a, b) => (a.metadata.name! < b.metadata.name! ? -1 : 1));
    for (const { metadata } of sorted.slice(0, count)) {
      const lastTransitionTime = `${new Date().toISOString().slice(0, 19)}Z`;
      const body = { status: { conditions: [{ type: 'Ready', status, lastTransitionTime }] } };
      const patch = {
        kind: 'Pod',
        name: metadata.name!,
        body,
        type: 'strategic',
        subresource: 'status',
      } as const;
      await this.server.send(requestOf({ patch }, this.namespace)!);
    }
  }

  private async finish(end: PodEnd): Promise<void> {
    const pods = (await this.server.list('Pod', this.namespace, end.selector)) as Pod[];
    for (const pod of podsToEnd(pods, end)) {
      const body = endOfPod(pod, end, Date.now());
      const patch = {
        kind: 'Pod',
        name: pod.metadata.name!,
        body,
        type: 'strategic',
        subresource: 'status',
      } as const;
      await this.server.send(requestOf({ patch }, this.namespace)!);
    }
  }

  /** Until nothing in the namespace, and no node, has changed for a while. */
  private async settle(): Promise<void> {
    const deadline = Date.now() + PATIENCE;
    let [last, since] = ['', Date.now()];
    while (Date.now() - since < QUIET) {
      if (Date.now() > deadline) throw new Error(`${this.scenario.name}: does not settle`);
      const now = await this.fingerprint();
      if (now !== last) [last, since] = [now, Date.now()];
      await sleep(250);
    }
  }

  private async fingerprint(): Promise<string> {
    const kinds = [...new Set([...this.scenario.show, ...GENERATOR_KINDS, 'Pod', 'Event', 'ConfigMap'])];
    const lists = await Promise.all(kinds.map((kind) => this.server.list(kind, this.namespace)));
    return lists
      .flat()
      .filter((object) => belongs(object, this.namespace))
      .map(({ metadata }) => `${metadata.uid}:${metadata.resourceVersion}`)
      .join();
  }

  private async show(kinds: readonly string[]): Promise<void> {
    const lists = await Promise.all(
      kinds.filter((kind) => kind !== 'Event').map((kind) => this.server.list(kind, this.namespace)),
    );
    const own = lists.flat().filter((object) => belongs(object, this.namespace));
    const events = kinds.includes('Event') ? await this.server.list('Event', this.namespace) : [];
    this.observations.push(observe(own, events as Event[], this.generators, this.scenario.ignoreEvents));
  }

  private async learnGenerators(): Promise<void> {
    for (const kind of GENERATOR_KINDS)
      for (const object of await this.server.list(kind, this.namespace)) {
        const generator = generatorIn(object);
        if (generator) this.generators.add(generator);
      }
  }

  private async cleanUp(): Promise<void> {
    for (const kind of ['ConfigMap', 'Secret', 'Pod', 'PersistentVolumeClaim'])
      for (const { metadata } of await this.server.list(kind, this.namespace))
        if (metadata.finalizers) await this.release(kind, metadata.name!);
    for (const kind of ['Namespace', 'Node', 'PersistentVolume', 'StorageClass'])
      await this.server
        .send(requestOf({ delete: { kind, name: this.namespace } }, '')!)
        .catch(() => undefined);
  }

  private async release(kind: string, name: string): Promise<void> {
    const patch = { kind, name, body: { metadata: { finalizers: null } } };
    await this.server.send(requestOf({ patch }, this.namespace)!).catch(() => undefined);
  }
}

/** Of cluster-scoped kinds only the objects of the scenario: they are called after its namespace. */
function belongs({ metadata }: KubeObject, namespace: string): boolean {
  return metadata.namespace !== undefined || metadata.name === namespace;
}

function namespaceObject(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

function node(name: string, zone: string, unschedulable: boolean): KubeObject {
  const labels = { 'topology.kubernetes.io/zone': zone, 'kubernetes.io/hostname': name };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels },
    spec: { unschedulable },
  } as KubeObject;
}

async function recordFile(server: Server, file: string): Promise<void> {
  const scenarios = parse(readFileSync(file, 'utf8')) as Scenario[];
  const name = basename(file, '.cases.yaml');
  const answers: object[] = new Array(scenarios.length);
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < scenarios.length; index = next++) {
      const scenario = scenarios[index]!;
      const observations = await new Recording(server, scenario, namespaceOf(name, index)).run();
      answers[index] = { name: scenario.name, observations };
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  const lines = answers.map((answer) => JSON.stringify(answer)).join(',\n');
  writeFileSync(file.replace('.cases.yaml', '.answers.json'), `[\n${lines}\n]\n`);
  console.log(`${file}: ${answers.length} scenarios`);
}

async function main([kubeconfig, ...files]: string[]): Promise<void> {
  if (!kubeconfig) throw new Error('usage: record-controllers.ts KUBECONFIG [FILE ...]');
  const server = new Server(kubeconfig);
  const nodes = [node('node-a', 'a', false), node('node-b', 'b', true)];
  for (const object of nodes) await server.send(requestOf({ create: object }, '')!).catch(() => undefined);
  const chosen = files.length
    ? files
    : readdirSync(FOLDER)
        .filter((file) => file.endsWith('.cases.yaml'))
        .map((file) => join(FOLDER, file));
  for (const file of chosen) await recordFile(server, file);
  process.exit(0);
}

void main(process.argv.slice(2));
