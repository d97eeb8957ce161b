import type { Deployment } from '../../../kube/generated/apps-v1';
import type { CronJob, Job } from '../../../kube/generated/batch-v1';
import { podSpecOf, templateField, type Workload } from '../../../kube/workloads';
import { replicaRange } from '../../context/autoscaler';
import type { CheckContext } from '../../context/check-context';
import { nameOf, runsForever } from '../../context/containers';
import type { BuiltInRule } from '../../rule';

/** What keeps an application there while nodes, pods and jobs come and go. */
export const AVAILABILITY_RULES: readonly BuiltInRule[] = [
  {
    id: 'single-replica',
    severity: 'warning',
    profile: 'restricted',
    finds: 'A workload behind a Service that may have a single pod only.',
    why: 'When its node fails or is drained, nobody answers until another pod is ready.',
    fix: 'run two replicas or more; let minReplicas of an autoscaler be two or more',
    peers: [
      'kube-linter minimum-three-replicas',
      'kube-linter hpa-minimum-three-replicas',
      'kube-score deployment-replicas',
      'kube-score statefulset-replicas',
      'kube-score horizontalpodautoscaler-replicas',
      'polaris deploymentMissingReplicas',
      'polaris hpaMinAvailability',
    ],
    *check(context) {
      for (const workload of served(context)) {
        if (replicaRange(context, workload).least !== 1) continue;
        const [autoscaler] = context.relations.autoscalersOf(workload);
        yield {
          object: autoscaler ?? workload.object,
          field: autoscaler ? 'spec.minReplicas' : 'spec.replicas',
          message: `${nameOf(workload)} may have one pod only`,
        };
      }
    },
  },
  {
    id: 'no-disruption-budget',
    severity: 'warning',
    profile: 'restricted',
    finds: 'A workload of several pods behind a Service without a PodDisruptionBudget.',
    why: 'A drain of several nodes may stop all of its pods at once.',
    fix: 'add a PodDisruptionBudget with maxUnavailable 1',
    peers: [
      'kube-score deployment-has-poddisruptionbudget',
      'kube-score statefulset-has-poddisruptionbudget',
      'polaris missingPodDisruptionBudget',
    ],
    *check(context) {
      for (const workload of served(context))
        if (replicaRange(context, workload).least > 1 && context.relations.budgetsOf(workload).length === 0)
          yield {
            object: workload.object,
            message: `no PodDisruptionBudget counts the pods of ${nameOf(workload)}`,
          };
    },
  },
  {
    id: 'no-spread',
    severity: 'warning',
    profile: 'restricted',
    finds: 'A workload of several pods behind a Service that may all run on one node.',
    why: 'When that node fails, all of them do.',
    fix: 'add topologySpreadConstraints or a podAntiAffinity',
    peers: [
      'kube-linter no-anti-affinity',
      'kube-score deployment-has-host-podantiaffinity',
      'kube-score statefulset-has-host-podantiaffinity',
      'kube-score pod-topology-spread-constraints',
      'polaris topologySpreadConstraint',
    ],
    *check(context) {
      for (const workload of served(context)) {
        const { topologySpreadConstraints, affinity } = podSpecOf(workload);
        if (topologySpreadConstraints?.length || affinity?.podAntiAffinity) continue;
        if (replicaRange(context, workload).least > 1)
          yield {
            object: workload.object,
            field: templateField(workload, 'spec.topologySpreadConstraints'),
            message: `the pods of ${nameOf(workload)} may all run on one node`,
          };
      }
    },
  },
  {
    id: 'recreate-strategy',
    severity: 'info',
    profile: 'restricted',
    finds: 'A Deployment behind a Service that stops all pods before it starts new ones.',
    why: 'Nobody answers during a rollout.',
    fix: 'use the strategy RollingUpdate',
    peers: ['kube-linter no-rolling-update-strategy', 'kube-score deployment-strategy'],
    *check(context) {
      for (const { object, kind } of served(context))
        if (kind === 'Deployment' && (object as Deployment).spec?.strategy?.type === 'Recreate')
          yield { object, field: 'spec.strategy.type', message: 'stops all pods before it starts new ones' };
    },
  },
  {
    id: 'no-priority-class',
    severity: 'info',
    profile: 'restricted',
    finds: 'A pod without a PriorityClass.',
    why: 'When the cluster is full, nobody can tell which pods matter more.',
    fix: 'set priorityClassName',
    peers: ['kube-linter priority-class-name', 'polaris priorityClassNotSet'],
    *check({ workloads }) {
      for (const workload of workloads)
        if (!podSpecOf(workload).priorityClassName)
          yield {
            object: workload.object,
            field: templateField(workload, 'spec.priorityClassName'),
            message: `${nameOf(workload)} has no PriorityClass`,
          };
    },
  },
  {
    id: 'job-without-end',
    severity: 'info',
    profile: 'restricted',
    finds: 'A Job that stays in the cluster once it has finished.',
    why: 'Finished Jobs and their pods pile up until somebody deletes them.',
    fix: 'set ttlSecondsAfterFinished',
    peers: ['kube-linter job-ttl-seconds-after-finished'],
    *check({ relations }) {
      for (const job of relations.of<Job>('batch/Job'))
        if (job.spec?.ttlSecondsAfterFinished === undefined)
          yield { object: job, field: 'spec.ttlSecondsAfterFinished', message: 'is never deleted' };
    },
  },
  {
    id: 'cron-job-deadline',
    severity: 'info',
    profile: 'restricted',
    finds: 'A CronJob that says neither how late a run may start nor that runs must not overlap.',
    why: 'After an outage it starts late runs, and a run that takes too long is joined by the next.',
    fix: 'set startingDeadlineSeconds, and concurrencyPolicy to Forbid or Replace',
    peers: ['kube-score cronjob-has-deadline'],
    *check({ relations }) {
      for (const cron of relations.of<CronJob>('batch/CronJob')) {
        const { startingDeadlineSeconds, concurrencyPolicy } = cron.spec ?? {};
        if (startingDeadlineSeconds === undefined && concurrencyPolicy === 'Allow')
          yield {
            object: cron,
            field: 'spec.startingDeadlineSeconds',
            message: 'has no deadline for a late run, and lets runs overlap',
          };
      }
    },
  },
];

const SCALED: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'ReplicaSet']);

/** Workloads with a number of pods, behind a Service: somebody waits for their answer. */
function served(context: CheckContext): readonly Workload[] {
  return context.workloads.filter(
    (workload) =>
      SCALED.has(workload.kind) && runsForever(workload) && context.relations.servicesOf(workload).length > 0,
  );
}
