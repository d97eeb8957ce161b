import type { DaemonSet, Deployment, ReplicaSet, StatefulSet } from '../kube/generated/apps-v1';
import type { Job } from '../kube/generated/batch-v1';
import type { Namespace, PersistentVolumeClaim, Pod, Service } from '../kube/generated/core-v1';
import type { Condition } from '../kube/generated/meta-v1';
import type { Ingress } from '../kube/generated/networking-v1';
import { type KubeObject, parseApiVersion } from '../kube/object';
import { isPodReady } from '../kube/pod-status';

/** How far an applied object is. */
export interface Readiness {
  readonly state: 'ready' | 'progressing' | 'failed';
  /** In a few words: `2 of 3 replicas available`. */
  readonly message: string;
}

/** What readiness of an object depends on besides the object. */
export interface ReadinessContext {
  /** How many ready endpoints a Service has. */
  readyEndpoints(service: Service): number;
  /** Whether a claim stays unbound until a pod uses it, and none does. */
  awaitsConsumer(claim: PersistentVolumeClaim): boolean;
}

/**
 * Whether an object does what it is there for. The rules are kstatus's per kind, made stricter where others are right: a
 * Job must complete, a LoadBalancer Service and an Ingress need an address, a Service with a selector a ready endpoint.
 */
export function readiness(object: KubeObject, context: ReadinessContext): Readiness {
  if (object.metadata.deletionTimestamp) return progressing('being deleted');
  const { group } = parseApiVersion(object.apiVersion ?? '');
  const rule = RULES[`${group}/${object.kind}`];
  return rule ? rule(object as never, context) : byConditions(object);
}

type Rule = (object: never, context: ReadinessContext) => Readiness;

const RULES: { readonly [groupKind: string]: Rule } = {
  '/Namespace': ({ status }: Namespace) =>
    status?.phase === 'Active' ? READY : progressing(`phase is ${status?.phase}`),
  '/Pod': podReadiness as Rule,
  '/Service': serviceReadiness as Rule,
  '/PersistentVolumeClaim': claimReadiness as Rule,
  'apps/Deployment': deploymentReadiness as Rule,
  'apps/ReplicaSet': replicaSetReadiness as Rule,
  'apps/StatefulSet': statefulSetReadiness as Rule,
  'apps/DaemonSet': daemonSetReadiness as Rule,
  'batch/Job': jobReadiness as Rule,
  'networking.k8s.io/Ingress': ({ status }: Ingress) =>
    status?.loadBalancer?.ingress?.length
      ? READY
      : progressing('has no address yet: no Ingress controller has taken it up'),
  'apiextensions.k8s.io/CustomResourceDefinition': (object: KubeObject) =>
    conditionOf(object, 'Established')?.status === 'True' ? READY : progressing('not established yet'),
};

const READY: Readiness = { state: 'ready', message: 'ready' };

function progressing(message: string): Readiness {
  return { state: 'progressing', message };
}

function failed(message: string): Readiness {
  return { state: 'failed', message };
}

function isObserved({ metadata, ...rest }: KubeObject): boolean {
  const { status } = rest as { status?: { observedGeneration?: number } };
  return metadata.generation === undefined || (status?.observedGeneration ?? 0) >= metadata.generation;
}

const UNOBSERVED = progressing('waiting for its controller');

function podReadiness(pod: Pod): Readiness {
  switch (pod.status?.phase) {
    case 'Succeeded':
      return READY;
    case 'Failed':
      return failed(
        `failed: ${pod.status.message ?? pod.status.reason ?? 'its containers ended with an error'}`,
      );
    default:
      return isPodReady(pod) ? READY : progressing(`phase is ${pod.status?.phase ?? 'unknown'}`);
  }
}

function claimReadiness(claim: PersistentVolumeClaim, context: ReadinessContext): Readiness {
  const phase = claim.status?.phase ?? 'unknown';
  if (phase === 'Bound') return READY;
  return context.awaitsConsumer(claim)
    ? { state: 'ready', message: 'waits for the first pod that uses it' }
    : progressing(`phase is ${phase}`);
}

function serviceReadiness(service: Service, context: ReadinessContext): Readiness {
  const { type, selector } = service.spec ?? {};
  if (type === 'LoadBalancer' && !service.status?.loadBalancer?.ingress?.length)
    return progressing('has no address yet');
  if (type === 'ExternalName' || !selector || Object.keys(selector).length === 0) return READY;
  const ready = context.readyEndpoints(service);
  return ready > 0
    ? { state: 'ready', message: `${ready} ready endpoint${ready === 1 ? '' : 's'}` }
    : progressing('has no ready endpoint');
}

function deploymentReadiness(deployment: Deployment): Readiness {
  if (!isObserved(deployment)) return UNOBSERVED;
  const { spec, status } = deployment;
  const stalled = status?.conditions?.find(
    ({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded',
  );
  if (stalled) return failed(`exceeded its progress deadline of ${spec?.progressDeadlineSeconds} s`);
  if (spec?.paused) return { state: 'ready', message: 'paused' };
  const wanted = spec?.replicas ?? 1;
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status ?? {};
  if (updatedReplicas < wanted) return progressing(`${updatedReplicas} of ${wanted} replicas updated`);
  if (replicas > updatedReplicas)
    return progressing(
      `${replicas - updatedReplicas} old replica${replicas - updatedReplicas === 1 ? '' : 's'} still to go`,
    );
  if (availableReplicas < updatedReplicas)
    return progressing(`${availableReplicas} of ${wanted} replicas available`);
  return replicasReady(wanted);
}

function replicaSetReadiness(replicaSet: ReplicaSet): Readiness {
  if (!isObserved(replicaSet)) return UNOBSERVED;
  const wanted = replicaSet.spec?.replicas ?? 1;
  const { availableReplicas = 0, replicas = 0 } = replicaSet.status ?? {};
  return replicas === wanted && availableReplicas >= wanted
    ? replicasReady(wanted)
    : progressing(`${availableReplicas} of ${wanted} replicas available`);
}

function statefulSetReadiness(set: StatefulSet): Readiness {
  if (!isObserved(set)) return UNOBSERVED;
  const { spec, status } = set;
  const wanted = spec?.replicas ?? 1;
  if ((status?.readyReplicas ?? 0) < wanted)
    return progressing(`${status?.readyReplicas ?? 0} of ${wanted} replicas ready`);
  if (spec?.updateStrategy?.type === 'OnDelete') return replicasReady(wanted);
  const partition = spec?.updateStrategy?.rollingUpdate?.partition ?? 0;
  const updated = status?.updatedReplicas ?? 0;
  return updated >= wanted - partition
    ? replicasReady(wanted)
    : progressing(`${updated} of ${wanted - partition} replicas updated`);
}

function daemonSetReadiness(set: DaemonSet): Readiness {
  if (!isObserved(set)) return UNOBSERVED;
  const {
    desiredNumberScheduled: wanted = 0,
    updatedNumberScheduled: updated = 0,
    numberAvailable: available = 0,
  } = set.status ?? {};
  if (updated < wanted) return progressing(`${updated} of ${wanted} pods updated`);
  return available < wanted ? progressing(`${available} of ${wanted} pods available`) : replicasReady(wanted);
}

function jobReadiness(job: Job): Readiness {
  const condition = (type: string) =>
    job.status?.conditions?.find((one) => one.type === type && one.status === 'True');
  const failure = condition('Failed');
  if (failure) return failed(`failed: ${failure.message ?? failure.reason}`);
  if (condition('Complete')) return { state: 'ready', message: 'complete' };
  if (job.spec?.suspend) return { state: 'ready', message: 'suspended' };
  return progressing(`${job.status?.succeeded ?? 0} of ${job.spec?.completions ?? 1} completions`);
}

function replicasReady(count: number): Readiness {
  return { state: 'ready', message: `${count} replica${count === 1 ? '' : 's'} ready` };
}

/** For kinds without a rule: the conventions that kstatus looks for in any object. */
/** Kinds without a rule of their own: many have no controller that would say what it has seen. */
function byConditions(object: KubeObject): Readiness {
  const { status } = object as { status?: { observedGeneration?: number } };
  if (status?.observedGeneration !== undefined && !isObserved(object)) return UNOBSERVED;
  const stalled = conditionOf(object, 'Stalled');
  if (stalled?.status === 'True') return failed(stalled.message ?? stalled.reason ?? 'stalled');
  const reconciling = conditionOf(object, 'Reconciling');
  if (reconciling?.status === 'True')
    return progressing(reconciling.message ?? reconciling.reason ?? 'reconciling');
  const ready = conditionOf(object, 'Ready');
  if (ready && ready.status !== 'True') return progressing(ready.message ?? ready.reason ?? 'not ready');
  return READY;
}

function conditionOf(object: KubeObject, type: string): Partial<Condition> | undefined {
  const { status } = object as { status?: { conditions?: readonly Partial<Condition>[] } };
  return status?.conditions?.find((condition) => condition.type === type);
}
