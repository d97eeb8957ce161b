import { found, object, severities, workload } from '../../checking';

const nodes = (count: number, cpu = '4', memory = '16Gi') => ({ nodes: { count, cpu, memory } });
const asking = (cpu: string, replicas = 1) =>
  workload('api', { spec: { replicas }, container: { resources: { requests: { cpu } } } });

const spread = {
  topologySpreadConstraints: [
    {
      maxSkew: 1,
      topologyKey: 'kubernetes.io/hostname',
      whenUnsatisfiable: 'DoNotSchedule' as const,
      labelSelector: { matchLabels: { app: 'api' } },
    },
  ],
};
const apart = {
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { labelSelector: { matchLabels: { app: 'api' } }, topologyKey: 'kubernetes.io/hostname' },
      ],
    },
  },
};

describe('unschedulable', () => {
  test('finds pods that fit on no node', () => {
    expect(found('unschedulable', [asking('6')], nodes(3))).toEqual([
      'Deployment/api spec.template.spec: 0/3 nodes are available: 3 Insufficient cpu.',
    ]);
  });

  test('accepts pods that fit, and knows nothing where no nodes are told', () => {
    expect(found('unschedulable', [asking('2')], nodes(3))).toEqual([]);
    expect(found('unschedulable', [asking('6')])).toEqual([]);
  });
});

describe('unschedulable-replicas', () => {
  const rule = 'unschedulable-replicas';
  const scaler = object('autoscaling/v2', 'HorizontalPodAutoscaler', 'api', {
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' },
      minReplicas: 2,
      maxReplicas: 5,
    },
  });

  test('finds replicas that an autoscaler may ask for, and no node takes', () => {
    const objects = [workload('api', { pod: apart }), scaler];
    expect(found(rule, objects, nodes(3))).toEqual([
      expect.stringContaining(
        'podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0]: only 3 of 5 pods of Deployment/api fit on 3 nodes: ',
      ),
    ]);
    expect(severities(rule, objects, nodes(3))).toEqual(['warning']);
  });

  test('is an error where even the least number does not fit', () => {
    expect(severities(rule, [workload('api', { spec: { replicas: 5 }, pod: apart })], nodes(3))).toEqual([
      'error',
    ]);
  });

  test('accepts a spread that goes on, and as many nodes as pods', () => {
    expect(found(rule, [workload('api', { pod: spread }), scaler], nodes(3))).toEqual([]);
    expect(found(rule, [workload('api', { pod: apart }), scaler], nodes(5))).toEqual([]);
  });

  test('finds room that runs out', () => {
    expect(found(rule, [asking('3', 4)], nodes(3))).toEqual([
      expect.stringContaining('only 3 of 4 pods of Deployment/api fit on 3 nodes'),
    ]);
  });
});

test('insufficient-capacity adds up what all workloads request', () => {
  expect(found('insufficient-capacity', [asking('3', 5)], nodes(3))).toEqual([
    'Deployment/api: all workloads together request 15 of cpu; 3 nodes have 12',
  ]);
  expect(found('insufficient-capacity', [asking('3', 4)], nodes(3))).toEqual([]);
});
