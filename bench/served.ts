import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ServedCluster } from '../lib/cluster/served-cluster';
import type { Endpoint } from './https-client';

/** A served cluster in a process of its own: the API server with its controllers, without nodes. */
export async function startServed(execArgv: readonly string[] = []): Promise<Endpoint & { stop(): void }> {
  const child = fork(__filename, [], {
    execArgv: ['-r', join(__dirname, '..', 'bin', 'typescript.cjs'), ...execArgv],
  });
  const kubeconfig = await new Promise<string>((resolve) =>
    child.once('message', (text) => resolve(text as string)),
  );
  return { ...endpointIn(kubeconfig), stop: () => stop(child) };
}

function stop(child: ChildProcess): void {
  child.kill('SIGTERM');
}

/** Of a kubeconfig file, with a token; undefined when none is named. */
export function endpointOf(file: string | undefined): Endpoint | undefined {
  return file === undefined ? undefined : endpointIn(readFileSync(file, 'utf8'));
}

function endpointIn(kubeconfig: string): Endpoint {
  const config = parse(kubeconfig);
  const { hostname, port } = new URL(config.clusters[0].cluster.server);
  return { host: hostname, port: Number(port), token: config.users[0].user.token };
}

async function serve(): Promise<void> {
  const served = await ServedCluster.start({
    without: ['scheduler', 'network', 'kubelets'],
    onDefect: (error) => console.error(error),
  });
  process.on('SIGTERM', () => process.exit());
  process.send!(served.kubeconfig('bench'));
}

if (require.main === module) void serve();
