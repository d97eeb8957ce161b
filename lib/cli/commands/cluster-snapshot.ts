import { existsSync, readFileSync } from 'node:fs';
import { request } from 'node:https';
import { Command } from 'commander';
import { parse } from 'yaml';
import { runningCluster, writePrivateFile } from '../cluster-state';
import type { CommandEnvironment } from '../command-environment';
import { OK, UsageError } from '../exit';

export function snapshotCommand(environment: CommandEnvironment): Command {
  return new Command('snapshot')
    .description('Back up a simulated cluster with all its objects and keys, or move it to another machine.')
    .addCommand(saveCommand(environment))
    .addCommand(restoreCommand(environment));
}

function saveCommand({ terminal, exit }: CommandEnvironment): Command {
  return new Command('save')
    .description(
      'Write the cluster that runs in this folder to a file. The file holds every secret of the cluster.',
    )
    .argument('<file>', 'where to write the snapshot')
    .addHelpText('after', '\nExample:\n  seaworthy cluster snapshot save backup.snapshot')
    .action(async (file: string) => {
      const running = runningCluster();
      if (!running)
        throw new UsageError('no cluster of this folder runs; `seaworthy cluster start` starts one');
      const snapshot = await downloadSnapshot(running.kubeconfig);
      writePrivateFile(file, snapshot);
      terminal.out(`${file}: ${snapshot.length} bytes, readable by its owner only`);
      exit(OK);
    });
}

interface RestoreFlags {
  readonly dataDir: string;
}

function restoreCommand({ terminal, exit }: CommandEnvironment): Command {
  return new Command('restore')
    .description('Make a data folder from a snapshot. Kubeconfigs of the saved cluster work with it, too.')
    .argument('<file>', 'a snapshot that `seaworthy cluster snapshot save` wrote')
    .requiredOption('--data-dir <folder>', 'the folder to make; it must not hold a cluster')
    .addHelpText(
      'after',
      '\nExample:\n  seaworthy cluster snapshot restore backup.snapshot --data-dir data\n  seaworthy cluster start --data-dir data',
    )
    .action(async (file: string, { dataDir }: RestoreFlags) => {
      if (!existsSync(file)) throw new UsageError(`${file} does not exist`);
      const { DataFolder } =
        require('../../cluster/durable/data-folder') as typeof import('../../cluster/durable/data-folder');
      const count = await DataFolder.restore(file, dataDir);
      terminal.out(`${dataDir}: ${count} objects restored`);
      terminal.out(`start the cluster with: seaworthy cluster start --data-dir ${dataDir}`);
      exit(OK);
    });
}

interface Kubeconfig {
  readonly clusters: readonly [
    { readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string } },
  ];
  readonly users: readonly [{ readonly user: { readonly token: string } }];
}

/** @param kubeconfig file of the administrator, as the cluster wrote it */
function downloadSnapshot(kubeconfig: string): Promise<Buffer> {
  const { SNAPSHOT_PATH } =
    require('../../cluster/apiserver/http/non-resource') as typeof import('../../cluster/apiserver/http/non-resource');
  const { clusters, users } = parse(readFileSync(kubeconfig, 'utf8')) as Kubeconfig;
  const { server, 'certificate-authority-data': authority } = clusters[0].cluster;
  const options = {
    ca: Buffer.from(authority, 'base64'),
    headers: { authorization: `Bearer ${users[0].user.token}` },
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(SNAPSHOT_PATH, server), options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const body = Buffer.concat(chunks);
        if (incoming.statusCode === 200) resolve(body);
        else reject(new UsageError(`${server} gives no snapshot (${incoming.statusCode}): ${body}`));
      });
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}
