import type { Construct } from 'constructs';
import type { PodSpec, ServiceAccount } from '../kube/generated/core-v1';
import { ServiceAccounts } from '../kube/generated/resources';
import { claim } from './authoring/claims';
import { COMPONENT, checkLabels, type Labels, NAME } from './authoring/labels';
import { checkDnsLabel, checkText, LABEL_VALUE } from './authoring/names';
import { report } from './authoring/report';
import { Configuration } from './configuration';
import { KubeApiObject } from './kube-api-object';
import type { Connection, ConnectionOptions, ConnectionSpec, ConnectionTarget } from './network/connection';
import { TrafficRules } from './network/traffic-rules';
import type { Container, ContainerProps } from './pod/container';
import { PodTemplate } from './pod/pod-template';
import type { Health } from './pod/probe';
import { type ShutdownProps, shutdownOf } from './pod/shutdown';
import { Stack } from './stack';

/** The objects that are to be ready before the annotated one is applied. */
const DEPENDS_ON = 'config.kubernetes.io/depends-on';

/** What an author can say about any workload. */
export interface WorkloadProps extends ContainerProps {
  /**
   * Settings that are no secret: the workload's ConfigMap, and environment variables. New values start new pods.
   *
   * @default none
   */
  readonly config?: { readonly [name: string]: string };
  /**
   * Settings nobody should see: the workload's Secret, and environment variables. New values start new pods. They are
   * written into the manifest; name a Secret that is made elsewhere in `secretRefs` to keep them out of it.
   *
   * @default none
   */
  readonly secret?: { readonly [name: string]: string };
  /**
   * Names of Secrets that are in the namespace already; each of their keys becomes an environment variable.
   *
   * @default none
   */
  readonly secretRefs?: readonly string[];
  /**
   * What its pods talk to. Each gives an environment variable with its address and the NetworkPolicy that allows it, and
   * is started first.
   *
   * @default nothing: all outgoing traffic is denied
   */
  readonly connectsTo?: readonly ConnectionSpec[];
  /**
   * Its role in the application, such as `database`: the label `app.kubernetes.io/component`.
   *
   * @default none
   */
  readonly component?: string;
  /**
   * Labels of its objects and pods, beside those of the stack.
   *
   * @default none
   */
  readonly labels?: Labels;
  /**
   * Annotations of its pods.
   *
   * @default none
   */
  readonly podAnnotations?: Labels;
  /**
   * Names of the Secrets with which images are pulled.
   *
   * @default none
   */
  readonly imagePullSecrets?: readonly string[];
  /**
   * Whether its pods get a token for the Kubernetes API.
   *
   * @default false
   */
  readonly serviceAccountToken?: boolean;
  /**
   * How its pods stop.
   *
   * @default they serve for 5 seconds more, and are killed after 35
   */
  readonly shutdown?: ShutdownProps;
}

/** What the kind of workload decides. */
export interface WorkloadSetup {
  /** Its name, and that of its objects: the author's id. */
  readonly name: string;
  readonly props: WorkloadProps;
  /** Ports of the main container by name, the main port first. */
  readonly ports?: { readonly [name: string]: number };
  /** Health of the main container; without it, no probes. */
  readonly health?: Health;
  /** More of the pod specification. */
  readonly podSpec?: (selector: Labels) => Partial<PodSpec>;
}

/**
 * What workloads of every kind are made of: an identity, pods with one main container, settings, and the traffic they
 * may have. It is a part of a construct, which adds the object that runs the pods.
 */
export class Workload {
  readonly name: string;
  readonly namespace: string;
  /** Labels of its objects and pods, beside those of the stack. */
  readonly labels: Labels;
  /**
   * What its pods are selected by. A selector can never be changed, so it is made of nothing but the name, which is
   * unique among the workloads of a namespace.
   */
  readonly selector: Labels;
  readonly pod: PodTemplate;
  /** The main container. */
  readonly container: Container;
  readonly configuration: Configuration;
  readonly serviceAccount: KubeApiObject<ServiceAccount>;
  /** The NetworkPolicy of its pods. */
  readonly traffic: TrafficRules;

  constructor(
    private readonly owner: Construct,
    setup: WorkloadSetup,
  ) {
    const stack = Stack.of(owner);
    const { name, props } = setup;
    this.name = name;
    this.namespace = stack.namespace;
    this.selector = { [NAME]: name };
    this.labels = {
      ...props.labels,
      ...this.selector,
      ...(props.component && { [COMPONENT]: props.component }),
    };
    checkProps(owner, props);
    const shutdown = shutdownOf(owner, props.shutdown);
    this.serviceAccount = makeServiceAccount(owner, name, this.labels);
    this.pod = new PodTemplate(owner, {
      labels: { ...stack.labels, ...this.labels },
      annotations: props.podAnnotations,
      spec: { ...podSpec(name, props, shutdown.grace), ...setup.podSpec?.(this.selector) },
    });
    this.container = this.pod.addContainer(name, {
      ...props,
      ports: setup.ports,
      health: setup.health,
      stopDelay: shutdown.delay,
    });
    this.configuration = new Configuration(owner, {
      name,
      labels: this.labels,
      pod: this.pod,
      container: this.container,
    });
    this.traffic = new TrafficRules(owner, {
      name,
      labels: this.labels,
      selector: this.selector,
      enabled: stack.networkPolicies,
    });
    for (const [key, value] of Object.entries(props.config ?? {})) this.configuration.addConfig(key, value);
    for (const [key, value] of Object.entries(props.secret ?? {})) this.configuration.addSecret(key, value);
    for (const secret of props.secretRefs ?? [])
      this.container.env.addSource({ secretRef: { name: secret } });
  }

  /**
   * Makes the connections an author declares from the start. The object that runs the pods waits for their targets.
   *
   * @param object The Deployment, or what runs the pods in other kinds.
   */
  connectAll(specs: readonly ConnectionSpec[], object: KubeApiObject): void {
    const targets = specs.flatMap((spec) => this.connectTo(...inFull(spec)).startsAfter ?? []);
    if (targets.length > 0) object.metadata.addAnnotation(DEPENDS_ON, [...new Set(targets)].join(','));
  }

  /** Lets its pods talk to a target, and tells them where it is. */
  connectTo(target: ConnectionTarget, options: ConnectionOptions = {}): Connection {
    const { owner, selector, namespace } = this;
    const connection = target.accept({ source: owner, selector, namespace, options });
    for (const [name, value] of Object.entries(connection.environment)) {
      this.container.env.set(name, value, 'connectsTo');
    }
    for (const { peer, ports } of connection.traffic) this.traffic.allowTo(peer, ...ports);
    return connection;
  }
}

/**
 * Refuses a name that no object or pod can have, or that another workload of the namespace has. Thrown at once: nothing
 * can be made under such a name.
 */
export function checkWorkloadName(owner: Construct, name: string): void {
  const { namespace } = Stack.of(owner);
  checkDnsLabel(owner, 'id', name);
  const conflict = claim(
    owner,
    ['workload', namespace, name].join('/'),
    `workload "${name}" in namespace "${namespace}"`,
  );
  if (conflict) report(owner, conflict);
}

function inFull(spec: ConnectionSpec): [ConnectionTarget, ConnectionOptions] {
  return 'to' in spec ? [spec.to, spec] : [spec, {}];
}

function checkProps(owner: Construct, { component, labels }: WorkloadProps): void {
  checkLabels(owner, labels);
  if (component !== undefined) checkText(owner, 'component', component, LABEL_VALUE);
}

/** It never mounts its token by itself: the pods say whether they want it. */
function makeServiceAccount(owner: Construct, name: string, labels: Labels): KubeApiObject<ServiceAccount> {
  return new KubeApiObject(owner, 'ServiceAccount', ServiceAccounts, {
    name,
    labels,
    fields: { automountServiceAccountToken: false },
  });
}

function podSpec(name: string, props: WorkloadProps, grace: number): Partial<PodSpec> {
  return {
    serviceAccountName: name,
    automountServiceAccountToken: props.serviceAccountToken ?? false,
    // Variables for every Service of the namespace would collide with those of connections.
    enableServiceLinks: false,
    terminationGracePeriodSeconds: grace,
    ...(props.imagePullSecrets && {
      imagePullSecrets: props.imagePullSecrets.map((secret) => ({ name: secret })),
    }),
  };
}
