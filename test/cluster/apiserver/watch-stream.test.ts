import { StoredObject } from '../../../lib/cluster/apiserver/stored-object';
import { WatchStream } from '../../../lib/cluster/apiserver/watch-stream';
import { VirtualClock } from '../../../lib/cluster/clock/virtual-clock';
import { Storage } from '../../../lib/cluster/storage/storage';

const INFO = {
  user: { name: 'test', groups: [] },
  agent: 'test',
  verb: 'create',
  subresource: '',
  cause: undefined,
  time: 0,
} as const;

/** What a watch is told, batch by batch, of writes that are 10 ms apart. */
function batchesWith(patience: number | undefined): string[] {
  const storage = new Storage();
  const clock = new VirtualClock();
  const batches: string[] = [];
  const options = {
    storageName: 'configmaps',
    namespace: undefined,
    name: undefined,
    selects: undefined,
    present: ({ object }: StoredObject) => object,
    initial: [],
    markInitialEnd: false,
    after: 0,
    bookmarks: false,
    patience: patience === undefined ? undefined : () => patience,
    blank: { apiVersion: 'v1', kind: 'ConfigMap' },
  };
  new WatchStream(storage, clock, options, (events) => {
    batches.push(events.map(({ object }) => object.metadata.name).join(' '));
  });
  for (const name of ['a', 'b', 'c']) {
    const object = { metadata: { name, namespace: 'default' } };
    storage.put('configmaps', 'default', name, StoredObject.of(object), INFO);
    clock.runUntil(clock.now() + 10);
  }
  clock.runUntil(clock.now() + 100);
  return batches;
}

test('events are told of a moment after the write', () => {
  expect(batchesWith(undefined)).toEqual(['a', 'b', 'c']);
});

test('a watch that may wait is told of several events at once, in their order', () => {
  expect(batchesWith(15)).toEqual(['a b', 'c']);
});
