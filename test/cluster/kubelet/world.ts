import { Client } from '../../../lib/client/client';
import { InformerFactory } from '../../../lib/client/informer';
import { defaultTolerationSeconds } from '../../../lib/cluster/apiserver/admission/default-toleration-seconds';
import { namespaceLifecycle } from '../../../lib/cluster/apiserver/admission/namespace-lifecycle';
import { Random } from '../../../lib/cluster/clock/random';
import { VirtualClock } from '../../../lib/cluster/clock/virtual-clock';
import type { ComponentContext } from '../../../lib/cluster/component/component-context';
import { Dataplane, type Reply } from '../../../lib/cluster/component/dataplane';
import { EventRecorder } from '../../../lib/cluster/component/event-recorder';
import { buildControlPlane } from '../../../lib/cluster/control-plane';
import { KubeletFleet } from '../../../lib/cluster/kubelet/fleet';
import type { NodeOptions } from '../../../lib/cluster/kubelet/node';
import type { KubeletTimings } from '../../../lib/cluster/kubelet/timings';
import { WorkloadCatalogue, type WorkloadRule } from '../../../lib/cluster/kubelet/workload-catalogue';
import type { ApiHandler, ApiRequest } from '../../../lib/kube/api-request';
import { decodeAll } from '../../../lib/kube/decode';
import type {
  Container,
  EphemeralContainer,
  Event,
  Pod,
  PodCondition,
  PodSpec,
} from '../../../lib/kube/generated/core-v1';
import { ConfigMaps, Events, Namespaces, Nodes, Pods } from '../../../lib/kube/generated/resources';
import type { ObjectMeta } from '../../../lib/kube/object';
import { schemaOf } from '../../../lib/kube/schema';
import { isStatus } from '../../../lib/kube/status';
import { describeEvent, describePod } from './describe';

export interface WorldOptions {
  readonly nodes?: readonly NodeOptions[];
  readonly workloads?: readonly WorkloadRule[];
  readonly timings?: Partial<KubeletTimings>;
}

/** Kubelets send frozen parts, which are not decoded: they must be as decoding would make them. */
function expectCanonical(body: unknown): void {
  const text = JSON.stringify(body);
  const { value } = decodeAll(schemaOf({ group: '', version: 'v1', kind: 'Pod' })!, JSON.parse(text));
  expect(JSON.stringify(value)).toBe(text);
}

/** A pod in few words: a container `web` with the image `web:1`, and whatever is given. */
export interface PodInput extends Partial<PodSpec> {
  readonly metadata?: ObjectMeta;
  /** Merged into the only container. */
  readonly container?: Partial<Container>;
}

/** Pods are what the tests say, and no controller is there that would make service accounts. */
const ADMISSION = [namespaceLifecycle, defaultTolerationSeconds];

/** An API server and kubelets, with no controllers around them: what happens is the kubelets' doing. */
export class World {
  readonly clock = new VirtualClock();
  readonly dataplane = new Dataplane();
  readonly fleet: KubeletFleet;
  readonly admin: Client;
  private readonly api: ApiHandler;
  private readonly lines: string[] = [];
  private start: number;

  constructor({ nodes = [{ name: 'a' }], workloads = [], timings }: WorldOptions = {}) {
    const random = new Random();
    const { api, catalogue } = buildControlPlane({ clock: this.clock, random, admission: ADMISSION });
    this.api = { handle: (request) => this.record(api, request), watch: api.watch.bind(api) };
    this.admin = new Client(api, { user: { name: 'admin', groups: ['system:masters'] }, agent: 'kubectl' });
    for (const name of ['default', 'kube-node-lease'])
      this.admin.create(Namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    const client = (name: string) =>
      new Client(this.api, {
        user: { name: `system:node:${name}`, groups: ['system:masters'] },
        agent: 'kubelet',
      });
    const context: ComponentContext = {
      clock: this.clock,
      random,
      catalogue,
      informers: new InformerFactory(client('fleet')),
      client,
      recorder: (by, source) => new EventRecorder(by, this.clock, source),
    };
    const catalogueOfWorkloads = new WorkloadCatalogue(workloads);
    this.fleet = new KubeletFleet(context, this.dataplane, { workloads: catalogueOfWorkloads, timings });
    context.informers.start();
    for (const node of nodes) this.fleet.join(node);
    this.settle();
    this.advance(1000 - (this.clock.now() % 1000));
    this.start = this.clock.now();
    this.lines.length = 0;
  }

  /** Creates a pod that is bound to the first node, unless it says otherwise. */
  run(name: string, { metadata, container, ...spec }: PodInput = {}): Pod {
    return this.admin.create(Pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'default', ...metadata },
      spec: {
        nodeName: 'a',
        containers: [{ name: 'web', image: 'web:1', ...container }],
        ...spec,
      },
    });
  }

  pod(name: string): Pod {
    return this.admin.get(Pods, 'default', name);
  }

  exists(name: string): boolean {
    try {
      return Boolean(this.pod(name));
    } catch (error) {
      if (isStatus(error, 'NotFound')) return false;
      throw error;
    }
  }

  delete(name: string, gracePeriodSeconds?: number): void {
    this.admin.delete(Pods, 'default', name, gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds });
  }

  patch(name: string, body: unknown): void {
    this.admin.patch(Pods, 'default', name, 'strategic', body);
  }

  debug(name: string, container: EphemeralContainer): void {
    const body = { spec: { ephemeralContainers: [container] } };
    this.admin.patch(Pods, 'default', name, 'strategic', body, { subresource: 'ephemeralcontainers' });
  }

  /** Sets a condition as a controller other than the kubelet does. */
  setCondition(name: string, condition: PodCondition): void {
    const pod = this.pod(name);
    const others = pod.status!.conditions!.filter(({ type }) => type !== condition.type);
    this.admin.updateStatus(Pods, {
      ...pod,
      status: { ...pod.status, conditions: [...others, condition] },
    });
  }

  createConfigMap(name: string, data: { readonly [key: string]: string }): void {
    this.admin.create(ConfigMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: 'default' },
      data,
    });
  }

  events(pod: string): readonly Event[] {
    return this.admin
      .list(Events, 'default')
      .items.filter(({ involvedObject }) => involvedObject.name === pod);
  }

  /** Seconds since the world began, that it took until nothing was left to do. */
  settle(): number {
    const before = this.clock.now();
    while (this.clock.hasWork()) this.clock.step();
    return (this.clock.now() - before) / 1000;
  }

  advance(milliseconds: number): void {
    this.clock.runUntil(this.clock.now() + milliseconds);
  }

  /** Runs to so many seconds after the world began. */
  runTo(seconds: number): void {
    this.clock.runUntil(this.start + seconds * 1000);
  }

  get seconds(): number {
    return (this.clock.now() - this.start) / 1000;
  }

  node(name: string) {
    return this.admin.get(Nodes, '', name);
  }

  request(ip: string, port: number, path = '/'): Reply {
    return this.dataplane.send(ip, port, {
      method: 'GET',
      path,
      host: ip,
      headers: {},
      sourceIp: '192.0.2.1',
    });
  }

  /** What kubelets have written since the last call: statuses, events and deletions of pods, with the second of each. */
  trace(): string {
    const text = this.lines.join('\n');
    this.lines.length = 0;
    return `\n${text}\n`;
  }

  private record(api: ApiHandler, request: ApiRequest): ReturnType<ApiHandler['handle']> {
    const { verb, resource, body } = request;
    if (verb === 'update' && resource === 'pods') expectCanonical(body);
    const response = api.handle(request);
    const line = this.describe(request, response.object);
    if (line) this.lines.push(`${this.seconds.toFixed(1).padStart(6)}  ${line}`);
    return response;
  }

  private describe(request: ApiRequest, object: unknown): string | undefined {
    const what = `${request.verb} ${request.resource}`;
    if (what === 'update pods') return describePod(object as Pod);
    if (what === 'delete pods') return `${request.name} deleted`;
    if (what === 'create events' || what === 'patch events') return describeEvent(object as Event);
    return undefined;
  }
}
