import { found, object, service, severities, workload } from '../../checking';

describe('dangling-service', () => {
  test('finds a Service that selects no pods, and the label that was meant', () => {
    expect(found('dangling-service', [service('apii'), workload('api')])).toEqual([
      'Service/apii spec.selector: no pod has the labels app=apii; Deployment/api has app=api',
    ]);
  });

  test('accepts one that selects pods, one without a selector, and an external name', () => {
    const open = object('v1', 'Service', 'open', { spec: { ports: [{ port: 80 }] } });
    const external = service('away', { type: 'ExternalName', externalName: 'example.com', ports: undefined });
    expect(found('dangling-service', [service('api'), open, external, workload('api')])).toEqual([]);
  });

  test('does not look into other namespaces', () => {
    const elsewhere = workload('api', { metadata: { namespace: 'other' } });
    expect(found('dangling-service', [service('api'), workload('web'), elsewhere])).toHaveLength(1);
  });

  test('says nothing where the set has no pods, or is only a part', () => {
    expect(found('dangling-service', [service('api')])).toEqual([]);
    expect(found('dangling-service', [service('api'), workload('web')], { partial: true })).toEqual([]);
  });

  test('is only a warning where custom resources may make pods', () => {
    const custom = object('postgresql.cnpg.io/v1', 'Cluster', 'db');
    expect(severities('dangling-service', [service('db'), workload('web'), custom])).toEqual(['warning']);
  });
});

describe('service-target-port', () => {
  test('finds a port name that no container has', () => {
    const wrong = service('api', { ports: [{ port: 80, targetPort: 'web' }] });
    expect(found('service-target-port', [wrong, workload('api')])).toEqual([
      'Service/api spec.ports[0].targetPort: Deployment/api declares no TCP port named "web"; it declares 8080 (http)',
    ]);
  });

  test('warns of a number that none declares, though it may be listened on', () => {
    const objects = [service('api', { ports: [{ port: 80 }] }), workload('api')];
    expect(found('service-target-port', objects)).toEqual([
      'Service/api spec.ports[0].targetPort: Deployment/api declares no TCP port 80; it declares 8080 (http)',
    ]);
    expect(severities('service-target-port', objects)).toEqual(['warning']);
  });

  test('tells protocols apart', () => {
    const udp = service('api', { ports: [{ port: 53, targetPort: 8080, protocol: 'UDP' }] });
    expect(found('service-target-port', [udp, workload('api')])).toHaveLength(1);
  });

  test('accepts names and numbers that are declared, and any number where nothing is', () => {
    const byNumber = service('api', { ports: [{ port: 80, targetPort: 8080 }] });
    expect(found('service-target-port', [byNumber, workload('api')])).toEqual([]);
    expect(found('service-target-port', [service('api'), workload('api')])).toEqual([]);
    const silent = workload('api', { container: { ports: undefined } });
    expect(found('service-target-port', [byNumber, silent])).toEqual([]);
  });

  test('accepts the port of a sidecar', () => {
    const proxy = {
      name: 'proxy',
      image: 'example.com/proxy:1',
      restartPolicy: 'Always',
      ports: [{ name: 'mesh', containerPort: 15_000 }],
    };
    const meshed = workload('api', { pod: { initContainers: [proxy] } });
    expect(
      found('service-target-port', [service('api', { ports: [{ port: 80, targetPort: 'mesh' }] }), meshed]),
    ).toEqual([]);
  });
});

describe('service-selects-too-much', () => {
  const shared = { app: 'shop' };
  const both = service('shop', { selector: shared });

  test('finds a Service that selects the pods of a Job', () => {
    const template = {
      metadata: { labels: shared },
      spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'example.com/migrate:1' }] },
    };
    const job = object('batch/v1', 'Job', 'migrate', { spec: { template } });
    expect(found('service-selects-too-much', [both, workload('api', { labels: shared }), job])).toEqual([
      'Service/shop spec.selector: the selector also matches the pods of Job/migrate, which do not serve',
    ]);
  });

  test('finds a Service that selects a workload without its port', () => {
    const worker = workload('worker', { labels: shared, container: { ports: [{ containerPort: 9 }] } });
    expect(found('service-selects-too-much', [both, workload('api', { labels: shared }), worker])).toEqual([
      'Service/shop spec.selector: the selector also matches the pods of Deployment/worker, which declare no port http',
    ]);
  });

  test('accepts two workloads that both have the port', () => {
    const versions = ['blue', 'green'].map((name) => workload(name, { labels: shared }));
    expect(found('service-selects-too-much', [both, ...versions])).toEqual([]);
  });
});
