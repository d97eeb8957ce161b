import { readFileSync } from 'node:fs';
import { Storage } from '../storage/storage';
import { DataFolderError } from './data-folder-error';
import { type NumberedFile, numberedFiles } from './folder-files';
import { readFrames } from './frame';
import { restoreValue, restoreWrite, type WriteRecord } from './record';
import { readSnapshot } from './snapshot';

/** What the files of a data folder say. */
export interface ReadHistory {
  readonly storage: Storage;
  /** Of the newest write, in milliseconds since the Unix epoch in the cluster's time; 0 for none. */
  readonly time: number;
  /** The log that goes on, and its length as far as it is good. */
  readonly log: NumberedFile & { readonly length: number };
}

/**
 * Reads the oldest snapshot that is there, and repeats what the logs say happened since: so that the history goes back as
 * far as it can. Undefined for a folder without logs.
 * @throws DataFolderError for files that are damaged
 */
export function readHistory(folder: string): ReadHistory | undefined {
  const [oldest] = numberedFiles(folder, 'snapshot');
  const logs = numberedFiles(folder, 'log');
  if (logs.length === 0) return undefined;
  const isFromStart = logs[0]!.revision === 0;
  if (!isFromStart && !oldest) throw new DataFolderError(`${folder} has lost its snapshot`);
  const snapshot = isFromStart ? undefined : readSnapshot(readFileSync(oldest!.path), oldest!.path);
  const storage = new Storage(undefined, snapshot?.revision);
  for (const value of snapshot?.values ?? []) restoreValue(storage, value);
  let time = snapshot?.time ?? 0;
  let length = 0;
  for (const log of logs.filter(({ revision }) => revision >= (snapshot?.revision ?? 0))) {
    const isLast = log === logs.at(-1);
    const read = readLog(log, isLast, storage);
    time = Math.max(time, read.time);
    length = read.length;
  }
  return { storage, time, log: { ...logs.at(-1)!, length } };
}

function readLog(
  { path, revision }: NumberedFile,
  isLast: boolean,
  storage: Storage,
): { readonly length: number; readonly time: number } {
  if (revision !== storage.revision)
    throw new DataFolderError(`${path} does not follow: what is there ends at revision ${storage.revision}`);
  const { texts, end, broken } = readFrames(readFileSync(path));
  // Only the end of the newest log can be unfinished; it was never acknowledged.
  if (broken === 'corrupt' || (broken && !isLast))
    throw new DataFolderError(`${path} is damaged at byte ${end}; restore a snapshot into a new folder`);
  let time = 0;
  for (const text of texts) {
    const record = JSON.parse(text) as WriteRecord;
    if (record.revision !== storage.revision + 1)
      throw new DataFolderError(
        `${path} is damaged: revision ${record.revision} follows ${storage.revision}; restore a snapshot into a new folder`,
      );
    restoreWrite(storage, record);
    time = record.time;
  }
  return { length: end, time };
}
