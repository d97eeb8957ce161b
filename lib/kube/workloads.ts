import { memoize } from './frozen';
import type {
  DaemonSet,
  Deployment,
  DeploymentSpec,
  ReplicaSet,
  StatefulSet,
  StatefulSetSpec,
} from './generated/apps-v1';
import type { CronJob, Job } from './generated/batch-v1';
import type { Pod, PodSpec, PodTemplateSpec, ReplicationController } from './generated/core-v1';
import { type KubeObject, parseApiVersion } from './object';

type Labels = { readonly [key: string]: string };

/** The kinds that make pods from a template, and the pod itself. */
export type WorkloadKind =
  | 'Deployment'
  | 'StatefulSet'
  | 'DaemonSet'
  | 'ReplicaSet'
  | 'ReplicationController'
  | 'Job'
  | 'CronJob'
  | 'Pod';

/** An object that stands for pods, all such kinds in one form. */
export interface Workload {
  readonly kind: WorkloadKind;
  /** Empty where the object names none. */
  readonly namespace: string;
  readonly name: string;
  readonly object: KubeObject;
  /** Metadata and specification of the pods it makes; of a Pod, its own. */
  readonly template: PodTemplateSpec;
  /** Of its pods, with what its controller adds, as far as that is known beforehand. */
  readonly labels: Labels;
  /** Where the template lies: `spec.template`, `spec.jobTemplate.spec.template`, or empty for a Pod. */
  readonly templatePath: string;
  /** How many pods it keeps; undefined for a DaemonSet (one on each node) and a CronJob (those of its jobs). */
  readonly replicas: number | undefined;
}

interface WorkloadRule {
  readonly kind: WorkloadKind;
  readonly templatePath: string;
  template(object: KubeObject): PodTemplateSpec | undefined;
  replicas(object: KubeObject): number | undefined;
}

function rule<T extends KubeObject>(
  groupKind: string,
  templatePath: string,
  template: (object: T) => PodTemplateSpec | undefined,
  replicas: (object: T) => number | undefined,
): [string, WorkloadRule] {
  const kind = groupKind.slice(groupKind.indexOf('/') + 1) as WorkloadKind;
  return [groupKind, { kind, templatePath, template, replicas } as unknown as WorkloadRule];
}

const TEMPLATE = 'spec.template';

const RULES: ReadonlyMap<string, WorkloadRule> = new Map([
  rule<Deployment>('apps/Deployment', TEMPLATE, templateOf, replicasOf),
  rule<StatefulSet>('apps/StatefulSet', TEMPLATE, templateOf, replicasOf),
  rule<ReplicaSet>('apps/ReplicaSet', TEMPLATE, templateOf, replicasOf),
  rule<DaemonSet>('apps/DaemonSet', TEMPLATE, templateOf, () => undefined),
  rule<ReplicationController>('/ReplicationController', TEMPLATE, templateOf, replicasOf),
  rule<Job>('batch/Job', TEMPLATE, templateOf, ({ spec }) => (spec?.suspend ? 0 : (spec?.parallelism ?? 1))),
  rule<CronJob>(
    'batch/CronJob',
    'spec.jobTemplate.spec.template',
    ({ spec }) => spec?.jobTemplate?.spec?.template,
    () => undefined,
  ),
  rule<Pod>(
    '/Pod',
    '',
    ({ metadata, spec }) => ({ metadata, spec }),
    () => 1,
  ),
]);

function templateOf({ spec }: { readonly spec?: { readonly template?: PodTemplateSpec } }) {
  return spec?.template;
}

function replicasOf({ spec }: { readonly spec?: Pick<DeploymentSpec | StatefulSetSpec, 'replicas'> }) {
  return spec?.replicas ?? 1;
}

const NONE: Workload | false = false;

/** Remembered per frozen object. `false`, because memoize does not remember undefined. */
const known = memoize((object: KubeObject): Workload | false => {
  const { apiVersion = '', kind, metadata } = object;
  const found = RULES.get(`${parseApiVersion(apiVersion).group}/${kind}`);
  const template = found?.template(object);
  if (!found || !template) return NONE;
  const name = metadata.name ?? metadata.generateName ?? '';
  return {
    kind: found.kind,
    namespace: metadata.namespace ?? '',
    name,
    object,
    template,
    labels: labelsOf(found.kind, name, template),
    templatePath: found.templatePath,
    replicas: found.replicas(object),
  };
});

/** The object as a workload; undefined for other kinds, and for one without a template. */
export function workloadOf(object: KubeObject): Workload | undefined {
  return known(object) || undefined;
}

/** The specification of the pods; an empty one where there is none. */
export function podSpecOf({ template }: Workload): PodSpec {
  return template.spec ?? NO_SPEC;
}

const NO_SPEC: PodSpec = { containers: [] };

function labelsOf(kind: WorkloadKind, name: string, { metadata }: PodTemplateSpec): Labels {
  const labels = metadata?.labels ?? NO_LABELS;
  return kind === 'Job' ? { ...labels, 'batch.kubernetes.io/job-name': name, 'job-name': name } : labels;
}

const NO_LABELS: Labels = Object.freeze({});

/** The path of a field of the pods, given below the template: `spec.template.` + `spec.containers`. */
export function templateField({ templatePath }: Workload, field: string): string {
  return templatePath ? `${templatePath}.${field}` : field;
}
