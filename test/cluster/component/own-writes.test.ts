import { InformerFactory } from '../../../lib/client/informer';
import { OwnWrites } from '../../../lib/cluster/component/own-writes';
import { ConfigMaps } from '../../../lib/kube/generated/resources';
import { TestCluster } from '../controllers/test-cluster';

test('a write counts as seen when the cache shows it, or something later', () => {
  const { client, clock } = new TestCluster();
  const informers = new InformerFactory(client);
  const cache = informers.of(ConfigMaps);
  informers.start();
  const writes = new OwnWrites();
  const create = (name: string) =>
    client.create(ConfigMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: 'default' },
    });
  writes.note('default/owner', cache, create('first'));
  expect(writes.areSeen('default/owner')).toBe(false);
  expect(writes.areSeen('default/other')).toBe(true);
  create('second');
  clock.runUntil(clock.now() + 100);
  expect(writes.areSeen('default/owner')).toBe(true);
});

test('nobody waits for what is forgotten', () => {
  const { client } = new TestCluster();
  const cache = new InformerFactory(client).of(ConfigMaps);
  const writes = new OwnWrites();
  writes.note('default/owner', cache, { metadata: { resourceVersion: '99' } });
  writes.forget('default/owner');
  expect(writes.areSeen('default/owner')).toBe(true);
});
