/**
 * Records where a real scheduler puts a pod, how it scores the nodes, and in which words it gives up.
 *
 *   node -r ./bin/typescript.cjs tools/record-scheduling.ts KUBECONFIG SCHEDULER_LOG [FILE ...]
 *
 * The control plane must have an API server with `--disable-admission-plugins=TaintNodesByCondition`, a scheduler with
 * `--v=10` that logs to SCHEDULER_LOG, and nothing else: others would change the nodes and volumes of the situations.
 *
 * Each test/golden/scheduling/NAME.cases.yaml is a list of situations (test/cluster/scheduler/situation.ts); the
 * answers go to NAME.answers.json.
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { PersistentVolume, Pod } from '../lib/kube/generated/core-v1';
import type { KubeObject } from '../lib/kube/object';
import {
  type Change,
  NAMESPACE,
  nodeOf,
  podOf,
  type SchedulingAnswer,
  type Situation,
  SUBJECT,
} from '../test/cluster/scheduler/situation';
import { ApiConnection } from './api-connection';

const FOLDER = join(__dirname, '..', 'test', 'golden', 'scheduling');
/** Milliseconds after which the scheduler's caches have seen what was written. */
const SETTLING = 300;
/** Milliseconds in which the scheduler tries a pod again, if it does: backoff is no obstacle when nothing else waits. */
const RETRYING = 700;
const TRIES = 100;
const ATTEMPT = '"Attempting to schedule pod"';
const SCORE = /"Plugin scored node for pod" pod="([^"]*)" plugin="([^"]*)" node="([^"]*)" score=(-?\d+)/g;

interface ListOf<T> {
  readonly items: readonly T[];
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

class Recorder {
  private readonly created: KubeObject[] = [];

  constructor(
    private readonly api: ApiConnection,
    private readonly log: string,
  ) {}

  async record(situation: Situation): Promise<SchedulingAnswer> {
    try {
      for (const object of situation.objects ?? []) await this.create(object);
      for (const node of situation.nodes) await this.create(nodeOf(node));
      for (const pod of situation.pods ?? []) await this.create(podOf(pod));
      await pause(SETTLING);
      const start = statSync(this.log).size;
      await this.create(podOf(situation.pod));
      const pod = await this.decided();
      await pause(SETTLING);
      const answer = { name: situation.name, ...(await this.answer(pod, start)) };
      return situation.change ? { ...answer, triedAgain: await this.isTriedAgain(situation.change) } : answer;
    } finally {
      await this.cleanUp();
    }
  }

  private async isTriedAgain(change: Change): Promise<boolean> {
    const start = statSync(this.log).size;
    await this.apply(change);
    await pause(RETRYING);
    return readFileSync(this.log).subarray(start).includes(`${ATTEMPT} pod="${NAMESPACE}/${SUBJECT}"`);
  }

  private async apply(change: Change): Promise<void> {
    if (change.createNode) await this.create(nodeOf(change.createNode));
    if (change.createPod) await this.create(podOf(change.createPod));
    if (change.create) await this.create(change.create);
    if (change.patch) await this.api.expect('PATCH', this.api.path(change.patch), change.patch);
    if (change.patchStatus)
      await this.api.expect('PATCH', `${this.api.path(change.patchStatus)}/status`, change.patchStatus);
    if (change.delete)
      await this.api.expect('DELETE', `${this.api.path(change.delete)}?gracePeriodSeconds=0`);
  }

  private async create(object: KubeObject): Promise<void> {
    if (object.kind === 'Namespace') {
      await this.createNamespace(object);
      return;
    }
    await this.api.expect('POST', this.api.path(object, ''), object);
    this.created.push(object);
    if ('status' in object)
      await this.api.expect('PATCH', `${this.api.path(object)}/status`, { status: object.status });
  }

  /** Nothing deletes namespaces without their controller; they stay for the next situation. */
  private async createNamespace(namespace: KubeObject): Promise<void> {
    const labels = { metadata: { labels: namespace.metadata.labels ?? {} } };
    await this.api.expect('POST', this.api.path(namespace, ''), namespace, 409);
    await this.api.expect('PATCH', this.api.path(namespace), labels);
    await this.createServiceAccount(namespace.metadata.name!);
  }

  async createServiceAccount(namespace: string): Promise<void> {
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } };
    await this.api.expect('POST', this.api.path(account, ''), account, 409);
  }

  private async decided(): Promise<Pod> {
    for (let tries = 0; tries < TRIES; tries++) {
      const pod = (await this.api.expect('GET', `/api/v1/namespaces/${NAMESPACE}/pods/${SUBJECT}`)) as Pod;
      const condition = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
      if (pod.spec?.nodeName || pod.status?.nominatedNodeName || condition?.status === 'False') return pod;
      await pause(50);
    }
    throw new Error('the scheduler decided nothing');
  }

  private async answer(pod: Pod, logStart: number): Promise<Omit<SchedulingAnswer, 'name'>> {
    if (pod.spec?.nodeName) return { node: pod.spec.nodeName, ...this.scores(logStart) };
    const { nominatedNodeName, conditions } = pod.status!;
    if (!conditions?.length) return { nominatedNodeName, claims: await this.selectedNodes() };
    const { reason, message } = conditions.find(({ type }) => type === 'PodScheduled')!;
    const { items } = (await this.api.expect('GET', `/api/v1/pods`)) as ListOf<Pod>;
    const victims = items.filter((one) => one.metadata.deletionTimestamp).map((one) => one.metadata.name!);
    return {
      reason,
      message,
      ...(nominatedNodeName ? { nominatedNodeName } : {}),
      ...(victims.length ? { victims: victims.sort() } : {}),
    };
  }

  /** What the scheduler wrote to claims and volumes before it waits for somebody to bind them. */
  private async selectedNodes(): Promise<{ [name: string]: string }> {
    const claims = (await this.api.expect('GET', '/api/v1/persistentvolumeclaims')) as ListOf<KubeObject>;
    const volumes = (await this.api.expect('GET', '/api/v1/persistentvolumes')) as ListOf<PersistentVolume>;
    const chosen: { [name: string]: string } = {};
    for (const { metadata } of claims.items) {
      const node = metadata.annotations?.['volume.kubernetes.io/selected-node'];
      if (node) chosen[metadata.name!] = node;
    }
    for (const { metadata, spec } of volumes.items)
      if (metadata.annotations?.['pv.kubernetes.io/bound-by-controller'])
        chosen[spec!.claimRef!.name!] = metadata.name!;
    return chosen;
  }

  private scores(start: number): Pick<SchedulingAnswer, 'scores'> {
    const text = readFileSync(this.log).subarray(start).toString();
    const scores: { [plugin: string]: { [node: string]: number } } = {};
    for (const [, pod, plugin, node, score] of text.matchAll(SCORE)) {
      if (pod !== `${NAMESPACE}/${SUBJECT}`) continue;
      scores[plugin!] ??= {};
      scores[plugin!]![node!] = Number(score);
    }
    for (const plugin in scores)
      scores[plugin] = Object.fromEntries(
        Object.entries(scores[plugin]!).sort(([a], [b]) => (a < b ? -1 : 1)),
      );
    return Object.keys(scores).length ? { scores } : {};
  }

  private async cleanUp(): Promise<void> {
    for (const object of this.created.reverse()) {
      const path = this.api.path(object);
      await this.api.expect('DELETE', `${path}?gracePeriodSeconds=0`, undefined, 404);
      await this.api.expect('PATCH', path, { metadata: { finalizers: null } }, 404);
    }
    this.created.length = 0;
    await pause(SETTLING);
  }
}

async function main([kubeconfig, log, ...files]: string[]): Promise<void> {
  if (!kubeconfig || !log) throw new Error('usage: record-scheduling.ts KUBECONFIG SCHEDULER_LOG [FILE ...]');
  const recorder = new Recorder(new ApiConnection(kubeconfig), log);
  await recorder.createServiceAccount(NAMESPACE);
  const all = readdirSync(FOLDER).filter((file) => file.endsWith('.cases.yaml'));
  for (const file of files.length ? files : all.map((one) => join(FOLDER, one))) {
    const answers: SchedulingAnswer[] = [];
    for (const situation of parse(readFileSync(file, 'utf8')) as Situation[]) {
      console.log(situation.name);
      answers.push(await recorder.record(situation));
    }
    const lines = answers.map((answer) => JSON.stringify(answer)).join(',\n');
    writeFileSync(file.replace('.cases.yaml', '.answers.json'), `[\n${lines}\n]\n`);
  }
}

void main(process.argv.slice(2));
