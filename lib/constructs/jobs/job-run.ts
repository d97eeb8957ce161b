import type { IConstruct } from 'constructs';
import type { JobSpec } from '../../kube/generated/batch-v1';
import { checkWhole } from '../authoring/numbers';
import { report } from '../authoring/report';
import { Workload, type WorkloadProps } from '../workload';

/** How a job is run to its end. */
export interface JobRunProps extends WorkloadProps {
  /**
   * Pods that are tried anew after one failed. A pod that a drain stopped does not count.
   *
   * @default 3
   */
  readonly retries?: number;
  /**
   * Seconds after which it is given up.
   *
   * @default it may take as long as it likes
   */
  readonly timeout?: number;
  /**
   * Pods that have to end well. With more than one, each knows its number by `JOB_COMPLETION_INDEX`.
   *
   * @default 1
   */
  readonly completions?: number;
  /**
   * Pods that run at a time.
   *
   * @default 1
   */
  readonly parallelism?: number;
}

const DEFAULT_RETRIES = 3;
/** Nobody sends it requests that would have to end first. */
const SHUTDOWN = { delay: 0 };

/** The pods of a job. */
export function jobWorkload(
  owner: ConstructorParameters<typeof Workload>[0],
  name: string,
  props: JobRunProps,
): Workload {
  checkRun(owner, props);
  return new Workload(owner, {
    name,
    props: { ...props, shutdown: { ...SHUTDOWN, ...props.shutdown } },
    // A pod that failed stays, with its log, and a new one is tried.
    podSpec: { restartPolicy: 'Never' },
  });
}

export function jobSpec({ pod }: Workload, props: JobRunProps): JobSpec {
  const { retries = DEFAULT_RETRIES, timeout, completions = 1, parallelism = 1 } = props;
  return {
    backoffLimit: retries,
    ...(timeout !== undefined && { activeDeadlineSeconds: timeout }),
    completions,
    parallelism,
    ...(completions > 1 && { completionMode: 'Indexed' }),
    podFailurePolicy: {
      rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
    },
    template: pod.toJson(),
  };
}

function checkRun(
  owner: IConstruct,
  { retries, timeout, completions = 1, parallelism = 1 }: JobRunProps,
): void {
  if (retries !== undefined) checkWhole(owner, 'retries', retries, 0);
  if (timeout !== undefined) checkWhole(owner, 'timeout', timeout, 1);
  checkWhole(owner, 'completions', completions, 1);
  checkWhole(owner, 'parallelism', parallelism, 1);
  if (parallelism > completions) {
    report(owner, {
      field: 'parallelism',
      message: `parallelism is ${parallelism}, above completions, which is ${completions}: the others would have nothing to do`,
      fix: `set parallelism to ${completions} or less`,
    });
  }
}
