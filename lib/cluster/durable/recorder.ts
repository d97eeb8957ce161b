import { rmSync } from 'node:fs';
import type { JournalSink, Revision } from '../storage/revision';
import type { Storage } from '../storage/storage';
import { AppendFile } from './append-file';
import { type NumberedFile, numberedFiles, numberedPath, syncFolder, writeWhole } from './folder-files';
import { frameOf } from './frame';
import { type BatchSink, GroupCommit } from './group-commit';
import { writeRecord } from './record';
import { type SnapshotParts, snapshotParts } from './snapshot';

/** Bytes of a log after which a snapshot is taken and a new log begins. */
const LONGEST_LOG = 32 * 1024 * 1024;

export interface RecorderOptions {
  readonly storage: Storage;
  /** The log that goes on. */
  readonly log: NumberedFile & { readonly length: number };
  /** Milliseconds since the Unix epoch, in the cluster's time. */
  readonly now: () => number;
  /** Told when the disk fails; nothing is acknowledged any more. */
  readonly onFailure: (error: Error) => void;
  /** @default 32 MiB */
  readonly longestLog?: number;
}

/** Writes what happens in storage to a folder: every write to a log, and now and then a snapshot. */
export class Recorder implements JournalSink, BatchSink {
  private readonly commits = new GroupCommit(this);
  private file: AppendFile;
  private snapshot: Promise<void> | undefined;

  constructor(
    private readonly folder: string,
    private readonly options: RecorderOptions,
  ) {
    const { storage, log } = options;
    this.file = AppendFile.open(log.path, log.length);
    syncFolder(folder);
    storage.record(this);
  }

  write(revision: Revision): void {
    this.commits.add(frameOf(writeRecord(revision)));
  }

  /** Resolves once everything written so far is safe; undefined when it is already. */
  committed(): Promise<void> | undefined {
    return this.commits.committed();
  }

  /** The newest of the records is the newest revision of storage: here, between two batches, a snapshot can be taken. */
  async append(records: readonly Buffer[]): Promise<void> {
    const { storage, now, onFailure, longestLog = LONGEST_LOG } = this.options;
    const isFull = this.file.length > longestLog && !this.snapshot;
    const parts = isFull ? snapshotParts(storage, now()) : undefined;
    try {
      await this.file.append(records.length === 1 ? records[0]! : Buffer.concat(records));
      if (parts) this.startLog(parts);
    } catch (error) {
      onFailure(error as Error);
      throw error;
    }
  }

  /** Ends once everything is written. */
  async close(): Promise<void> {
    await this.committed();
    await this.snapshot;
    this.file.close();
  }

  private startLog(parts: SnapshotParts): void {
    this.file.close();
    this.file = AppendFile.open(numberedPath(this.folder, 'log', parts.revision), 0);
    syncFolder(this.folder);
    this.snapshot = this.writeSnapshot(parts).finally(() => {
      this.snapshot = undefined;
    });
    this.snapshot.catch(this.options.onFailure);
  }

  private async writeSnapshot(parts: SnapshotParts): Promise<void> {
    await writeWhole(numberedPath(this.folder, 'snapshot', parts.revision), parts);
    this.removeOld();
  }

  /** The snapshot before the last one stays: so that watches can begin where they could before a restart. */
  private removeOld(): void {
    const kept = numberedFiles(this.folder, 'snapshot').at(-2)?.revision ?? 0;
    for (const kind of ['log', 'snapshot'] as const)
      for (const { path, revision } of numberedFiles(this.folder, kind)) if (revision < kept) rmSync(path);
  }
}
