import type { Stored } from '../../../lib/cluster/storage/revision';
import { Storage } from '../../../lib/cluster/storage/storage';

const INFO = {
  user: { name: 'test', groups: [] },
  agent: 'test',
  verb: 'update',
  subresource: '',
  cause: undefined,
  time: 0,
} as const;

function stored(namespace: string, name: string, value = ''): Stored {
  return { object: { metadata: { namespace, name, labels: { value } } }, managedFields: () => [] };
}

function names(list: readonly Stored[]): string[] {
  return list.map(({ object }) => `${object.metadata.namespace}/${object.metadata.name}`);
}

function put(storage: Storage, namespace: string, name: string, value = ''): void {
  storage.put('pods', namespace, name, stored(namespace, name, value), INFO);
}

describe('Storage', () => {
  test('gives every write the next revision', () => {
    const storage = new Storage();
    put(storage, 'a', 'one');
    put(storage, 'a', 'one', 'changed');
    storage.remove('pods', 'a', 'one', stored('a', 'one'), INFO);
    expect(storage.revision).toBe(3);
    expect([1, 2, 3].map((revision) => storage.revisionAt(revision)!.type)).toEqual([
      'create',
      'update',
      'delete',
    ]);
  });

  test('lists in the order of keys, in which a slash follows the namespace', () => {
    const storage = new Storage();
    for (const [namespace, name] of [
      ['a', 'b'],
      ['a-b', 'x'],
      ['a', 'a'],
      ['b', 'a'],
    ] as const)
      put(storage, namespace, name);
    expect(names(storage.list('pods'))).toEqual(['a-b/x', 'a/a', 'a/b', 'b/a']);
    expect(names(storage.list('pods', 'a'))).toEqual(['a/a', 'a/b']);
  });

  test('lists what was there at an earlier revision', () => {
    const storage = new Storage();
    put(storage, 'a', 'kept', 'old');
    put(storage, 'a', 'removed');
    const then = storage.revision;
    put(storage, 'a', 'kept', 'new');
    put(storage, 'a', 'added');
    storage.remove('pods', 'a', 'removed', stored('a', 'removed'), INFO);
    const list = storage.listAt('pods', 'a', then);
    expect(names(list)).toEqual(['a/kept', 'a/removed']);
    expect(list[0]!.object.metadata.labels).toEqual({ value: 'old' });
  });

  test('wakes a reader once until it has read', () => {
    const storage = new Storage();
    const wake = jest.fn();
    const reader = storage.follow('pods', 0, wake);
    put(storage, 'a', 'one');
    put(storage, 'a', 'two');
    expect(wake).toHaveBeenCalledTimes(1);
    expect(reader.read()).toHaveLength(2);
    put(storage, 'a', 'three');
    expect(wake).toHaveBeenCalledTimes(2);
    expect(reader.read()).toMatchObject([{ name: 'three' }]);
  });

  test('shows a reader only its own resource, from its revision on', () => {
    const storage = new Storage();
    put(storage, 'a', 'before');
    const reader = storage.follow('pods', storage.revision, () => undefined);
    storage.put('nodes', '', 'node', stored('', 'node'), INFO);
    put(storage, 'a', 'after');
    expect(reader.read()).toMatchObject([{ name: 'after', revision: 3 }]);
  });

  test('tells a reader that compaction overtook', () => {
    const storage = new Storage();
    const reader = storage.follow('pods', 0, () => undefined);
    put(storage, 'a', 'one');
    put(storage, 'a', 'two');
    storage.compact(1);
    expect(reader.read()).toBe('lost');
    expect(storage.follow('pods', 0, () => undefined).read()).toBe('lost');
    expect(storage.follow('pods', 1, () => undefined).read()).toMatchObject([{ name: 'two' }]);
  });

  test('a closed reader is not woken any more', () => {
    const storage = new Storage();
    const wake = jest.fn();
    storage.follow('pods', 0, wake).close();
    put(storage, 'a', 'one');
    expect(wake).not.toHaveBeenCalled();
  });

  test('keeps no more history than it was allowed', () => {
    const storage = new Storage(100);
    for (let index = 0; index < 1000; index++) put(storage, 'a', 'one', String(index));
    expect(storage.revision).toBe(1000);
    expect(storage.compacted).toBeGreaterThanOrEqual(875);
    expect(storage.revisionAt(storage.compacted)).toBeUndefined();
    expect(storage.revisionAt(storage.compacted + 1)!.revision).toBe(storage.compacted + 1);
  });
});
