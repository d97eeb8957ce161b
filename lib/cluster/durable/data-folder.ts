import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Storage } from '../storage/storage';
import type { ClusterIdentity } from './cluster-identity';
import { DataFolderError } from './data-folder-error';
import { numberedFiles, numberedPath, readIfThere, removeUnfinished, writeWhole } from './folder-files';
import { FolderLock } from './folder-lock';
import { type ReadHistory, readHistory } from './history-files';
import { Recorder, type RecorderOptions } from './recorder';
import { readSnapshot, renumberedParts } from './snapshot';

/** Written last when a folder is new: without it nothing in the folder counts. */
const IDENTITY = 'identity.json';

/**
 * Revisions that a restored cluster passes over: more than were given since the snapshot was taken. Who has seen one of
 * those is told that it is too old, and lists anew (as etcd's `--bump-revision` does it).
 */
const BUMP = 1_000_000;

/** Where a cluster lies that outlives its process. */
export class DataFolder {
  private constructor(
    private readonly path: string,
    private readonly lock: FolderLock,
    private readonly history: ReadHistory,
    /** Undefined for a new cluster. */
    readonly identity: ClusterIdentity | undefined,
  ) {}

  /** Makes the folder if need be. @throws DataFolderError when it is in use, damaged, or holds something else */
  static open(path: string): DataFolder {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const lock = FolderLock.take(path);
    try {
      removeUnfinished(path);
      const known = readIfThere(join(path, IDENTITY));
      const identity = known === undefined ? undefined : (JSON.parse(known) as ClusterIdentity);
      if (!identity) clear(path);
      return new DataFolder(path, lock, (identity && readHistory(path)) ?? emptyHistory(path), identity);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  get storage(): Storage {
    return this.history.storage;
  }

  /** The cluster's time when it was written to last, in milliseconds since the Unix epoch; 0 for a new cluster. */
  get time(): number {
    return this.history.time;
  }

  /** Begins to write down what happens in {@link storage}. */
  record(options: Omit<RecorderOptions, 'storage' | 'log'>): Recorder {
    return new Recorder(this.path, { ...options, storage: this.storage, log: this.history.log });
  }

  /** From now on the folder holds a cluster. */
  keepIdentity(identity: ClusterIdentity): Promise<void> {
    return writeIdentity(this.path, identity);
  }

  release(): void {
    this.lock.release();
  }

  /**
   * Fills a new folder with the cluster of a snapshot.
   * @throws DataFolderError for a damaged snapshot, one without keys, and a folder that holds a cluster
   * @returns how many objects the cluster has
   */
  static async restore(file: string, path: string): Promise<number> {
    const snapshot = readSnapshot(readFileSync(file), file);
    const { identity } = snapshot;
    if (!identity)
      throw new DataFolderError(`${file} has no keys: it is no snapshot that was saved by command`);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const lock = FolderLock.take(path);
    try {
      if (readIfThere(join(path, IDENTITY)) !== undefined)
        throw new DataFolderError(`${path} holds a cluster already; restore into another folder`);
      clear(path);
      const after = snapshot.revision + BUMP;
      await writeWhole(numberedPath(path, 'snapshot', after), renumberedParts(snapshot, after));
      await writeWhole(numberedPath(path, 'log', after), []);
      await writeIdentity(path, identity);
      return snapshot.values.length;
    } finally {
      lock.release();
    }
  }
}

function writeIdentity(path: string, identity: ClusterIdentity): Promise<void> {
  return writeWhole(join(path, IDENTITY), [Buffer.from(`${JSON.stringify(identity)}\n`)]);
}

function emptyHistory(path: string): ReadHistory {
  return {
    storage: new Storage(),
    time: 0,
    log: { path: numberedPath(path, 'log', 0), revision: 0, length: 0 },
  };
}

/** Removes what a cluster left that never came to be. */
function clear(path: string): void {
  const ours = [...numberedFiles(path, 'log'), ...numberedFiles(path, 'snapshot')].map((file) => file.path);
  const others = readdirSync(path).filter((name) => name !== 'lock' && !ours.includes(join(path, name)));
  if (others.length > 0)
    throw new DataFolderError(`${path} holds other files (${others[0]}); choose a folder of its own`);
  for (const file of ours) rmSync(file);
}
