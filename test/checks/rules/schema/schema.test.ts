import { clusterObject, found, foundInYaml, object, service, workload } from '../../checking';

describe('schema', () => {
  test('finds unknown fields, wrong types and invalid values at once', () => {
    const deployment = workload('api', {
      spec: { replcas: 2, replicas: 'many' },
      container: { imagePullPolicy: 'Sometimes' as never },
    });
    expect(found('schema', [deployment])).toEqual([
      'Deployment/api spec.replcas: unknown field "spec.replcas"; did you mean "replicas"?',
      expect.stringMatching(/^Deployment\/api spec\.replicas: expected int32/),
      'Deployment/api spec.template.spec.containers[0].imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"',
    ]);
  });

  test('finds values that only the API server’s own rules forbid', () => {
    const ports = [{ containerPort: 80_800 }];
    expect(found('schema', [workload('api', { container: { ports } })])).toEqual([
      'Deployment/api spec.template.spec.containers[0].ports[0].containerPort: Invalid value: 80800: must be between 1 and 65535, inclusive',
    ]);
  });

  test('accepts what the API server does', () => {
    expect(found('schema', [workload('api', { spec: { replicas: 2 } })])).toEqual([]);
  });

  test('accepts what the API server fills in by itself', () => {
    const headless = service('db', { clusterIP: 'None' });
    const template = {
      spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'example.com/clean:1' }] },
    };
    const job = object('batch/v1', 'Job', 'clean', { spec: { template } });
    const withStatus = { ...workload('api'), status: { replicas: -1 } };
    const misplaced = clusterObject('v1', 'Namespace', 'shop', { metadata: { namespace: 'shop' } });
    expect(found('schema', [headless, job, withStatus, misplaced])).toEqual([]);
  });

  test('knows a mistyped kind, and one of another group', () => {
    expect(found('schema', [object('apps/v1', 'Deploymnet', 'api')])).toEqual([
      'Deploymnet/api kind: Kubernetes has no kind Deploymnet in apps/v1; did you mean Deployment?',
    ]);
    expect(found('schema', [object('v1', 'Deployment', 'api')])).toEqual([
      'Deployment/api apiVersion: Kubernetes has no kind Deployment in v1',
    ]);
  });

  test('leaves kinds of other people’s groups to the cluster', () => {
    expect(found('schema', [object('cert-manager.io/v1', 'Certificate', 'shop')])).toEqual([]);
  });
});

describe('manifest', () => {
  test('reports what is no object of the API', () => {
    expect(foundInYaml('manifest', 'kind: ConfigMap\nmetadata: {name: x}\n')).toEqual([
      'apiVersion not set: every object needs apiVersion, kind and metadata',
    ]);
  });

  test('is content with an empty document', () => {
    expect(foundInYaml('manifest', '---\n---\n')).toEqual([]);
  });
});

describe('duplicate-object', () => {
  const settings = (namespace: string) => object('v1', 'ConfigMap', 'settings', { metadata: { namespace } });

  test('finds a second object of the same kind, namespace and name', () => {
    expect(found('duplicate-object', [settings('shop'), settings('shop')])).toEqual([
      'ConfigMap/settings metadata.name: there is another ConfigMap shop/settings',
    ]);
  });

  test('takes another version of the kind for the same object', () => {
    const scaler = (version: string) => object(`autoscaling/${version}`, 'HorizontalPodAutoscaler', 'api');
    expect(found('duplicate-object', [scaler('v1'), scaler('v2')])).toHaveLength(1);
  });

  test('allows one name in two namespaces, and for two kinds', () => {
    expect(found('duplicate-object', [settings('shop'), settings('other')])).toEqual([]);
    expect(found('duplicate-object', [settings('shop'), object('v1', 'Secret', 'settings')])).toEqual([]);
  });
});

describe('api-warning', () => {
  test('repeats what the API server warns of', () => {
    const env = [
      { name: 'MODE', value: 'a' },
      { name: 'MODE', value: 'b' },
    ];
    expect(found('api-warning', [workload('api', { container: { env } })])).toEqual([
      'Deployment/api spec.template.spec.containers[0].env[1]: hides previous definition of "MODE", which may be dropped when using apply',
    ]);
  });

  test('is silent where the API server is', () => {
    expect(found('api-warning', [workload('api')])).toEqual([]);
  });
});

describe('removed-api', () => {
  const cron = object('batch/v1beta1', 'CronJob', 'clean');

  test('finds a kind that the target no longer serves', () => {
    expect(found('removed-api', [cron], { kubernetesVersion: 25 })).toEqual([
      'CronJob/clean apiVersion: batch/v1beta1 CronJob is not served any more since Kubernetes 1.25',
    ]);
  });

  test('allows it for an older target', () => {
    expect(found('removed-api', [cron], { kubernetesVersion: 24 })).toEqual([]);
  });
});

describe('future-api', () => {
  const cron = object('batch/v1', 'CronJob', 'clean');

  test('finds a kind that the target does not serve yet', () => {
    expect(found('future-api', [cron], { kubernetesVersion: 20 })).toEqual([
      'CronJob/clean apiVersion: batch/v1 CronJob is served since Kubernetes 1.21; the target is 1.20',
    ]);
  });

  test('allows it for a newer target', () => {
    expect(found('future-api', [cron], { kubernetesVersion: 21 })).toEqual([]);
  });
});

describe('deprecated-api', () => {
  test('finds a kind that a coming version does not serve', () => {
    const budget = object('policy/v1beta1', 'PodDisruptionBudget', 'api');
    expect(found('deprecated-api', [budget], { kubernetesVersion: 22 })).toEqual([
      expect.stringMatching(/^PodDisruptionBudget\/api apiVersion: .* is deprecated since Kubernetes 1\.21/),
    ]);
  });

  test('finds a kind that will stay, but should not be used', () => {
    expect(found('deprecated-api', [object('v1', 'Endpoints', 'api')])).toHaveLength(1);
    expect(found('deprecated-api', [clusterObject('v1', 'Namespace', 'shop')])).toEqual([]);
  });
});
