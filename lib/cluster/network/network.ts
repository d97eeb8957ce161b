import type { Informer } from '../../client/informer';
import type { Namespace, Pod } from '../../kube/generated/core-v1';
import type { NetworkPolicy } from '../../kube/generated/networking-v1';
import { Namespaces, NetworkPolicies, Pods } from '../../kube/generated/resources';
import { forbiddingPolicies, type Peer } from '../../kube/network-policy';
import { keyOf } from '../../kube/object';
import type { Component, ComponentContext } from '../component/component-context';
import type { Dataplane, NetworkRequest, NetworkResponse, Reply } from '../component/dataplane';
import { serviceCandidates } from './dns';
import { IngressController } from './ingress-controller';
import type { Hop, Journey } from './journey';
import { KubeProxy } from './kube-proxy';
import { LoadBalancerController } from './load-balancer-controller';
import type { ServiceRule, ServiceTarget } from './service-table';

export interface NetworkOptions {
  /** Whether the CNI plugin enforces NetworkPolicies: Calico, Cilium and Weave do, Flannel does not. @default true */
  readonly enforcesNetworkPolicies?: boolean;
  /** Milliseconds until an Ingress controller follows the API. @default 3000 */
  readonly ingressLag?: number;
}

export interface RequestOptions {
  /** The pod that sends the request, as `namespace/name`. Default: a client outside of the cluster. */
  readonly from?: string;
  /** @default 'GET' */
  readonly method?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
}

/** Outside addresses of the cluster, from the range kept for documentation (RFC 5737). */
const INGRESS_ADDRESS = '203.0.113.10';
const CLIENT_ADDRESS = '198.51.100.7';
const POD_IP = 'ip';

/** The Ingress controller is a pod like any other for NetworkPolicies; it runs in its usual namespace. */
const INGRESS_PEER: Peer = {
  ip: INGRESS_ADDRESS,
  pod: {
    namespace: 'ingress-nginx',
    namespaceLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' },
    labels: { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' },
  },
};

/** Answers, for a URL: which pod gets the request, by which hops, or why nobody does. */
export class Network implements Component {
  private followedPods: Informer<Pod> | undefined;
  private readonly namespaces: Informer<Namespace>;
  private readonly policies: Informer<NetworkPolicy>;
  private readonly proxy: KubeProxy;
  private readonly ingress: IngressController;
  private readonly balancers: LoadBalancerController;

  constructor(
    private readonly context: ComponentContext,
    private readonly dataplane: Dataplane,
    private readonly options: NetworkOptions = {},
  ) {
    this.namespaces = context.informers.of(Namespaces);
    this.policies = context.informers.of(NetworkPolicies);
    this.proxy = new KubeProxy(context);
    this.ingress = new IngressController(context, {
      address: INGRESS_ADDRESS,
      lag: options.ingressLag ?? 3000,
    });
    this.balancers = new LoadBalancerController(context);
  }

  /** Followed from the first request on: until then nobody needs to know where pods are. */
  private get pods(): Informer<Pod> {
    if (!this.followedPods) {
      this.followedPods = this.context.informers.of(Pods);
      this.followedPods.addIndex(POD_IP, (pod) =>
        pod.status?.podIP && !pod.spec?.hostNetwork ? [pod.status.podIP] : [],
      );
    }
    return this.followedPods;
  }

  stop(): void {
    this.proxy.stop();
    this.ingress.stop();
    this.balancers.stop();
  }

  /** When kube-proxy's rules of a Service began to send traffic to a pod, both as `namespace/name`; undefined: they do not. */
  targetSince(service: string, pod: string): number | undefined {
    return this.proxy.targetSince(service, pod);
  }

  /** Sends a request. @throws TypeError for a malformed URL, Error for an unknown `from` */
  request(url: string, options: RequestOptions = {}): Journey {
    const target = new URL(url);
    const sender = options.from === undefined ? undefined : this.sender(options.from);
    const trip = new Trip(url, sender ? { kind: 'Pod', name: options.from!, detail: sender.ip } : CLIENT_HOP);
    const message: NetworkRequest = {
      method: options.method ?? 'GET',
      path: target.pathname + target.search,
      host: target.host,
      headers: options.headers ?? {},
      body: options.body,
      sourceIp: sender?.ip ?? CLIENT_ADDRESS,
    };
    const port = Number(target.port) || (target.protocol === 'https:' ? 443 : 80);
    return sender
      ? this.fromPod(trip, sender, target.hostname, port, message)
      : this.fromOutside(trip, target.hostname, port, message);
  }

  private fromOutside(trip: Trip, host: string, port: number, message: NetworkRequest): Journey {
    const address = this.proxy.find(host, port);
    if (address && address.via !== 'ClusterIP') {
      trip.visit(address.via, address.rule.service, `${host}:${port}`);
      return this.toService(trip, { ip: CLIENT_ADDRESS }, address.rule, message);
    }
    if (address)
      return trip.fail(`${host} is an address inside of the cluster: nothing outside can reach it`);
    return this.throughIngress(trip, host, message);
  }

  private throughIngress(trip: Trip, host: string, message: NetworkRequest): Journey {
    const path = message.path.split('?')[0]!;
    const match = this.ingress.match(host, path);
    if (!match) {
      const why = this.ingress.knowsHost(host)
        ? `no Ingress has a rule for the path ${path} of ${host}`
        : `no Ingress has a rule for the host ${host}`;
      return trip.answer(plain(404, 'default backend - 404'), why);
    }
    const { name, port } = match.backend.service ?? {};
    const asked = `${name}:${port?.name ?? port?.number}`;
    trip.visit('Ingress', keyOf(match.ingress), `${host}${match.path ?? ''} → Service ${asked}`);
    const rule = this.ingress.ruleOf(match);
    if (!rule)
      return trip.answer(
        plain(503, 'Service Temporarily Unavailable'),
        `there is no Service port ${asked} in namespace ${match.ingress.metadata.namespace}`,
      );
    trip.visit('Service', rule.service, describePort(rule));
    const target = this.ingress.choose(rule);
    if (!target) return trip.answer(plain(503, 'Service Temporarily Unavailable'), noEndpoints(rule));
    const reply = this.deliver(trip, INGRESS_PEER, target, message);
    return typeof reply === 'string' ? trip.answer(plain(502, 'Bad Gateway'), reply) : trip.answer(reply);
  }

  private fromPod(trip: Trip, sender: Peer, host: string, port: number, message: NetworkRequest): Journey {
    const candidates = serviceCandidates(host, sender.pod!.namespace);
    for (const candidate of candidates) {
      const rule = this.proxy.ruleOf(candidate.service, port);
      if (rule && candidate.kind === 'service') return this.toService(trip, sender, rule, message);
      const target = candidate.kind === 'host' ? this.podNamed(candidate.service, candidate.host) : undefined;
      if (target) return this.finish(trip, this.deliver(trip, sender, { ...target, port }, message));
      if (this.proxy.knows(candidate.service))
        return trip.fail(`Service ${candidate.service} has no port ${port}`);
    }
    const address = this.proxy.find(host, port);
    if (address) return this.toService(trip, sender, address.rule, message);
    if (this.pods.byIndex(POD_IP, host).length > 0) {
      return this.finish(
        trip,
        this.deliver(trip, sender, { ip: host, port, node: undefined, pod: undefined }, message),
      );
    }
    if (this.ingress.knowsHost(host)) return this.throughIngress(trip, host, message);
    return trip.fail(`the name ${host} does not exist in the cluster's DNS`);
  }

  private toService(trip: Trip, sender: Peer, rule: ServiceRule, message: NetworkRequest): Journey {
    trip.visit('Service', rule.service, describePort(rule));
    const target = this.proxy.choose(rule, sender.pod?.object?.spec?.nodeName);
    if (!target) return trip.fail(noEndpoints(rule));
    return this.finish(trip, this.deliver(trip, sender, target, message));
  }

  private finish(trip: Trip, reply: NetworkResponse | string): Journey {
    return typeof reply === 'string' ? trip.fail(reply) : trip.answer(reply);
  }

  /** The last hop; returns why nothing came back, or the answer. */
  private deliver(
    trip: Trip,
    from: Peer,
    target: ServiceTarget,
    message: NetworkRequest,
  ): NetworkResponse | string {
    const to = this.peerAt(target.ip);
    const pod = to.pod?.object ? keyOf(to.pod.object) : target.pod;
    trip.visit(pod ? 'Pod' : 'Address', pod ?? target.ip, `${target.ip}:${target.port}`);
    const forbidding =
      this.options.enforcesNetworkPolicies === false
        ? []
        : forbiddingPolicies(this.policies.list(), { from, to, port: target.port, protocol: 'TCP' });
    if (forbidding.length > 0) {
      const names = forbidding.map((policy) => keyOf(policy)).join(', ');
      return `NetworkPolicy ${names} allows no connection from ${describePeer(from)} to port ${target.port}`;
    }
    return describeReply(this.dataplane.send(target.ip, target.port, message), target);
  }

  private sender(key: string): Peer {
    const pod = this.pods.byKey(key);
    if (!pod) throw new Error(`there is no pod ${key} to send a request from`);
    if (!pod.status?.podIP) throw new Error(`the pod ${key} has no address yet: it cannot send a request`);
    return this.peerOf(pod);
  }

  private podNamed(service: string, host: string): Omit<ServiceTarget, 'port'> | undefined {
    const namespace = service.slice(0, service.indexOf('/'));
    const pod = this.pods.list(namespace).find((one) => (one.spec?.hostname ?? one.metadata.name) === host);
    return pod?.status?.podIP
      ? { ip: pod.status.podIP, node: pod.spec?.nodeName, pod: keyOf(pod) }
      : undefined;
  }

  private peerAt(ip: string): Peer {
    const pod = this.pods.byIndex(POD_IP, ip)[0];
    return pod ? this.peerOf(pod) : { ip };
  }

  private peerOf(pod: Pod): Peer {
    const namespace = pod.metadata.namespace!;
    const namespaceLabels = this.namespaces.byKey(namespace)?.metadata.labels ?? {};
    return {
      ip: pod.status!.podIP!,
      pod: { namespace, labels: pod.metadata.labels ?? {}, namespaceLabels, object: pod },
    };
  }
}

/** Collects the hops of one request. */
class Trip {
  private readonly hops: Hop[];

  constructor(
    private readonly url: string,
    start: Hop,
  ) {
    this.hops = [start];
  }

  visit(kind: Hop['kind'], name: string, detail: string): void {
    this.hops.push({ kind, name, detail });
  }

  answer(response: NetworkResponse, failure?: string): Journey {
    const last = this.hops.at(-1)!;
    const pod = failure === undefined && last.kind === 'Pod' ? last.name : undefined;
    return { url: this.url, hops: this.hops, pod, response, failure };
  }

  fail(failure: string): Journey {
    return { url: this.url, hops: this.hops, pod: undefined, response: undefined, failure };
  }
}

const CLIENT_HOP: Hop = { kind: 'Client', name: 'client', detail: CLIENT_ADDRESS };

function describePort({ port }: ServiceRule): string {
  return `port ${port.port} → ${port.targetPort ?? port.port}`;
}

function noEndpoints({ service, known, port }: ServiceRule): string {
  return known === 0
    ? `Service ${service} port ${port.port} has no endpoints: no pod matches its selector, or none has an address yet`
    : `Service ${service} port ${port.port} has no ready endpoint (0 of ${known})`;
}

function describePeer({ ip, pod }: Peer): string {
  if (!pod) return ip;
  return pod.object ? `pod ${keyOf(pod.object)}` : `the Ingress controller in namespace ${pod.namespace}`;
}

function describeReply(reply: Reply, { ip, port, pod }: ServiceTarget): NetworkResponse | string {
  if (reply.kind === 'response') return reply.response;
  const where = pod ? `pod ${pod} (${ip}:${port})` : `${ip}:${port}`;
  return reply.kind === 'refused'
    ? `connection refused by ${where}: nothing listens there`
    : `no answer from ${where}: connection timed out`;
}

function plain(status: number, body: string): NetworkResponse {
  return { status, headers: { 'content-type': 'text/plain' }, body, duration: 1 };
}
