import type { Event, Pod } from '../../../../lib/kube/generated/core-v1';
import type { KubeObject } from '../../../../lib/kube/object';

/** What a scenario shows at one moment, without what differs from run to run. */
export interface Observation {
  readonly objects: readonly unknown[];
  readonly events: readonly string[];
}

/** Fields of a spec that controllers write, or that say what they were asked; the rest belongs to other tests. */
const SPEC_FIELDS: { readonly [kind: string]: readonly string[] } = {
  Deployment: ['replicas', 'paused'],
  ReplicaSet: ['replicas', 'minReadySeconds', 'selector'],
  ReplicationController: ['replicas'],
  CronJob: ['suspend'],
  DaemonSet: ['revisionHistoryLimit'],
  StatefulSet: ['replicas'],
  PersistentVolumeClaim: ['volumeName', 'storageClassName'],
  PersistentVolume: ['claimRef', 'storageClassName', 'persistentVolumeReclaimPolicy'],
  HorizontalPodAutoscaler: ['minReplicas', 'maxReplicas'],
  Job: ['parallelism', 'completions', 'suspend'],
  Namespace: ['finalizers'],
  Node: ['taints', 'unschedulable'],
};

/** Whole fields that a kind shows instead of `spec` and `status`. */
const FIELDS: { readonly [kind: string]: readonly string[] } = {
  EndpointSlice: ['addressType', 'endpoints', 'ports'],
  Endpoints: ['subsets'],
  ConfigMap: ['data'],
  ControllerRevision: ['data', 'revision'],
  ClusterRole: ['rules'],
};

/** Components whose events are not the controllers'. */
const OTHERS: ReadonlySet<string> = new Set([
  'default-scheduler',
  'kwok',
  'kwok-controller',
  'kubelet',
  'simulated-kwok',
]);

const VOLATILE: ReadonlySet<string> = new Set([
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'managedFields',
  'selfLink',
  'lastUpdateTime',
  'lastTransitionTime',
  'lastHeartbeatTime',
  'lastProbeTime',
  'timeAdded',
  'startTime',
  'completionTime',
  'lastScaleTime',
  'deletionGracePeriodSeconds',
]);

const TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time';
const GENERATED = '[bcdfghjklmnpqrstvwxz2456789]{5}';

/** @param generators names after which others are generated, with a dash */
export function observe(
  objects: readonly KubeObject[],
  events: readonly Event[],
  generators: ReadonlySet<string>,
  ignoredReasons: readonly string[] = [],
): Observation {
  const anonymous = anonymizer(generators);
  const shown = objects.map((object) => sortedParts(scrub(projection(object), anonymous)));
  const texts = events
    .filter(({ source, reportingComponent }) => !OTHERS.has(source?.component ?? reportingComponent ?? ''))
    .filter(({ reason }) => !ignoredReasons.includes(reason ?? ''))
    .map(({ involvedObject: { kind, name }, type, reason, message, source }) =>
      anonymous(`${source?.component}: ${kind}/${name} ${type} ${reason}: ${message}`),
    );
  return { objects: sortedByText(shown), events: [...new Set(texts)].sort() };
}

/** Replaces generated endings of names by `*`. */
function anonymizer(generators: ReadonlySet<string>): (text: string) => string {
  const names = [...generators]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replaceAll('.', '\\.'));
  const plain = (text: string) =>
    text.replace(/uid: [0-9a-f-]{36}/g, 'uid: *').replace(/-[23]\d{7}\b/g, '-<minute>');
  if (names.length === 0) return plain;
  const pattern = new RegExp(`\\b(${names.join('|')})-${GENERATED}(?![a-z0-9-])`, 'g');
  return (text) => plain(text.replace(pattern, '$1-*'));
}

function projection(object: KubeObject): object {
  const {
    apiVersion: _version,
    kind = '',
    metadata,
    ...rest
  } = object as KubeObject & { [field: string]: unknown };
  if (kind === 'Pod') return podProjection(object as Pod);
  // How often a slice is written depends on how fast pods change.
  const { generation: _generation, ...unversioned } = metadata;
  const own = FIELDS[kind];
  if (own) return { kind, metadata: unversioned, ...pick(rest, own) };
  const spec = SPEC_FIELDS[kind] && pick((rest['spec'] ?? {}) as Fields, SPEC_FIELDS[kind]);
  return { kind, metadata, spec, status: kind === 'Node' ? undefined : rest['status'] };
}

type Fields = { readonly [field: string]: unknown };

function pick(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(names.map((name) => [name, fields[name]]));
}

/** Of a pod only what controllers decide by, or write. */
function podProjection({ kind, metadata, status }: Pod): object {
  const conditions = (status?.conditions ?? [])
    .filter(({ type }) => type === 'Ready' || type === 'DisruptionTarget')
    .map(({ type, status: state, reason, message }) =>
      type === 'Ready' ? { type, status: state } : { type, status: state, reason, message },
    );
  // The API server copies the zone from the node when a pod is bound.
  const { 'topology.kubernetes.io/zone': _zone, ...labels } = metadata.labels ?? {};
  return { kind, metadata: { ...metadata, labels }, status: { phase: status?.phase, conditions } };
}

const IP = /^\d+\.\d+\.\d+\.\d+$/;
const UID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/;

/** The names of types in warnings of type checks end with digits of the time. */
const UNIQUE_TYPE = /\b([A-Z][A-Za-z]+)\d+(?=[.,) ])/g;

function scrub(value: unknown, anonymous: (text: string) => string, key = ''): unknown {
  if (key === 'deletionTimestamp') return true;
  if (key === TRIGGER_TIME) return '<time>';
  if (typeof value === 'string' && UID.test(value)) return '<uid>';
  if (typeof value === 'string' && TIME.test(value)) return '<time>';
  if (key === 'warning') return String(value).replace(UNIQUE_TYPE, '$1*');
  if (typeof value === 'string') return IP.test(value) && key !== 'fixed' ? '<ip>' : anonymous(value);
  if (Array.isArray(value)) {
    const list = value.map((element) => scrub(element, anonymous)).filter((element) => element !== undefined);
    return list.length > 0 ? list : undefined;
  }
  if (typeof value !== 'object') return value;
  if (value === null) return undefined;
  const parts = Object.entries(value)
    .filter(([field]) => !VOLATILE.has(field))
    .map(([field, part]) => [field, scrub(part, anonymous, field)] as const)
    .filter(([, part]) => part !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return parts.length > 0 ? Object.fromEntries(parts) : undefined;
}

/** Lists whose order Kubernetes leaves to chance. */
const UNORDERED: ReadonlySet<string> = new Set([
  'endpoints',
  'subsets',
  'addresses',
  'notReadyAddresses',
  'ports',
  'conditions',
  'finalizers',
]);

function sortedParts(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    const list = value.map((element) => sortedParts(element));
    return UNORDERED.has(key) ? sortedByText(list) : list;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, part]) => [field, sortedParts(part, field)]));
}

function sortedByText(list: readonly unknown[]): unknown[] {
  return [...list].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** Kinds whose names others are generated from. */
export const GENERATOR_KINDS = ['ReplicaSet', 'ReplicationController', 'Service', 'Endpoints', 'Pod'];

/** The name after which others are generated, with a dash; pods tell it themselves. */
export function generatorIn({ kind, metadata }: KubeObject): string | undefined {
  return kind === 'Pod' ? metadata.generateName?.slice(0, -1) : metadata.name;
}
