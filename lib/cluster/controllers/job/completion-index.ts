import type { Job } from '../../../kube/generated/batch-v1';
import type { Container, Pod, PodTemplateSpec } from '../../../kube/generated/core-v1';

/** Annotation and label of a pod. */
const COMPLETION_INDEX = 'batch.kubernetes.io/job-completion-index';
const FAILURE_COUNT = 'batch.kubernetes.io/job-index-failure-count';
const IGNORED_FAILURE_COUNT = 'batch.kubernetes.io/job-index-ignored-failure-count';
const VARIABLE = 'JOB_COMPLETION_INDEX';
/** Room for the five random letters of a generated name in a DNS label. */
const LONGEST_PREFIX = 58;
const LARGEST = 2 ** 31 - 1;

/** The completion that a pod works on; undefined if it does not say so in a proper way. */
export function completionIndex({ metadata }: Pod): number | undefined {
  return naturalNumber(metadata.annotations?.[COMPLETION_INDEX]);
}

/** The same, for a pod of this Job: an index that the Job has no use for is none. */
export function validIndex(pod: Pod, { spec }: Job): number | undefined {
  const index = completionIndex(pod);
  return index !== undefined && index < spec!.completions! ? index : undefined;
}

/** How often its index has failed before, as far as that counts. */
export function indexFailures({ metadata }: Pod): number {
  return naturalNumber(metadata.annotations?.[FAILURE_COUNT]) ?? 0;
}

/** The same with failures that do not count. */
export function allIndexFailures(pod: Pod): number {
  return indexFailures(pod) + ignoredFailures(pod);
}

function ignoredFailures({ metadata }: Pod): number {
  return naturalNumber(metadata.annotations?.[IGNORED_FAILURE_COUNT]) ?? 0;
}

function naturalNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^\+?\d+$/.test(text)) return undefined;
  const value = Number(text);
  return value <= LARGEST ? value : undefined;
}

export function generateNameForIndex(jobName: string, index: number): string {
  const end = `-${index}-`;
  return `${jobName.slice(0, LONGEST_PREFIX - end.length)}${end}`;
}

/** The template with the index in the environment of every container. */
export function withIndexVariable(template: PodTemplateSpec): PodTemplateSpec {
  const spec = template.spec!;
  const { initContainers, containers } = spec;
  return {
    ...template,
    spec: {
      ...spec,
      ...(initContainers ? { initContainers: initContainers.map(withVariable) } : {}),
      containers: containers.map(withVariable),
    },
  };
}

function withVariable(container: Container): Container {
  if (container.env?.some(({ name }) => name === VARIABLE)) return container;
  const fieldRef = { fieldPath: `metadata.labels['${COMPLETION_INDEX}']` };
  return { ...container, env: [...(container.env ?? []), { name: VARIABLE, valueFrom: { fieldRef } }] };
}

/** What the pod that takes the place of a failed one knows of the failures so far. */
export interface IndexFailureCounts {
  readonly counted: number;
  readonly ignored: number;
}

/** @param counts whether the replaced pod's own failure counts */
export function failuresAfter(replaced: Pod | undefined, counts: boolean): IndexFailureCounts {
  if (!replaced) return { counted: 0, ignored: 0 };
  return {
    counted: indexFailures(replaced) + (counts ? 1 : 0),
    ignored: ignoredFailures(replaced) + (counts ? 0 : 1),
  };
}

/** The template of the pod for one index. `failures` are told where they are counted for each index. */
export function templateForIndex(
  template: PodTemplateSpec,
  jobName: string,
  index: number,
  failures: IndexFailureCounts | undefined,
): PodTemplateSpec {
  const { annotations, labels } = template.metadata ?? {};
  return {
    metadata: {
      ...template.metadata,
      annotations: {
        ...annotations,
        [COMPLETION_INDEX]: String(index),
        ...(failures ? { [FAILURE_COUNT]: String(failures.counted) } : {}),
        ...(failures?.ignored ? { [IGNORED_FAILURE_COUNT]: String(failures.ignored) } : {}),
      },
      labels: { ...labels, [COMPLETION_INDEX]: String(index) },
    },
    spec: { ...template.spec!, hostname: `${jobName}-${index}` },
  };
}
