import fc from 'fast-check';
import { compareManifests } from '../../lib/diff/diff-sets';
import { looksSecret, maskText, maskValue } from '../../lib/diff/masking';
import type { KubeObject } from '../../lib/kube/object';

/** Long enough not to be part of anything else. */
const SECRET = fc.stringMatching(/^[A-Za-z0-9]{16,24}$/);

/** Everything in which manifests carry secrets, once for each given value. */
function holders(secrets: readonly string[], note: string): readonly KubeObject[] {
  const [data, text, variable, file, url, flag, applied, following] = secrets as readonly string[];
  const encoded = Buffer.from(data!).toString('base64');
  const lastApplied = JSON.stringify({ stringData: { text: applied } });
  return [
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'credentials',
        annotations: { note, 'kubectl.kubernetes.io/last-applied-configuration': lastApplied },
      },
      data: { encoded },
      stringData: { text },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: {
            containers: [
              {
                name: 'web',
                image: 'web:1',
                args: [`--api-token=${flag}`, '--password', following, note],
                env: [
                  { name: 'DB_PASSWORD', value: variable },
                  { name: 'DATABASE_URL', value: `postgres://app:${url}@db:5432/shop` },
                ],
              },
            ],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'settings' },
      data: { 'app.properties': `note=${note}\ndb.password = ${file}\n`, API_KEY: variable },
    },
    {
      apiVersion: 'acme.dev/v1',
      kind: 'Account',
      metadata: { name: 'one' },
      spec: { clientSecret: text, note },
    },
  ] as unknown as KubeObject[];
}

const inputs = (objects: readonly KubeObject[]) => objects.map((object) => ({ object }));
const EIGHT = fc.uniqueArray(SECRET, { minLength: 8, maxLength: 8 });

test('no secret value is in what a diff says, whether it changed, came, went or stayed', () => {
  fc.assert(
    fc.property(EIGHT, EIGHT, (old, now) => {
      const [before, after] = [holders(old, 'a'), holders(now, 'b')];
      const told = [
        compareManifests(inputs(before), inputs(after)),
        compareManifests(inputs(before), inputs(holders(old, 'b'))),
        compareManifests([], inputs(after)),
        compareManifests(inputs(before), []),
      ].map((comparison) => JSON.stringify(comparison));
      for (const secret of [...old, ...now]) {
        for (const text of told) expect(text).not.toContain(secret);
        for (const text of told) expect(text).not.toContain(Buffer.from(secret).toString('base64'));
      }
    }),
    { numRuns: 30 },
  );
});

test('a secret that changed can be told from one that stayed', () => {
  const secrets = (data: Record<string, string>): KubeObject[] => [
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'one' }, stringData: data } as KubeObject,
  ];
  const { diff } = compareManifests(
    inputs(secrets({ stays: 'same', changes: 'old', goes: 'away' })),
    inputs(secrets({ stays: 'same', changes: 'new', comes: 'here' })),
  );
  expect(diff.changes[0]!.fields).toEqual([
    { path: 'data[changes]', change: 'changed', before: '*** (before)', after: '*** (after)' },
    { path: 'data[comes]', change: 'added', after: '***' },
    { path: 'data[goes]', change: 'removed', before: '***' },
  ]);
});

test.each([
  'DB_PASSWORD',
  'password',
  'apiKey',
  'AWS_SECRET_ACCESS_KEY',
  'GITHUB_TOKEN',
  'db.passwd',
  'clientSecret',
  'SMTP_PASS',
])('%s is the name of a credential', (name) => {
  expect(looksSecret(name)).toBe(true);
});

test.each(['PASSWORD_FILE', 'TOKEN_TTL', 'KEY', 'secretName', 'replicas', 'PASSENGERS', 'MONKEY'])(
  '%s is no name of a credential',
  (name) => {
    expect(looksSecret(name)).toBe(false);
  },
);

test('of a file only the lines with credentials are masked', () => {
  expect(maskText('user: app\npassword: hunter22\nttl: 5m')).toBe('user: app\npassword: ***\nttl: 5m');
});

test('references to secrets are shown: they are none', () => {
  expect(maskValue('Deployment', 'spec.env[name=DB_PASSWORD].value', '$(OTHER)')).toBe('$(OTHER)');
  expect(maskValue('Pod', 'spec.volumes[name=tls].secret.secretName', 'shop-tls')).toBe('shop-tls');
});
