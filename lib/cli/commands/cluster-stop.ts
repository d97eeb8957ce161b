import { Command } from 'commander';
import { isAlive } from '../../cluster/durable/is-alive';
import { forgetCluster, runningCluster } from '../cluster-state';
import type { CommandEnvironment } from '../command-environment';
import { FAILED, OK } from '../exit';

/** Milliseconds the process may take to end by itself. */
const PATIENCE = 5000;
const INTERVAL = 50;

export function stopCommand({ terminal, exit }: CommandEnvironment): Command {
  return new Command('stop')
    .description('End the cluster that `seaworthy cluster start` serves from this folder.')
    .addHelpText('after', '\nExample:\n  seaworthy cluster stop')
    .action(async () => {
      const running = runningCluster();
      if (!running) {
        terminal.err('no cluster of this folder runs; `seaworthy cluster start` starts one');
        exit(FAILED);
        return;
      }
      process.kill(running.pid, 'SIGTERM');
      for (let waited = 0; isAlive(running.pid) && waited < PATIENCE; waited += INTERVAL) await pause();
      if (isAlive(running.pid)) process.kill(running.pid, 'SIGKILL');
      forgetCluster(running);
      terminal.out(`the cluster has ended (process ${running.pid})`);
      exit(OK);
    });
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, INTERVAL));
}
