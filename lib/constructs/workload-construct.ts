import { Construct } from 'constructs';
import type { ConfigMap, Secret, ServiceAccount } from '../kube/generated/core-v1';
import type { NetworkPolicy } from '../kube/generated/networking-v1';
import type { Labels } from './authoring/labels';
import type { KubeApiObject } from './kube-api-object';
import type { ConnectionOptions, ConnectionTarget } from './network/connection';
import type { NetworkPeer } from './network/network-peer';
import type { TrafficPorts } from './network/traffic-rules';
import type { PodTemplate } from './pod/pod-template';
import type { Workload } from './workload';

/** What authors reach of the workload within a construct, whatever runs its pods. */
export abstract class WorkloadConstruct extends Construct {
  /** What it shares with workloads of other kinds. */
  abstract readonly workload: Workload;

  /** The labels its pods are selected by. */
  get selector(): Labels {
    return this.workload.selector;
  }

  /** Its pods: more containers and volumes can be added. */
  get pod(): PodTemplate {
    return this.workload.pod;
  }

  get serviceAccount(): KubeApiObject<ServiceAccount> {
    return this.workload.serviceAccount;
  }

  /** Only where there is `config`. */
  get configMap(): KubeApiObject<ConfigMap> | undefined {
    return this.workload.configuration.configMap;
  }

  /** Only where there is `secret`. */
  get secret(): KubeApiObject<Secret> | undefined {
    return this.workload.configuration.secret;
  }

  /** Only where there are `files`. */
  get files(): KubeApiObject<ConfigMap> | undefined {
    return this.workload.files;
  }

  /** Only where traffic is declared. */
  get networkPolicy(): KubeApiObject<NetworkPolicy> | undefined {
    return this.workload.traffic.policy;
  }

  /** Adds a setting that is no secret. */
  addConfig(name: string, value: string): this {
    this.workload.configuration.addConfig(name, value);
    return this;
  }

  /** Adds a setting nobody should see. */
  addSecret(name: string, value: string): this {
    this.workload.configuration.addSecret(name, value);
    return this;
  }

  /** Adds something its pods talk to. Unlike those of `connectsTo`, it need not be ready first: two may need each other. */
  addConnection(target: ConnectionTarget, options: ConnectionOptions = {}): this {
    this.workload.connectTo(target, options);
    return this;
  }

  /** Lets a peer that is no construct reach a port of its pods, such as the namespace of a monitoring system. */
  allowFrom(peer: NetworkPeer, port?: number | string): this {
    const { ports } = this.workload.container;
    const found = ports.find(this, 'port', port);
    if (found) this.workload.traffic.allowFrom(peer, found.number);
    return this;
  }

  /** Lets its pods reach a peer that is no construct, on TCP ports of the peer. */
  allowTo(peer: NetworkPeer, ...ports: TrafficPorts): this {
    this.workload.traffic.allowTo(peer, ...ports);
    return this;
  }
}
