import type { Construct } from 'constructs';
import { DEPENDS_ON } from '../kube/depends-on';
import type { ConfigMap, PodSpec, ServiceAccount } from '../kube/generated/core-v1';
import { ServiceAccounts } from '../kube/generated/resources';
import { claim } from './authoring/claims';
import { COMPONENT, checkLabels, type Labels, NAME } from './authoring/labels';
import { checkDnsLabel, checkText, LABEL_VALUE } from './authoring/names';
import { checkWhole } from './authoring/numbers';
import { report } from './authoring/report';
import { Configuration } from './configuration';
import { KubeApiObject } from './kube-api-object';
import type { Connection, ConnectionOptions, ConnectionSpec, ConnectionTarget } from './network/connection';
import { TrafficRules } from './network/traffic-rules';
import type { Container, ContainerProps } from './pod/container';
import { type FilesProps, mountFiles } from './pod/files';
import { type PlacementProps, placementOf } from './pod/placement';
import { addPodParts, type PodPartsProps } from './pod/pod-parts';
import { PodTemplate } from './pod/pod-template';
import type { Health } from './pod/probe';
import { type ShutdownProps, shutdownOf } from './pod/shutdown';
import { Stack } from './stack';

/** The objects that are to be ready before the annotated one is applied. */

/** What an author can say about any workload. */
export interface WorkloadProps extends ContainerProps, PodPartsProps, FilesProps {
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
   * What has to be ready, or done, before its pods are applied, such as a migration.
   *
   * @default what it connects to
   */
  readonly startsAfter?: readonly Prerequisite[];
  /**
   * On which nodes its pods run, and beside which others.
   *
   * @default any nodes, spread as well as it goes
   */
  readonly placement?: PlacementProps;
  /**
   * Number of the group that owns the files of its volumes.
   *
   * @default as the volumes have it
   */
  readonly volumeGroup?: number;
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

/** Something a workload can wait for. */
export interface Prerequisite {
  /** The object that is to be ready, as `config.kubernetes.io/depends-on` names it. */
  readonly dependsOnName: string;
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
  /**
   * The label that tells its revisions apart, by which pods are spread.
   *
   * @default its pods are not spread
   */
  readonly revisionLabel?: string;
  /**
   * Whether its processes run as root.
   *
   * @default false
   */
  readonly root?: boolean;
  /** More of the pod specification. */
  readonly podSpec?: Partial<PodSpec>;
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
  /** Whether its pods get a token for the Kubernetes API. */
  readonly hasToken: boolean;
  /** The main container. */
  readonly container: Container;
  readonly configuration: Configuration;
  readonly serviceAccount: KubeApiObject<ServiceAccount>;
  /** The NetworkPolicy of its pods. */
  readonly traffic: TrafficRules;
  /** Only where there are `files`. */
  readonly files?: KubeApiObject<ConfigMap>;
  private readonly prerequisites = new Set<string>();

  constructor(
    private readonly owner: Construct,
    setup: WorkloadSetup,
  ) {
    const stack = Stack.of(owner);
    const { name, props } = setup;
    this.name = name;
    this.namespace = stack.namespace;
    this.hasToken = props.serviceAccountToken ?? false;
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
      security: { volumeGroup: props.volumeGroup, root: setup.root },
      spec: {
        ...podSpec(name, props, shutdown.grace),
        ...placementOf(owner, props.placement ?? {}, this.selector, setup.revisionLabel),
        ...setup.podSpec,
      },
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
    this.files = mountFiles(owner, this, this.container, props);
    addPodParts(owner, this.pod, props);
    for (const { dependsOnName } of props.startsAfter ?? []) this.prerequisites.add(dependsOnName);
  }

  /**
   * Makes the connections an author declares from the start. The object that runs the pods waits for their targets.
   *
   * @param object The Deployment, or what runs the pods in other kinds.
   */
  connectAll(specs: readonly ConnectionSpec[], object: KubeApiObject): void {
    this.prepareConnections(specs)(object);
  }

  /** The same, for an object that is made only afterwards: the function returned lets it wait for the targets. */
  prepareConnections(specs: readonly ConnectionSpec[]): (object: KubeApiObject) => void {
    for (const spec of specs) {
      const { startsAfter } = this.connectTo(...inFull(spec));
      if (startsAfter !== undefined) this.prerequisites.add(startsAfter);
    }
    return ({ metadata }) => {
      if (this.prerequisites.size > 0) metadata.addAnnotation(DEPENDS_ON, [...this.prerequisites].join(','));
    };
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

/** Reports a name that clusters before Kubernetes 1.36 refuse for a Service, as it starts with a digit. */
export function checkServiceName(owner: Construct, id: string): void {
  if (/^[a-z]/.test(id)) return;
  report(owner, {
    field: 'id',
    message: `${JSON.stringify(id)} does not start with a letter, as the name of a Service must`,
  });
}

function inFull(spec: ConnectionSpec): [ConnectionTarget, ConnectionOptions] {
  return 'to' in spec ? [spec.to, spec] : [spec, {}];
}

function checkProps(owner: Construct, { component, labels, volumeGroup }: WorkloadProps): void {
  checkLabels(owner, labels);
  if (volumeGroup !== undefined) checkWhole(owner, 'volumeGroup', volumeGroup, 1);
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
