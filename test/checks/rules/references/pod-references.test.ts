import { found, object, severities, workload } from '../../checking';

const settings = object('v1', 'ConfigMap', 'settings', { data: { MODE: 'a' }, binaryData: { logo: 'AA==' } });
const password = object('v1', 'Secret', 'password', { stringData: { value: 'x' } });

const fromKey = (kind: 'configMapKeyRef' | 'secretKeyRef', name: string, key: string, optional?: boolean) =>
  workload('api', { container: { env: [{ name: 'A', valueFrom: { [kind]: { name, key, optional } } }] } });

describe('missing-config-map', () => {
  const reads = (name: string, optional?: boolean) =>
    workload('api', { container: { envFrom: [{ configMapRef: { name, optional } }] } });

  test('finds a ConfigMap that is not in the set', () => {
    expect(found('missing-config-map', [reads('setings'), settings])).toEqual([
      'Deployment/api spec.template.spec.containers[0].envFrom[0].configMapRef: there is no ConfigMap "setings" in the set; did you mean "settings"?',
    ]);
  });

  test('tells of a name that is used twice only once', () => {
    const volumes = [{ name: 'files', configMap: { name: 'lost' } }];
    const container = { envFrom: [{ configMapRef: { name: 'lost' } }] };
    expect(found('missing-config-map', [workload('api', { container, pod: { volumes } })])).toHaveLength(1);
  });

  test('accepts one that is there, is optional, or that every namespace has', () => {
    const given = [reads('settings'), reads('lost', true), reads('kube-root-ca.crt')];
    for (const one of given) expect(found('missing-config-map', [one, settings])).toEqual([]);
    expect(found('missing-config-map', [reads('lost')], { partial: true })).toEqual([]);
  });
});

describe('missing-secret', () => {
  test('finds a Secret that is not in the set', () => {
    expect(found('missing-secret', [fromKey('secretKeyRef', 'lost', 'value')])).toEqual([
      'Deployment/api spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef: there is no Secret "lost" in the set',
    ]);
  });

  test('accepts one that is there, and pull secrets', () => {
    expect(found('missing-secret', [fromKey('secretKeyRef', 'password', 'value'), password])).toEqual([]);
    const pulls = workload('api', { pod: { imagePullSecrets: [{ name: 'registry' }] } });
    expect(found('missing-secret', [pulls])).toEqual([]);
  });
});

describe('missing-key', () => {
  test('finds a key that a variable reads and the source does not have', () => {
    expect(found('missing-key', [fromKey('configMapKeyRef', 'settings', 'MODES'), settings])).toEqual([
      'Deployment/api spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef.key: ConfigMap "settings" has no key "MODES"; did you mean "MODE"?',
    ]);
    expect(found('missing-key', [fromKey('secretKeyRef', 'password', 'other'), password])).toHaveLength(1);
  });

  test('finds a key that a volume makes a file of', () => {
    const volumes = [
      { name: 'files', configMap: { name: 'settings', items: [{ key: 'lgo', path: 'logo' }] } },
    ];
    expect(found('missing-key', [workload('api', { pod: { volumes } }), settings])).toEqual([
      'Deployment/api spec.template.spec.volumes[0].configMap.items[0].key: ConfigMap "settings" has no key "lgo"; did you mean "logo"?',
    ]);
  });

  test('accepts keys that are there, optional ones, and sources that are elsewhere', () => {
    const given = [
      fromKey('configMapKeyRef', 'settings', 'MODE'),
      fromKey('configMapKeyRef', 'settings', 'MODES', true),
      fromKey('configMapKeyRef', 'lost', 'MODE'),
      fromKey('secretKeyRef', 'password', 'value'),
    ];
    for (const one of given) expect(found('missing-key', [one, settings, password])).toEqual([]);
  });
});

describe('missing-persistentvolumeclaim', () => {
  const mounts = (claimName: string) =>
    workload('api', { pod: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }] } });
  const claim = object('v1', 'PersistentVolumeClaim', 'data');

  test('finds a claim that is not in the set', () => {
    expect(found('missing-persistentvolumeclaim', [mounts('date'), claim])).toEqual([
      'Deployment/api spec.template.spec.volumes[0].persistentVolumeClaim: there is no PersistentVolumeClaim "date" in the set; did you mean "data"?',
    ]);
  });

  test('accepts one that is', () => {
    expect(found('missing-persistentvolumeclaim', [mounts('data'), claim])).toEqual([]);
  });

  test('accepts a volume in whose place a StatefulSet puts a claim of its own', () => {
    const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'any' } }];
    const volumeClaimTemplates = [{ metadata: { name: 'data' } }];
    const set = workload('db', { kind: 'StatefulSet', spec: { volumeClaimTemplates }, pod: { volumes } });
    expect(found('missing-persistentvolumeclaim', [set])).toEqual([]);
  });
});

describe('non-existent-service-account', () => {
  const runsAs = (serviceAccountName: string) => workload('api', { pod: { serviceAccountName } });

  test('finds an account that is not in the set', () => {
    expect(found('non-existent-service-account', [runsAs('api')])).toEqual([
      'Deployment/api spec.template.spec.serviceAccountName: there is no ServiceAccount "api" in the set',
    ]);
    const custom = object('example.com/v1', 'Account', 'api');
    expect(severities('non-existent-service-account', [runsAs('api'), custom])).toEqual(['warning']);
  });

  test('accepts one that is, and the default one', () => {
    expect(
      found('non-existent-service-account', [runsAs('api'), object('v1', 'ServiceAccount', 'api')]),
    ).toEqual([]);
    expect(found('non-existent-service-account', [runsAs('default')])).toEqual([]);
  });
});

describe('undefined-variable', () => {
  const withEnv = (...env: { name: string; value: string }[]) => [workload('api', { container: { env } })];

  test('finds a reference to a variable that comes later, or never', () => {
    expect(
      found(
        'undefined-variable',
        withEnv({ name: 'URL', value: 'http://$(HOST)/' }, { name: 'HOST', value: 'api' }),
      ),
    ).toEqual([
      'Deployment/api spec.template.spec.containers[0].env[0].value: $(HOST) is not defined before it in container "main"',
    ]);
  });

  test('accepts earlier ones, those of Services, and escaped text', () => {
    for (const value of ['$(HOST)', '$(API_SERVICE_HOST):$(API_SERVICE_PORT_HTTP)', '$$(LOST)', '$HOST'])
      expect(
        found('undefined-variable', withEnv({ name: 'HOST', value: 'a' }, { name: 'URL', value })),
      ).toEqual([]);
  });

  test('cannot tell where a whole ConfigMap is read', () => {
    const container = {
      env: [{ name: 'URL', value: '$(HOST)' }],
      envFrom: [{ configMapRef: { name: 'settings' } }],
    };
    expect(found('undefined-variable', [workload('api', { container })])).toEqual([]);
  });
});
