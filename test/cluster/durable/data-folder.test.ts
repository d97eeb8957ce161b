import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoredObject } from '../../../lib/cluster/apiserver/stored-object';
import { DataFolder } from '../../../lib/cluster/durable/data-folder';
import { numberedFiles } from '../../../lib/cluster/durable/folder-files';
import type { Recorder } from '../../../lib/cluster/durable/recorder';
import { snapshotParts } from '../../../lib/cluster/durable/snapshot';
import type { Storage } from '../../../lib/cluster/storage/storage';
import { ManagedFields } from '../../../lib/kube/apply/managed-fields';

const IDENTITY = {
  authority: { key: 'key', certificate: 'certificate' },
  token: 'token',
  signingKey: 'signing key',
  port: 1,
};
const INFO = {
  user: { name: 'test', groups: [] },
  agent: 'test',
  verb: 'update',
  subresource: '',
  cause: undefined,
  time: 1_000,
} as const;

let path: string;
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'data-folder-')), 'data');
});
afterEach(() => rmSync(join(path, '..'), { recursive: true }));

function put(storage: Storage, name: string, value = ''): void {
  const resourceVersion = String(storage.revision + 1);
  const object = { metadata: { name, namespace: 'default', resourceVersion, labels: { value } } };
  storage.put('pods', 'default', name, StoredObject.of(object), INFO);
}

interface Opened {
  readonly folder: DataFolder;
  readonly storage: Storage;
  readonly recorder: Recorder;
  close(): Promise<void>;
}

async function open(longestLog?: number): Promise<Opened> {
  const folder = DataFolder.open(path);
  const onFailure = (error: Error) => {
    throw error;
  };
  const recorder = folder.record({ now: () => 2_000, onFailure, longestLog });
  if (!folder.identity) await folder.keepIdentity(IDENTITY);
  const close = async () => {
    await recorder.close();
    folder.release();
  };
  return { folder, storage: folder.storage, recorder, close };
}

const namesIn = (storage: Storage) => storage.list('pods').map(({ object }) => object.metadata.name);

test('a cluster goes on where it ended: values, revisions, history and keys', async () => {
  const first = await open();
  put(first.storage, 'a');
  put(first.storage, 'b');
  first.storage.remove('pods', 'default', 'a', first.storage.get('pods', 'default', 'a')!, INFO);
  await first.close();
  const second = await open();
  expect(namesIn(second.storage)).toEqual(['b']);
  expect(second.storage.revision).toBe(3);
  expect(second.storage.compacted).toBe(0);
  expect(second.storage.revisionAt(3)).toMatchObject({ type: 'delete', name: 'a', agent: 'test' });
  expect(second.folder.identity).toEqual(IDENTITY);
  expect(second.folder.time).toBe(1_000);
  await second.close();
});

test('who owns which field is kept', async () => {
  const { storage, close } = await open();
  const entry = {
    manager: 'test',
    operation: 'Update',
    apiVersion: 'v1',
    time: '2026-01-01T00:00:00Z',
    fieldsType: 'FieldsV1',
    fieldsV1: { 'f:metadata': { 'f:labels': { 'f:a': {} } } },
  };
  const object = { metadata: { name: 'a', labels: { a: 'b' } } };
  const owned = StoredObject.of(object, undefined, { of: () => ManagedFields.decode([entry]) });
  storage.put('nodes', '', 'a', owned, INFO);
  await close();
  const again = await open();
  const restored = again.storage.get('nodes', '', 'a') as StoredObject;
  expect(restored.object).toEqual(object);
  expect(restored.managedFields()).toEqual([entry]);
  await again.close();
});

test('a record that a crash left unfinished is forgotten, and the next one takes its place', async () => {
  const first = await open();
  put(first.storage, 'a');
  put(first.storage, 'b');
  await first.close();
  const [log] = numberedFiles(path, 'log');
  truncateSync(log!.path, statSync(log!.path).size - 3);
  const second = await open();
  expect(namesIn(second.storage)).toEqual(['a']);
  put(second.storage, 'c');
  await second.close();
  const third = await open();
  expect(namesIn(third.storage)).toEqual(['a', 'c']);
  await third.close();
});

test('a log that was damaged is refused, not cut off', async () => {
  const first = await open();
  for (const name of ['a', 'b', 'c']) put(first.storage, name);
  await first.close();
  const [log] = numberedFiles(path, 'log');
  const bytes = readFileSync(log!.path);
  bytes[20]! ^= 1;
  writeFileSync(log!.path, bytes);
  expect(() => DataFolder.open(path)).toThrow(/log-0+ is damaged at byte 0; restore a snapshot/);
});

test('a long log gives way to a snapshot and a new log; the snapshot before it stays', async () => {
  const { storage, recorder, close } = await open(1_000);
  for (let count = 0; count < 60; count++) {
    put(storage, `pod-${count % 7}`, String(count));
    await recorder.committed();
  }
  await close();
  const snapshots = numberedFiles(path, 'snapshot');
  const logs = numberedFiles(path, 'log');
  expect(snapshots).toHaveLength(2);
  expect(logs[0]!.revision).toBe(snapshots[0]!.revision);
  const again = await open();
  expect(namesIn(again.storage)).toHaveLength(7);
  expect(again.storage.revision).toBe(60);
  expect(again.storage.compacted).toBe(snapshots[0]!.revision);
  const { labels } = again.storage.get('pods', 'default', 'pod-3')!.object.metadata;
  expect(labels).toEqual({ value: '59' });
  await again.close();
});

test('a snapshot that was not finished does not count', async () => {
  const first = await open();
  put(first.storage, 'a');
  await first.close();
  writeFileSync(join(path, '.snapshot-0000000000000001.99.unfinished'), 'half of');
  const second = await open();
  expect(namesIn(second.storage)).toEqual(['a']);
  await second.close();
  expect(readdirSync(path).sort()).toEqual(['identity.json', 'log-0000000000000000']);
});

test('a cluster that never came to be is begun anew', async () => {
  const folder = DataFolder.open(path);
  const recorder = folder.record({ now: () => 0, onFailure: () => undefined });
  put(folder.storage, 'half');
  await recorder.close();
  folder.release();
  const again = await open();
  expect(again.storage.revision).toBe(0);
  await again.close();
});

test('a folder belongs to one process at a time', async () => {
  const { close } = await open();
  writeFileSync(join(path, 'lock'), String(process.ppid));
  expect(() => DataFolder.open(path)).toThrow(`is in use by process ${process.ppid}; end that cluster first`);
  writeFileSync(join(path, 'lock'), '999999999');
  expect(DataFolder.open(path).storage.revision).toBe(0);
  await close();
});

test('a folder with other files is left alone', async () => {
  const { close } = await open();
  await close();
  rmSync(join(path, 'identity.json'));
  appendFileSync(join(path, 'notes.txt'), 'mine');
  expect(() => DataFolder.open(path)).toThrow('holds other files (notes.txt)');
});

test('all files are for their owner only', async () => {
  const { storage, recorder, close } = await open(100);
  for (let count = 0; count < 5; count++) {
    put(storage, `pod-${count}`);
    await recorder.committed();
  }
  await close();
  const modes = readdirSync(path).map((name) => statSync(join(path, name)).mode & 0o777);
  expect(new Set(modes)).toEqual(new Set([0o600]));
  expect(statSync(path).mode & 0o777).toBe(0o700);
});

describe('a snapshot that moves a cluster', () => {
  let file: string;
  beforeEach(() => {
    file = join(path, '..', 'snapshot');
  });

  async function save(): Promise<void> {
    const { storage, close } = await open();
    put(storage, 'a');
    put(storage, 'b');
    writeFileSync(file, Buffer.concat([...snapshotParts(storage, 5_000, IDENTITY)]));
    await close();
    path = join(path, '..', 'elsewhere');
  }

  test('brings values and keys, and passes over revisions that were given since', async () => {
    await save();
    expect(await DataFolder.restore(file, path)).toBe(2);
    const { folder, storage, close } = await open();
    expect(namesIn(storage)).toEqual(['a', 'b']);
    expect(storage.revision).toBe(1_000_002);
    expect(storage.compacted).toBe(1_000_002);
    expect(folder.identity).toEqual(IDENTITY);
    expect(folder.time).toBe(5_000);
    put(storage, 'c');
    await close();
    const again = await open();
    expect(namesIn(again.storage)).toEqual(['a', 'b', 'c']);
    await again.close();
  });

  test('does not replace a cluster', async () => {
    await save();
    await DataFolder.restore(file, path);
    await expect(DataFolder.restore(file, path)).rejects.toThrow('holds a cluster already');
  });

  test('is refused when it is damaged, cut off, or something else', async () => {
    await save();
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.subarray(0, -1));
    await expect(DataFolder.restore(file, path)).rejects.toThrow('is damaged: 1 of 2 objects can be read');
    writeFileSync(file, 'something else');
    await expect(DataFolder.restore(file, path)).rejects.toThrow('is no snapshot of a cluster');
  });
});
