import { equal } from '../../../kube/frozen';
import type { Deployment } from '../../../kube/generated/apps-v1';
import type { Container, Probe } from '../../../kube/generated/core-v1';
import { workloadOf } from '../../../kube/workloads';
import { runningContainers, runsForever } from '../../context/containers';
import { servingContainers } from '../../context/serving';
import type { BuiltInRule } from '../../rule';

export const PROBE_RULES: readonly BuiltInRule[] = [
  {
    id: 'no-readiness-probe',
    severity: 'warning',
    profile: 'default',
    finds: 'A container behind a Service without a readiness probe.',
    why: 'It counts as ready as soon as it starts: it gets traffic, and a rollout goes on, before it can answer.',
    fix: 'add a readinessProbe that answers once the container can serve',
    peers: ['kube-linter no-readiness-probe', 'kube-score pod-probes', 'polaris readinessProbeMissing'],
    *check(context) {
      for (const workload of context.workloads)
        for (const { container, field } of servingContainers(context, workload))
          if (!container.readinessProbe)
            yield {
              object: workload.object,
              field: `${field}.readinessProbe`,
              message: `container "${container.name}" serves a Service, but has no readiness probe`,
            };
    },
  },
  {
    id: 'no-liveness-probe',
    severity: 'info',
    profile: 'restricted',
    finds: 'A container without a liveness probe.',
    why: 'A process that hangs is never restarted.',
    fix: 'add a livenessProbe that fails only when a restart helps',
    peers: ['kube-linter no-liveness-probe', 'kube-score pod-probes', 'polaris livenessProbeMissing'],
    *check({ workloads }) {
      for (const workload of workloads.filter(runsForever))
        for (const { container, field } of runningContainers(workload))
          if (!container.livenessProbe)
            yield {
              object: workload.object,
              field: `${field}.livenessProbe`,
              message: `container "${container.name}" has no liveness probe`,
            };
    },
  },
  {
    id: 'identical-probes',
    severity: 'warning',
    profile: 'default',
    finds: 'A liveness probe that asks what the readiness probe asks, and gives up no later.',
    why: 'A container that is only busy is killed at the moment in which it should have been left alone.',
    fix: 'let the liveness probe ask something else, or fail much later',
    peers: ['kube-score pod-probes-identical'],
    *check({ workloads }) {
      for (const workload of workloads)
        for (const { container, field } of runningContainers(workload))
          if (isAsStrict(container))
            yield {
              object: workload.object,
              field: `${field}.livenessProbe`,
              message: `container "${container.name}" is killed by the same question, after ${patience(container.livenessProbe!)} s, that takes it out of service after ${patience(container.readinessProbe!)} s`,
            };
    },
  },
  {
    id: 'startup-longer-than-deadline',
    severity: 'warning',
    profile: 'default',
    finds:
      'A Deployment whose containers may take longer to start than the rollout may take to make progress.',
    why: 'The rollout is reported as failed while the pods are still starting.',
    fix: 'raise progressDeadlineSeconds, or lower the startup probe’s failureThreshold',
    *check({ relations }) {
      for (const deployment of relations.of<Deployment>('apps/Deployment')) {
        const deadline = deployment.spec?.progressDeadlineSeconds ?? 600;
        const workload = workloadOf(deployment);
        for (const { container, field } of workload ? runningContainers(workload) : []) {
          const { startupProbe } = container;
          if (!startupProbe) continue;
          const seconds = (startupProbe.initialDelaySeconds ?? 0) + patience(startupProbe);
          if (seconds > deadline)
            yield {
              object: deployment,
              field: `${field}.startupProbe`,
              message: `container "${container.name}" may take ${seconds} s to start; progressDeadlineSeconds is ${deadline}`,
            };
        }
      }
    },
  },
];

const ACTIONS = ['httpGet', 'tcpSocket', 'exec', 'grpc'] as const;

function isAsStrict({ livenessProbe: live, readinessProbe: ready }: Container): boolean {
  if (!live || !ready) return false;
  return ACTIONS.every((action) => equal(live[action], ready[action])) && patience(live) <= patience(ready);
}

/** Seconds of failing in a row until something happens. */
function patience({ periodSeconds = 10, failureThreshold = 3 }: Probe): number {
  return periodSeconds * failureThreshold;
}
