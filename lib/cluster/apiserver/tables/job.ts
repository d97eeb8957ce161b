import { humanDuration } from '../../../kube/duration';
import type { CronJob, Job } from '../../../kube/generated/batch-v1';
import { parseTime } from '../../../kube/time';
import { age, containerCells, NONE, nameOf, selectorCell, since, UNSET } from './cells';
import type { Cell } from './table';

export function jobCells(job: Job, now: number): readonly Cell[] {
  return [
    nameOf(job),
    state(job),
    completions(job),
    duration(job, now),
    age(job, now),
    ...containerCells(job.spec?.template),
    selectorCell(job.spec?.selector),
  ];
}

/** Conditions that name a state, in the order in which they count. A deletion counts between the two lists. */
const FINISHED = ['Complete', 'Failed'];
const UNFINISHED = ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'];

function state({ metadata, status }: Job): string {
  const holds = (type: string) => status?.conditions?.find((one) => one.type === type)?.status === 'True';
  const finished = FINISHED.find(holds);
  if (finished) return finished;
  return metadata.deletionTimestamp ? 'Terminating' : (UNFINISHED.find(holds) ?? 'Running');
}

function completions({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec?.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const parallelism = spec?.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function duration({ status }: Job, now: number): string {
  if (!status?.startTime) return '';
  const end = status.completionTime ? parseTime(status.completionTime) : now;
  return humanDuration(end - parseTime(status.startTime));
}

export function cronJobCells(job: CronJob, now: number): readonly Cell[] {
  const { spec, status } = job;
  const suspended = spec?.suspend === undefined ? UNSET : spec.suspend ? 'True' : 'False';
  return [
    nameOf(job),
    spec?.schedule ?? '',
    spec?.timeZone ?? NONE,
    suspended,
    status?.active?.length ?? 0,
    status?.lastScheduleTime ? since(status.lastScheduleTime, now) : NONE,
    age(job, now),
    ...containerCells(spec?.jobTemplate.spec?.template),
    selectorCell(spec?.jobTemplate.spec?.selector),
  ];
}
