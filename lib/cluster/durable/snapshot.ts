import type { Storage } from '../storage/storage';
import type { ClusterIdentity } from './cluster-identity';
import { DataFolderError } from './data-folder-error';
import { frameOf, readFrames } from './frame';
import { type ValueRecord, valueRecord } from './record';

const FORMAT = 'seaworthy-snapshot';
const VERSION = 1;

interface SnapshotHead {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  readonly revision: number;
  /** How many values follow. */
  readonly count: number;
  /** Milliseconds since the Unix epoch, in the cluster's time. */
  readonly time: number;
  /** Only in a snapshot that is to move a cluster: its keys. */
  readonly identity?: ClusterIdentity;
}

/** The whole state of a cluster at one revision. */
export interface Snapshot {
  readonly revision: number;
  readonly time: number;
  readonly identity: ClusterIdentity | undefined;
  readonly values: readonly ValueRecord[];
}

/** The bytes of a snapshot, one after the other. */
export interface SnapshotParts extends Iterable<Buffer> {
  readonly revision: number;
}

/** How many values are turned into text at once, before others may go on. */
const AT_ONCE = 200;

/**
 * The bytes of a snapshot, part by part. The values are those of the moment of the call, however long the reading takes.
 * @param time milliseconds since the Unix epoch, in the cluster's time
 */
export function snapshotParts(storage: Storage, time: number, identity?: ClusterIdentity): SnapshotParts {
  const values = storage.everything();
  const { revision } = storage;
  const head: SnapshotHead = {
    format: FORMAT,
    version: VERSION,
    revision,
    count: values.length,
    time,
    identity,
  };
  return {
    revision,
    *[Symbol.iterator]() {
      yield frameOf(JSON.stringify(head));
      for (let start = 0; start < values.length; start += AT_ONCE)
        yield Buffer.concat(values.slice(start, start + AT_ONCE).map((value) => frameOf(valueRecord(value))));
    },
  };
}

/** The bytes of the same state under another revision, without keys. */
export function* renumberedParts({ time, values }: Snapshot, revision: number): Iterable<Buffer> {
  const head: SnapshotHead = { format: FORMAT, version: VERSION, revision, count: values.length, time };
  yield frameOf(JSON.stringify(head));
  for (const value of values) yield frameOf(JSON.stringify(value));
}

/** @throws DataFolderError for bytes that are no whole snapshot */
export function readSnapshot(bytes: Buffer, file: string): Snapshot {
  const { texts, broken } = readFrames(bytes);
  const head = headOf(texts[0]);
  if (!head) throw new DataFolderError(`${file} is no snapshot of a cluster`);
  const values = texts.slice(1);
  if (broken || values.length !== head.count)
    throw new DataFolderError(
      `${file} is damaged: ${values.length} of ${head.count} objects can be read; use another snapshot`,
    );
  return {
    revision: head.revision,
    time: head.time,
    identity: head.identity,
    values: values.map((text) => JSON.parse(text) as ValueRecord),
  };
}

function headOf(text: string | undefined): SnapshotHead | undefined {
  if (!text?.startsWith(`{"format":"${FORMAT}"`)) return undefined;
  const head = JSON.parse(text) as SnapshotHead;
  return head.version === VERSION ? head : undefined;
}
