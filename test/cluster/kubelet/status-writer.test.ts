import { Client } from '../../../lib/client/client';
import { World } from './world';

test('a kubelet that is overtaken by another writer reports on the version that is there, and undoes nothing', () => {
  const world = new World();
  world.run('shop');
  const { updateStatus } = Client.prototype;
  let attempts = 0;
  const overtaking = jest.spyOn(Client.prototype, 'updateStatus').mockImplementation(function (
    this: Client,
    type,
    object,
  ) {
    // Every first attempt comes too late.
    if (attempts++ % 2 === 0) world.patch('shop', { metadata: { labels: { attempt: String(attempts) } } });
    return updateStatus.call(this, type, object);
  });
  world.settle();
  overtaking.mockRestore();
  expect(attempts).toBe(6);
  const { metadata, status } = world.pod('shop');
  expect(metadata.labels).toEqual({ attempt: '5' });
  expect(status!.phase).toBe('Running');
});

test('conditions that somebody else sets while a pod starts stay', () => {
  const world = new World();
  world.run('shop');
  world.advance(300);
  world.setCondition('shop', { type: 'example.com/known', status: 'True' });
  world.settle();
  expect(world.pod('shop').status!.conditions!.map(({ type }) => type)).toContain('example.com/known');
  expect(world.pod('shop').status!.phase).toBe('Running');
});

test('a kubelet does not report on a pod that took the place of its own', () => {
  const world = new World({ nodes: [{ name: 'a' }, { name: 'b' }] });
  world.run('shop');
  world.advance(299);
  world.delete('shop', 0);
  world.run('shop', { nodeName: 'b' });
  world.settle();
  expect(world.pod('shop').status).toMatchObject({ phase: 'Running', hostIP: '172.18.0.3' });
});
