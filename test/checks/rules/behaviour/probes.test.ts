import type { Container } from '../../../../lib/kube/generated/core-v1';
import { found, service, workload } from '../../checking';

const withContainer = (container: Partial<Container>) => workload('api', { container });
const probe = (path: string, fields: object = {}) => ({ httpGet: { path, port: 8080 }, ...fields });

describe('no-readiness-probe', () => {
  test('finds the container that a Service leads to', () => {
    expect(found('no-readiness-probe', [service('api'), workload('api')])).toEqual([
      'Deployment/api spec.template.spec.containers[0].readinessProbe: container "main" serves a Service, but has no readiness probe',
    ]);
  });

  test('accepts a probe, containers that serve nothing, and sidecars without the port', () => {
    expect(
      found('no-readiness-probe', [service('api'), withContainer({ readinessProbe: probe('/') })]),
    ).toEqual([]);
    expect(found('no-readiness-probe', [workload('api')])).toEqual([]);
    const main = {
      name: 'main',
      image: 'example.com/main:1',
      ports: [{ name: 'http', containerPort: 8080 }],
      readinessProbe: probe('/'),
    };
    const log = { name: 'log', image: 'example.com/log:1' };
    const both = workload('api', { pod: { containers: [main, log] } });
    expect(found('no-readiness-probe', [service('api'), both])).toEqual([]);
  });
});

test('no-liveness-probe', () => {
  expect(found('no-liveness-probe', [workload('api')])).toHaveLength(1);
  expect(found('no-liveness-probe', [withContainer({ livenessProbe: probe('/') })])).toEqual([]);
});

describe('identical-probes', () => {
  test('finds a container that is killed when it should be left alone', () => {
    const same = withContainer({ livenessProbe: probe('/'), readinessProbe: probe('/') });
    expect(found('identical-probes', [same])).toEqual([
      'Deployment/api spec.template.spec.containers[0].livenessProbe: container "main" is killed by the same question, after 30 s, that takes it out of service after 30 s',
    ]);
  });

  test('accepts another question, and more patience', () => {
    const other = withContainer({ livenessProbe: probe('/live'), readinessProbe: probe('/ready') });
    const patient = withContainer({
      livenessProbe: probe('/', { failureThreshold: 6 }),
      readinessProbe: probe('/'),
    });
    expect(found('identical-probes', [other])).toEqual([]);
    expect(found('identical-probes', [patient])).toEqual([]);
  });
});

test('startup-longer-than-deadline', () => {
  const slow = (failureThreshold: number) =>
    withContainer({ startupProbe: probe('/', { periodSeconds: 10, failureThreshold }) });
  expect(found('startup-longer-than-deadline', [slow(61)])).toEqual([
    'Deployment/api spec.template.spec.containers[0].startupProbe: container "main" may take 610 s to start; progressDeadlineSeconds is 600',
  ]);
  expect(found('startup-longer-than-deadline', [slow(30)])).toEqual([]);
});
