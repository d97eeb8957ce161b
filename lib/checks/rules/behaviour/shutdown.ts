import type { Container } from '../../../kube/generated/core-v1';
import { podSpecOf, templateField } from '../../../kube/workloads';
import { runningContainers } from '../../context/containers';
import { servingContainers } from '../../context/serving';
import type { BuiltInRule } from '../../rule';

/** What pods have if they do not say. */
const DEFAULT_GRACE = 30;

export const SHUTDOWN_RULES: readonly BuiltInRule[] = [
  {
    id: 'grace-shorter-than-prestop',
    severity: 'error',
    profile: 'learning',
    finds: 'A preStop hook that takes as long as the whole grace period, or longer.',
    why: 'The grace period runs while the hook does: the process is killed before it was ever asked to stop.',
    fix: 'raise terminationGracePeriodSeconds above what the hook and the process need together',
    *check({ workloads }) {
      for (const workload of workloads) {
        const grace = podSpecOf(workload).terminationGracePeriodSeconds ?? DEFAULT_GRACE;
        for (const { container, field } of runningContainers(workload)) {
          const seconds = preStopSeconds(container);
          if (seconds !== undefined && seconds >= grace)
            yield {
              object: workload.object,
              field: `${field}.lifecycle.preStop`,
              message: `the preStop hook of container "${container.name}" takes ${seconds} s of a grace period of ${grace} s (${templateField(workload, 'spec.terminationGracePeriodSeconds')})`,
            };
        }
      }
    },
  },
  {
    id: 'no-pre-stop',
    severity: 'info',
    profile: 'restricted',
    finds: 'A container behind a Service that stops at once when its pod is deleted.',
    why: 'Traffic still arrives for a second or more after the process was asked to stop: those requests fail.',
    fix: 'add lifecycle.preStop.sleep of some seconds',
    *check(context) {
      for (const workload of context.workloads)
        for (const { container, field } of servingContainers(context, workload))
          if (!container.lifecycle?.preStop)
            yield {
              object: workload.object,
              field: `${field}.lifecycle`,
              message: `container "${container.name}" has no preStop hook`,
            };
    },
  },
];

/** How long a hook takes at least, as far as it says: it sleeps, or runs `sleep`. */
function preStopSeconds({ lifecycle }: Container): number | undefined {
  const { sleep, exec } = lifecycle?.preStop ?? {};
  if (sleep) return sleep.seconds;
  const text = exec?.command?.join(' ') ?? '';
  const slept = Array.from(text.matchAll(/(?:^|[\s;&|('"])sleep\s+(\d+)(?![\d.]|[mhd])/g), ([, seconds]) =>
    Number(seconds),
  );
  return slept.length === 0 ? undefined : slept.reduce((sum, seconds) => sum + seconds, 0);
}
