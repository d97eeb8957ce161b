import { applyConfiguration } from '../../../lib/kube/apply/apply';
import { appliedConfiguration, reapplicableConfiguration } from '../../../lib/kube/apply/extract';
import { ManagedFields } from '../../../lib/kube/apply/managed-fields';
import { freeze } from '../../../lib/kube/frozen';
import type { KubeObject } from '../../../lib/kube/object';
import { schemaOf } from '../../../lib/kube/schema';

const schema = schemaOf({ group: 'apps', version: 'v1', kind: 'Deployment' })!;

const web = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', labels: { app: 'web' } },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        nodeSelector: {},
        containers: [{ name: 'web', image: 'web:1', args: ['a'], ports: [{ containerPort: 80 }] }],
      },
    },
  },
};

function applied(
  manager: string,
  configuration: KubeObject,
  live?: KubeObject,
  managed = ManagedFields.none,
) {
  const result = applyConfiguration({
    schema,
    apiVersion: 'apps/v1',
    subresource: '',
    live,
    managed,
    configuration,
    manager,
    time: '2026-01-01T00:00:01Z',
    force: true,
  });
  return { ...result, object: freeze(result.object) };
}

test('what was applied comes back, without what others added', () => {
  const first = applied('us', web);
  const others = {
    ...web,
    metadata: { name: 'web', labels: { team: 'b' } },
    spec: { template: { spec: { containers: [{ name: 'web', env: [{ name: 'A' }] }, { name: 'side' }] } } },
  };
  const { object, managed } = applied('them', others as KubeObject, first.object, first.managed);
  const { name: _, namespace: __, ...metadata } = web.metadata;
  expect(appliedConfiguration(object, managed, schema, 'us')).toEqual({ ...web, metadata });
  expect(appliedConfiguration(object, managed, schema, 'them')).toEqual({
    ...others,
    metadata: { labels: { team: 'b' } },
  });
});

test('it has the values of now, and not what others took over', () => {
  const first = applied('us', web);
  const taken = { ...web, metadata: { name: 'web' }, spec: { replicas: 5 } };
  const { object, managed } = applied('autoscaler', taken, first.object, first.managed);
  expect(appliedConfiguration(object, managed, schema, 'us')).not.toHaveProperty('spec.replicas');
  expect(appliedConfiguration(object, managed, schema, 'autoscaler')).toEqual({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    spec: { replicas: 5 },
  });
});

test('applied again, it changes nothing', () => {
  const { object, managed } = applied('us', web);
  const again = reapplicableConfiguration(object, managed, schema, 'us')!;
  expect(again.metadata).toMatchObject({ name: 'web', namespace: 'shop' });
  const result = applied('us', again, object, managed);
  expect(result.object).toBe(object);
  expect(result.managed).toBe(managed);
});

test('who applied nothing has nothing', () => {
  const { object, managed } = applied('us', web);
  expect(appliedConfiguration(object, managed, schema, 'nobody')).toBeUndefined();
  expect(appliedConfiguration(object, managed, schema, 'us', 'status')).toBeUndefined();
  expect(reapplicableConfiguration(object, managed, schema, 'nobody')).toBeUndefined();
});
