import { ServedCluster } from '../../../lib/cluster/served-cluster';

/** A cluster in a process of its own, to be killed: tells where it is, and goes on until then. */
async function main(dataFolder: string): Promise<void> {
  const { port, cluster } = await ServedCluster.start({
    dataFolder,
    without: ['scheduler', 'network', 'kubelets'],
    onDefect: (error) => process.send!({ defect: error.stack }),
  });
  process.send!({ port, revision: cluster.history.revision });
}

void main(process.argv[2]!);
