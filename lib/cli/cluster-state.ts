import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isAlive } from '../cluster/durable/is-alive';

/** A served cluster that runs, as it is known to `seaworthy cluster stop`. */
export interface ClusterState {
  readonly pid: number;
  readonly port: number;
  readonly kubeconfig: string;
}

/** Where the state and, unless told otherwise, the kubeconfig of the cluster lie. */
export const STATE_FOLDER = '.seaworthy';
const STATE_FILE = join(STATE_FOLDER, 'cluster.json');

export const DEFAULT_KUBECONFIG = join(STATE_FOLDER, 'kubeconfig');

/** Readable by its owner only; complete or not there at all. */
export function writePrivateFile(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const unfinished = `${path}.${process.pid}.tmp`;
  writeFileSync(unfinished, content, { mode: 0o600 });
  renameSync(unfinished, path);
}

export function writeState(state: ClusterState): void {
  writePrivateFile(STATE_FILE, `${JSON.stringify(state)}\n`);
}

/** The cluster of this folder, if its process still runs. */
export function runningCluster(): ClusterState | undefined {
  if (!existsSync(STATE_FILE)) return undefined;
  const state = JSON.parse(readFileSync(STATE_FILE, 'utf8')) as ClusterState;
  return isAlive(state.pid) ? state : undefined;
}

/** Removes the state and the kubeconfig, which leads nowhere any more. */
export function forgetCluster({ pid, kubeconfig }: ClusterState): void {
  if (existsSync(STATE_FILE) && (JSON.parse(readFileSync(STATE_FILE, 'utf8')) as ClusterState).pid === pid)
    rmSync(STATE_FILE);
  rmSync(kubeconfig, { force: true });
}
