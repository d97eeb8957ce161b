import type { HorizontalPodAutoscaler } from '../generated/autoscaling-v2';
import type { ConfigMap, Namespace, Service } from '../generated/core-v1';
import type { NetworkPolicy } from '../generated/networking-v1';
import type { PodDisruptionBudget } from '../generated/policy-v1';
import { type KubeObject, parseApiVersion } from '../object';
import { LabelSelector } from '../selectors/label-selector';
import { lenientSelector } from '../selectors/lenient-selector';
import { specOf } from '../service-kinds';
import { podSpecOf, type Workload, workloadOf } from '../workloads';
import { type PodReference, podReferences, type ReferencedKind } from './pod-references';
import { type Route, routesOf } from './routes';
import { hostNamesOf, hostsNamedBy } from './service-clients';
import { append, WorkloadIndex } from './workload-index';

/** A workload whose pods refer to something, and how. */
export interface Consumer {
  readonly workload: Workload;
  readonly references: readonly PodReference[];
}

/**
 * Who in a set of objects belongs to whom: Services to the pods they select, routes to Services, workloads to what their
 * pods read, autoscalers, budgets and policies to workloads. Every index is built when it is first asked for. Objects
 * are decoded, with defaults; the answers keep their order.
 */
export class Relations {
  private readonly byKind = new Map<string, KubeObject[]>();
  private readonly lazily = new Map<string, unknown>();

  constructor(objects: Iterable<KubeObject>) {
    for (const object of objects) append(this.byKind, groupKindOf(object), object);
  }

  /** All objects of a kind, whatever their version: `of('apps/Deployment')`, `of('Service')`. */
  of<T extends KubeObject>(groupKind: string): readonly T[] {
    return (this.byKind.get(groupKind) ?? NONE) as readonly T[];
  }

  /** Undefined when there is none. */
  find<T extends KubeObject>(groupKind: string, namespace: string, name: string): T | undefined {
    const named = this.once(`named ${groupKind}`, () => {
      const map = new Map<string, KubeObject>();
      for (const object of this.of(groupKind)) map.set(placeOf(object), object);
      return map;
    });
    return named.get(`${namespace}/${name}`) as T | undefined;
  }

  /** Everything that stands for pods. */
  get workloads(): WorkloadIndex {
    return this.once('workloads', () => {
      const found: Workload[] = [];
      for (const objects of this.byKind.values())
        for (const object of objects) {
          const workload = workloadOf(object);
          if (workload) found.push(workload);
        }
      return new WorkloadIndex(found);
    });
  }

  /** The workloads whose pods a Service selects; none for a Service without a selector. */
  selectedBy(service: Service): readonly Workload[] {
    const { selector, type } = specOf(service);
    if (!selector || Object.keys(selector).length === 0 || type === 'ExternalName') return NO_WORKLOADS;
    return this.workloads.select(service.metadata.namespace ?? '', LabelSelector.ofMap(selector));
  }

  /** The Services that select the pods of a workload. */
  servicesOf({ object }: Workload): readonly Service[] {
    const services = this.once('services', () =>
      this.inverted<Service>('Service', (one) => this.selectedBy(one)),
    );
    return services.get(object) ?? [];
  }

  /** The routes that lead to a Service. */
  routesTo(service: Service): readonly Route[] {
    const routes = this.once('routes', () => {
      const map = new Map<string, Route[]>();
      for (const kind of ROUTE_KINDS)
        for (const object of this.of(kind))
          for (const route of routesOf(object))
            append(map, `${route.service.namespace}/${route.service.name}`, route);
      return map;
    });
    return routes.get(placeOf(service)) ?? [];
  }

  /** The workloads whose pods read a ConfigMap or Secret, mount a claim, or run as a ServiceAccount. */
  consumersOf(kind: ReferencedKind, namespace: string, name: string): readonly Consumer[] {
    const consumers = this.once('consumers', () => {
      const map = new Map<string, Consumer[]>();
      for (const workload of this.workloads.all)
        for (const [key, references] of grouped(workload)) append(map, key, { workload, references });
      return map;
    });
    return consumers.get(`${kind}/${namespace}/${name}`) ?? [];
  }

  /** The workloads whose settings name a Service as a host. */
  clientsOf(service: Service): readonly Workload[] {
    const clients = this.once('clients', () => this.workloadsByHost());
    const { namespace = '' } = service.metadata;
    const found = new Set<Workload>();
    // A name without a namespace is one of the client's own namespace.
    for (const host of hostNamesOf(service, namespace))
      for (const workload of clients.get(host) ?? [])
        if (host.includes('.') || workload.namespace === namespace) found.add(workload);
    return [...found];
  }

  private workloadsByHost(): Map<string, Workload[]> {
    const map = new Map<string, Workload[]>();
    const configMap = (namespace: string, name: string) => this.find<ConfigMap>('ConfigMap', namespace, name);
    for (const workload of this.workloads.all)
      for (const host of hostsNamedBy(workload, configMap)) append(map, host, workload);
    return map;
  }

  autoscalersOf({ namespace, kind, name }: Workload): readonly HorizontalPodAutoscaler[] {
    const autoscalers = this.once('autoscalers', () => {
      const map = new Map<string, HorizontalPodAutoscaler[]>();
      for (const object of this.of<HorizontalPodAutoscaler>('autoscaling/HorizontalPodAutoscaler')) {
        const target = object.spec?.scaleTargetRef;
        if (target) append(map, `${object.metadata.namespace ?? ''}/${target.kind}/${target.name}`, object);
      }
      return map;
    });
    return autoscalers.get(`${namespace}/${kind}/${name}`) ?? [];
  }

  /** The workload that an autoscaler scales, if it is in this set. */
  scaledBy({ metadata, spec }: HorizontalPodAutoscaler): Workload | undefined {
    const { apiVersion = '', kind, name } = spec.scaleTargetRef;
    const { group } = parseApiVersion(apiVersion || 'apps/v1');
    const object = this.find(group ? `${group}/${kind}` : kind, metadata.namespace ?? '', name);
    return object && workloadOf(object);
  }

  /** The workloads whose pods a budget keeps from being evicted. */
  budgetedBy({ metadata, spec }: PodDisruptionBudget): readonly Workload[] {
    return this.workloads.select(metadata.namespace ?? '', lenientSelector(spec?.selector));
  }

  budgetsOf({ object }: Workload): readonly PodDisruptionBudget[] {
    const budgets = this.once('budgets', () =>
      this.inverted<PodDisruptionBudget>('policy/PodDisruptionBudget', (one) => this.budgetedBy(one)),
    );
    return budgets.get(object) ?? [];
  }

  /** The workloads whose pods a policy isolates. */
  isolatedBy({ metadata, spec }: NetworkPolicy): readonly Workload[] {
    return this.workloads.select(metadata.namespace ?? '', lenientSelector(spec?.podSelector ?? {}));
  }

  /** The policies that isolate the pods of a workload. */
  policiesOf({ object }: Workload): readonly NetworkPolicy[] {
    const policies = this.once('policies', () =>
      this.inverted<NetworkPolicy>('networking.k8s.io/NetworkPolicy', (one) => this.isolatedBy(one)),
    );
    return policies.get(object) ?? [];
  }

  /** Of a namespace in this set, and the one that the API server gives to every namespace. */
  namespaceLabels(namespace: string): { readonly [key: string]: string } {
    const labels = this.once('namespace labels', () => new Map<string, { readonly [key: string]: string }>());
    let found = labels.get(namespace);
    if (!found) {
      const object = this.find<Namespace>('Namespace', '', namespace);
      found = { ...object?.metadata.labels, 'kubernetes.io/metadata.name': namespace };
      labels.set(namespace, Object.freeze(found));
    }
    return found;
  }

  private inverted<T extends KubeObject>(
    groupKind: string,
    workloadsOf: (object: T) => readonly Workload[],
  ): Map<KubeObject, T[]> {
    const map = new Map<KubeObject, T[]>();
    for (const object of this.of<T>(groupKind))
      for (const workload of workloadsOf(object)) append(map, workload.object, object);
    return map;
  }

  private once<R>(name: string, build: () => R): R {
    if (!this.lazily.has(name)) this.lazily.set(name, build());
    return this.lazily.get(name) as R;
  }
}

const NONE: readonly KubeObject[] = [];
const NO_WORKLOADS: readonly Workload[] = [];
const ROUTE_KINDS = [
  'networking.k8s.io/Ingress',
  'extensions/Ingress',
  'gateway.networking.k8s.io/HTTPRoute',
  'gateway.networking.k8s.io/GRPCRoute',
];

/** `apps/Deployment`; `Service` for the core group. */
export function groupKindOf({ apiVersion = '', kind = '' }: KubeObject): string {
  const { group } = parseApiVersion(apiVersion);
  return group ? `${group}/${kind}` : kind;
}

function placeOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

/** What a workload refers to, by kind, namespace and name. */
function grouped(workload: Workload): Map<string, PodReference[]> {
  const map = new Map<string, PodReference[]>();
  for (const reference of podReferences(podSpecOf(workload)))
    append(map, `${reference.kind}/${workload.namespace}/${reference.name}`, reference);
  return map;
}
