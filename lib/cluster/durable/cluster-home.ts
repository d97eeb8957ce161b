import { Storage } from '../storage/storage';
import { type ClusterIdentity, makeIdentity } from './cluster-identity';
import { DataFolder } from './data-folder';
import type { Recorder } from './recorder';
import { snapshotParts } from './snapshot';

/** Where the state and the keys of a served cluster are: in memory, or in a folder that outlives the process. */
export class ClusterHome {
  private recorder: Recorder | undefined;

  private constructor(
    private readonly folder: DataFolder | undefined,
    readonly storage: Storage,
    private keys: ClusterIdentity,
  ) {}

  /** @param path of a data folder; undefined for a cluster in memory. @throws DataFolderError */
  static async open(path: string | undefined): Promise<ClusterHome> {
    const folder = path === undefined ? undefined : DataFolder.open(path);
    const identity = folder?.identity ?? makeIdentity();
    return new ClusterHome(folder, folder?.storage ?? new Storage(), identity);
  }

  get identity(): ClusterIdentity {
    return this.keys;
  }

  get isDurable(): boolean {
    return this.folder !== undefined;
  }

  /** Before this the cluster's time may not begin: milliseconds since the Unix epoch. */
  get earliest(): number {
    return this.folder?.time ?? 0;
  }

  /**
   * Begins to write down what happens.
   * @param now milliseconds since the Unix epoch, in the cluster's time
   * @param onFailure told when the disk fails; nothing is acknowledged any more
   */
  record(now: () => number, onFailure: (error: Error) => void): void {
    this.recorder = this.folder?.record({ now, onFailure });
  }

  /** Resolves once everything written so far would survive a loss of power; undefined when it would already. */
  committed(): Promise<void> | undefined {
    return this.recorder?.committed();
  }

  /** The cluster is complete, and served on this port: from now on the folder holds it. */
  async settle(port: number): Promise<void> {
    await this.committed();
    this.keys = { ...this.keys, port };
    if (this.folder?.identity?.port !== port) await this.folder?.keepIdentity(this.keys);
  }

  /** State and keys in one piece, to move the cluster. Holds every secret of the cluster. */
  snapshot(time: number): Buffer {
    return Buffer.concat([...snapshotParts(this.storage, time, this.keys)]);
  }

  async close(): Promise<void> {
    await this.recorder?.close();
    this.folder?.release();
  }
}
