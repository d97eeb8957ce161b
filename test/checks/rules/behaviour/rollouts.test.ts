import { found, object, severities, workload } from '../../checking';

const alone = {
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { labelSelector: { matchLabels: { app: 'api' } }, topologyKey: 'kubernetes.io/hostname' },
      ],
    },
  },
};

const nodes = (count: number) => ({ nodes: { count, cpu: '4', memory: '16Gi' } });

describe('rollout-cannot-proceed', () => {
  const rule = 'rollout-cannot-proceed';
  const update = (maxUnavailable: number | string, pod: object = alone) =>
    workload('api', {
      spec: { replicas: 3, strategy: { rollingUpdate: { maxUnavailable, maxSurge: 1 } } },
      pod,
    });

  test('finds a rollout that needs a node more than there is', () => {
    expect(found(rule, [update(0)], nodes(3))).toEqual([
      'Deployment/api spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0]: a rollout needs 4 nodes for 3 replicas: maxUnavailable is 0, and its pods keep each other off a node; there are 3',
    ]);
    expect(severities(rule, [update(0)], nodes(3))).toEqual(['error']);
  });

  test('finds host ports as well', () => {
    const ports = [{ containerPort: 8080, hostPort: 8080 }];
    const onHost = update(0, { containers: [{ name: 'main', image: 'a:1', ports }] });
    expect(found(rule, [onHost], nodes(3))).toEqual([
      expect.stringContaining('each needs port 8080 of its node'),
    ]);
  });

  test('is a hint where the nodes are not known', () => {
    expect(severities(rule, [update(0)])).toEqual(['info']);
  });

  test('accepts more nodes, pods that may be missing, and pods that share a node', () => {
    expect(found(rule, [update(0)], nodes(4))).toEqual([]);
    expect(found(rule, [update(1)], nodes(3))).toEqual([]);
    expect(found(rule, [update(0, {})], nodes(3))).toEqual([]);
  });
});

function withClaim(accessModes: string[], fields: Parameters<typeof workload>[1] = {}) {
  const claim = object('v1', 'PersistentVolumeClaim', 'data', { spec: { accessModes } });
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
  return [workload('db', { ...fields, pod: { volumes } }), claim];
}

describe('rwo-volume-rolling-update', () => {
  const rule = 'rwo-volume-rolling-update';

  test('finds a new pod that waits for the volume of the old one', () => {
    expect(found(rule, withClaim(['ReadWriteOnce']))).toEqual([
      'Deployment/db spec.template.spec.volumes[0].persistentVolumeClaim: the new pod of a rollout needs PersistentVolumeClaim "data", which is ReadWriteOnce, while the old one holds it',
    ]);
    expect(severities(rule, withClaim(['ReadWriteOncePod']))).toEqual(['error']);
  });

  test('accepts Recreate, and volumes for many', () => {
    expect(found(rule, withClaim(['ReadWriteOnce'], { spec: { strategy: { type: 'Recreate' } } }))).toEqual(
      [],
    );
    expect(found(rule, withClaim(['ReadWriteMany']))).toEqual([]);
  });
});

describe('rwo-volume-shared', () => {
  const rule = 'rwo-volume-shared';

  test('finds several pods with one volume', () => {
    expect(found(rule, withClaim(['ReadWriteOnce'], { spec: { replicas: 2 } }))).toEqual([
      'Deployment/db spec.template.spec.volumes[0].persistentVolumeClaim: 2 pods of Deployment/db share PersistentVolumeClaim "data", which is ReadWriteOnce',
    ]);
    expect(found(rule, withClaim(['ReadWriteOnce'], { kind: 'DaemonSet' }))).toHaveLength(1);
  });

  test('accepts one pod', () => {
    expect(found(rule, withClaim(['ReadWriteOnce']))).toEqual([]);
  });
});
