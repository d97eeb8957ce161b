import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { ServedCluster } from '../../cluster/served-cluster';
import {
  DEFAULT_KUBECONFIG,
  forgetCluster,
  runningCluster,
  STATE_FOLDER,
  writePrivateFile,
  writeState,
} from '../cluster-state';
import type { CommandEnvironment } from '../command-environment';
import { FAILED, OK, UsageError } from '../exit';
import { nodeCount } from '../options';
import type { Terminal } from '../terminal';

interface StartFlags {
  readonly nodes: string;
  readonly port: string;
  readonly kubeconfig: string;
  readonly speed: string;
  readonly dataDir?: string;
  readonly detach?: boolean;
}

const EXAMPLES = `
Examples:
  seaworthy cluster start                         until Ctrl-C
  seaworthy cluster start --detach                in the background; end it with: seaworthy cluster stop
  seaworthy cluster start --data-dir data         on disk: the next start goes on where this one ended
  export KUBECONFIG=$PWD/${DEFAULT_KUBECONFIG}
  kubectl get nodes`;

/** The name of the cluster, its user and its context in the kubeconfig. */
const CONTEXT = 'seaworthy';

export function startCommand(environment: CommandEnvironment): Command {
  return new Command('start')
    .description('Serve the Kubernetes API over HTTPS on this machine, and write a kubeconfig for it.')
    .option('--nodes <count>', 'how many nodes to begin with', '3')
    .addOption(new Option('--port <port>', 'the port to serve on').default('0', 'any free one'))
    .option('--kubeconfig <file>', 'where to write the kubeconfig', DEFAULT_KUBECONFIG)
    .option('--speed <factor>', 'how many seconds pass in the cluster in one second', '1')
    .option('--data-dir <folder>', 'keep the cluster in this folder, so that it outlives the process')
    .option('--detach', 'serve in the background')
    .addHelpText('after', EXAMPLES)
    .action((flags: StartFlags) => (flags.detach ? detach(flags, environment) : serve(flags, environment)));
}

async function serve(flags: StartFlags, { terminal, exit }: CommandEnvironment): Promise<void> {
  const options = {
    nodes: nodeCount(flags.nodes),
    // A data folder remembers its port.
    port: portOf(flags.port) || undefined,
    speed: speedOf(flags.speed),
    dataFolder: flags.dataDir,
  };
  refuseSecond();
  // Before anybody is told that there is something to interrupt.
  const interrupted = untilInterrupted();
  const { ServedCluster } =
    require('../../cluster/served-cluster') as typeof import('../../cluster/served-cluster');
  const served = await ServedCluster.start({
    ...options,
    onDefect: (error) => terminal.err(`internal error, please report it: ${error.stack}`),
  });
  const kubeconfig = resolve(flags.kubeconfig);
  const state = { pid: process.pid, port: served.port, kubeconfig };
  writePrivateFile(kubeconfig, served.kubeconfig(CONTEXT));
  writeState(state);
  announce(served, flags.kubeconfig, terminal);
  process.send?.('ready');
  await interrupted;
  await served.stop();
  forgetCluster(state);
  terminal.err('the cluster has ended');
  exit(OK);
}

function announce(served: ServedCluster, kubeconfig: string, terminal: Terminal): void {
  const nodes = served.nodeCount();
  terminal.out(`serving Kubernetes v1.36.3 with ${nodes} node${nodes === 1 ? '' : 's'} at ${served.url}`);
  terminal.out(`kubeconfig: ${kubeconfig}`);
  terminal.out('');
  terminal.out(`  kubectl --kubeconfig ${kubeconfig} get nodes`);
  terminal.out(`  seaworthy apply --kubeconfig ${kubeconfig} --context ${CONTEXT}`);
}

/** The same command again, in a process of its own that outlives this one. */
async function detach(flags: StartFlags, { terminal, exit }: CommandEnvironment): Promise<void> {
  nodeCount(flags.nodes);
  portOf(flags.port);
  speedOf(flags.speed);
  refuseSecond();
  const log = join(STATE_FOLDER, 'cluster.log');
  writePrivateFile(log, '');
  const output = openSync(log, 'a');
  const args = [
    process.argv[1]!,
    'cluster',
    'start',
    '--nodes',
    flags.nodes,
    '--port',
    flags.port,
    '--kubeconfig',
    flags.kubeconfig,
    '--speed',
    flags.speed,
    ...(flags.dataDir === undefined ? [] : ['--data-dir', flags.dataDir]),
  ];
  const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', output, output, 'ipc'] });
  const ready = await new Promise<boolean>((settle) => {
    child.once('message', () => settle(true));
    child.once('exit', () => settle(false));
  });
  if (!ready) {
    terminal.err(`the cluster did not start; ${log} says why`);
    exit(FAILED);
    return;
  }
  child.disconnect();
  child.unref();
  terminal.out(
    `serving at https://127.0.0.1:${runningCluster()!.port} in the background (process ${child.pid})`,
  );
  terminal.out(`kubeconfig: ${flags.kubeconfig}`);
  terminal.out('end it with: seaworthy cluster stop');
  exit(OK);
}

function refuseSecond(): void {
  const running = runningCluster();
  if (running)
    throw new UsageError(
      `a cluster of this folder already runs (process ${running.pid}, port ${running.port}); end it with \`seaworthy cluster stop\``,
    );
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port;
  throw new UsageError(`--port: "${text}" is no port; write a number from 1 to 65535, or 0 for any free one`);
}

function speedOf(text: string): number {
  const speed = Number(text);
  if (speed > 0 && speed <= 10_000) return speed;
  throw new UsageError(
    `--speed: "${text}" is no factor; write a number above 0, up to 10000: 10 runs ten times as fast as real time`,
  );
}

function untilInterrupted(): Promise<void> {
  return new Promise((settle) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => settle());
  });
}
