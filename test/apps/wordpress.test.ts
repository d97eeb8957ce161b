import { wordpress } from '../../apps/wordpress/stack';
import { App, type KubeApiObject } from '../../lib/constructs';
import type { StatefulSet } from '../../lib/kube/generated/apps-v1';
import type { NetworkPolicy } from '../../lib/kube/generated/networking-v1';
import type { KubeObject } from '../../lib/kube/object';
import { simulate } from '../../lib/testing';

const stack = wordpress(new App());
const objectOf = <T extends KubeObject>(kind: string, name: string): T =>
  (stack.objects.find((one) => one.kind === kind && one.name === name) as KubeApiObject<T>).toJson();
const setOf = (name: string) => objectOf<StatefulSet>('StatefulSet', name).spec!;

test.each([
  ['mysql', 'data', '20Gi', '/var/lib/mysql'],
  ['wordpress', 'site', '10Gi', '/var/www/html'],
])(
  '%s keeps its data in a claim that outlives pods, nodes and the set',
  (name, volume, storage, mountPath) => {
    const { volumeClaimTemplates, persistentVolumeClaimRetentionPolicy, template } = setOf(name);
    expect(volumeClaimTemplates).toMatchObject([
      { metadata: { name: volume }, spec: { resources: { requests: { storage } } } },
    ]);
    expect(persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: 'Retain', whenScaled: 'Retain' });
    expect(template.spec!.containers[0]!.volumeMounts).toContainEqual({ name: volume, mountPath });
  },
);

test('WordPress gets the variables its image expects, the password by reference', () => {
  const env = setOf('wordpress').template.spec!.containers[0]!.env!;
  expect(Object.fromEntries(env.map(({ name, value }) => [name, value ?? 'by reference']))).toEqual({
    WORDPRESS_DB_HOST: 'mysql',
    WORDPRESS_DB_PORT: '3306',
    WORDPRESS_DB_NAME: 'wordpress',
    WORDPRESS_DB_USER: 'wordpress',
    WORDPRESS_DB_PASSWORD: 'by reference',
  });
});

test('Apache listens where its Service leads to', () => {
  const { data } = objectOf<KubeObject & { data: Record<string, string> }>('ConfigMap', 'wordpress-files');
  expect(data['etc.apache2.ports.conf']).toBe('Listen 8080\n');
  expect(setOf('wordpress').template.spec!.containers[0]!.ports![0]!.containerPort).toBe(8080);
});

test('nobody but WordPress and the backup reaches the database', () => {
  const { ingress } = objectOf<NetworkPolicy>('NetworkPolicy', 'mysql').spec!;
  expect(ingress!.map(({ from }) => from![0]!.podSelector!.matchLabels!['app.kubernetes.io/name'])).toEqual([
    'mysql-backup',
    'wordpress',
  ]);
});

test('every night, a job starts that copies the database', () => {
  const app = new App();
  wordpress(app);
  const cluster = simulate(app, { start: Date.parse('2026-01-01T03:25:00Z') });
  cluster.advance('10m');
  const jobs = cluster.list('Job').map(({ metadata }) => metadata.name!);
  expect(jobs).toEqual([expect.stringMatching(/^mysql-backup-\d+$/)]);
});
