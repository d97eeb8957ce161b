import { found, object, workload } from '../../checking';

const env = (name: string, value: string) => [workload('api', { container: { env: [{ name, value }] } })];

describe('secret-in-environment', () => {
  test.each([
    ['DB_PASSWORD', 'hunter2'],
    ['apiKey', 'abc'],
    ['SESSION_SECRET', 's3cret'],
    ['MYSQL_PASS', 'x'],
    ['DATABASE_URL', 'postgres://shop:hunter2@db:5432/shop'],
    ['CLOUD_ID', 'AKIAIOSFODNN7EXAMPLE'],
    ['CERT', '-----BEGIN RSA PRIVATE KEY-----\nMII'],
  ])('finds %s', (name, value) => {
    const messages = found('secret-in-environment', env(name, value));
    expect(messages).toEqual([expect.stringContaining(`variable "${name}" of container "main" `)]);
    expect(messages[0]).not.toContain(value);
  });

  test.each([
    ['DB_PASSWORD_FILE', '/run/secrets/db'],
    ['DB_PASSWORD', '/run/secrets/db'],
    ['DB_PASSWORD', '$(OTHER)'],
    ['DB_PASSWORD', ''],
    ['TOKEN_TTL', '3600s'],
    ['MAX_TOKENS', '4096'],
    ['SECRET_NAME', 'db'],
    ['COMPASS', 'north'],
    ['DATABASE_URL', 'postgres://db:5432/shop'],
    ['DATABASE_URL', 'postgres://shop:$(DB_PASSWORD)@db:5432/shop'],
  ])('accepts %s with %s', (name, value) => {
    expect(found('secret-in-environment', env(name, value))).toEqual([]);
  });
});

test('secret-in-arguments finds flags with secrets', () => {
  const withArgs = (...args: string[]) => [workload('api', { container: { args } })];
  expect(found('secret-in-arguments', withArgs('--port=80', '--password=hunter2'))).toEqual([
    'Deployment/api spec.template.spec.containers[0].args[1]: an argument of container "main" is called a secret, and holds a plain value',
  ]);
  expect(found('secret-in-arguments', withArgs('--password=$(DB_PASSWORD)', '--token-file=/token'))).toEqual(
    [],
  );
});

test('secret-in-config-map finds keys and texts', () => {
  const map = object('v1', 'ConfigMap', 'settings', {
    data: { password: 'hunter2', 'app.conf': 'url = amqp://a:b@queue/', LOG_LEVEL: 'info' },
  });
  expect(found('secret-in-config-map', [map])).toEqual([
    'ConfigMap/settings data[password]: "password" is called a secret, and holds a plain value',
    'ConfigMap/settings data[app.conf]: "app.conf" holds a password in a URL',
  ]);
});

test('secret-from-environment finds containers that read Secrets into variables', () => {
  const valueFrom = { secretKeyRef: { name: 'db', key: 'password' } };
  const reading = workload('api', { container: { env: [{ name: 'DB_PASSWORD', valueFrom }] } });
  expect(found('secret-from-environment', [reading])).toHaveLength(1);
  expect(found('secret-from-environment', env('MODE', 'a'))).toEqual([]);
});

test('secret-in-manifest finds values that are committed', () => {
  const secret = (fields: object) => object('v1', 'Secret', 'db', { ...fields });
  expect(found('secret-in-manifest', [secret({ stringData: { a: 'x', b: 'y' } })])).toEqual([
    'Secret/db stringData: holds 2 values',
  ]);
  expect(found('secret-in-manifest', [secret({})])).toEqual([]);
});
