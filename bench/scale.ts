import { spawnSync } from 'node:child_process';
import { VirtualCluster } from '../lib/cluster/virtual-cluster';
import type { Deployment } from '../lib/kube/generated/apps-v1';
import { Deployments } from '../lib/kube/generated/resources';
import { describe, figuresOf, since, timed } from './repeated';

// 5,000 pods of one Deployment on 200 nodes, from its creation until all are ready. The peer is a real control plane with
// KWOK: name its kubeconfig in PEER_KUBECONFIG, and it is measured in the same run, between two halves of this cluster's
// runs: a machine that gets slower meanwhile, or faster, does so for both.
const NODES = 200;
const PODS = 5000;
/** Of this cluster, before the peer and after it. */
const RUNS = 5;
const LABELS = { app: 'web' };

const DEPLOYMENT: Deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    replicas: PODS,
    selector: { matchLabels: LABELS },
    template: {
      metadata: { labels: LABELS },
      spec: { containers: [{ name: 'web', image: 'web:1', resources: { requests: { cpu: '100m' } } }] },
    },
  },
};

function inProcess(): number {
  const cluster = new VirtualCluster({ nodes: NODES });
  cluster.settle();
  const start = process.hrtime.bigint();
  const admin = cluster.admin('bench');
  admin.create(Deployments, DEPLOYMENT);
  cluster.settle();
  const seconds = since(start);
  const { status } = admin.get(Deployments, 'default', 'web');
  if (status?.readyReplicas !== PODS) throw new Error(`only ${status?.readyReplicas} pods became ready`);
  return seconds;
}

function kubectl(args: readonly string[], input?: string): string {
  const { status, stdout, stderr } = spawnSync(
    'kubectl',
    ['--kubeconfig', process.env.PEER_KUBECONFIG!, ...args],
    {
      input,
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** A real control plane, with the same nodes and the same Deployment. */
function onPeer(): number {
  const capacity = { cpu: '4', memory: '16Gi', pods: '110' };
  const nodes = Array.from({ length: NODES }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: `bench-${index}` },
    status: { capacity, allocatable: capacity },
  }));
  kubectl(['create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: nodes }));
  kubectl(['wait', '--for=condition=Ready', 'nodes', '--all', '--timeout=120s']);
  const start = process.hrtime.bigint();
  kubectl(['create', '-f', '-'], JSON.stringify(DEPLOYMENT));
  kubectl(['wait', 'deployment/web', `--for=jsonpath={.status.readyReplicas}=${PODS}`, '--timeout=600s']);
  return since(start);
}

async function main(): Promise<void> {
  const own = await timed(RUNS, inProcess);
  const peer = process.env.PEER_KUBECONFIG ? onPeer() : undefined;
  if (peer !== undefined) own.push(...(await timed(RUNS, inProcess)));
  const figures = figuresOf(own);
  console.log(`${PODS} pods on ${NODES} nodes, in process           ${describe(figures)}`);
  if (peer === undefined) {
    console.log('no PEER_KUBECONFIG: the real control plane was not measured');
    return;
  }
  console.log(`${PODS} pods on ${NODES} nodes, real with KWOK       ${peer.toFixed(1)} s`);
  console.log(`ratio                                       ${(peer / figures.median).toFixed(0)}`);
  kubectl(['delete', 'deployment/web']);
}

main();
