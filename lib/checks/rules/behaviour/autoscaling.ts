import type { HorizontalPodAutoscaler } from '../../../kube/generated/autoscaling-v2';
import { AUTOSCALER } from '../../context/autoscaler';
import { nameOf } from '../../context/containers';
import type { BuiltInRule } from '../../rule';

export const AUTOSCALING_RULES: readonly BuiltInRule[] = [
  {
    id: 'hpa-fixed-replicas',
    severity: 'warning',
    profile: 'default',
    finds: 'A workload that states its number of replicas, and is scaled by a HorizontalPodAutoscaler.',
    why: 'Every time the manifest is applied the workload is set back to that number, whatever the load is.',
    fix: 'leave replicas out of the workload',
    peers: ['kube-score deployment-targeted-by-hpa-does-not-have-replicas-configured'],
    *check(context) {
      for (const workload of context.workloads) {
        const [autoscaler] = context.relations.autoscalersOf(workload);
        if (!autoscaler) continue;
        const { spec } = context.written(workload.object) as { spec?: { replicas?: number } };
        // With no replicas at all the autoscaler is switched off.
        if (spec?.replicas)
          yield {
            object: workload.object,
            field: 'spec.replicas',
            message: `${nameOf(workload)} asks for ${spec.replicas} replicas, but HorizontalPodAutoscaler/${autoscaler.metadata.name} scales it`,
          };
      }
    },
  },
  {
    id: 'hpa-cannot-scale',
    severity: 'info',
    profile: 'default',
    finds: 'A HorizontalPodAutoscaler whose least and greatest numbers of replicas are the same.',
    why: 'It never scales anything.',
    fix: 'raise maxReplicas, or remove the autoscaler and state the replicas',
    peers: ['polaris hpaMaxAvailability'],
    *check({ relations }) {
      for (const autoscaler of relations.of<HorizontalPodAutoscaler>(AUTOSCALER)) {
        const { minReplicas = 1, maxReplicas } = autoscaler.spec ?? {};
        if (minReplicas === maxReplicas)
          yield {
            object: autoscaler,
            field: 'spec.maxReplicas',
            message: `scales from ${minReplicas} to ${maxReplicas}`,
          };
      }
    },
  },
];
