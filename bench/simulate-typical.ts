import { typical } from '../apps/typical/stack';
import { App } from '../lib/constructs';
import type { Deployment } from '../lib/kube/generated/apps-v1';
import { simulate } from '../lib/testing/simulate';

// One process: compose the typical stack, apply it to a new cluster, run it until everything is ready.
const app = new App();
typical(app);
const cluster = simulate(app);
cluster.settle();
for (const { metadata, spec, status } of cluster.list<Deployment>('Deployment'))
  if (status?.readyReplicas !== (spec?.replicas ?? 1)) throw new Error(`${metadata.name} is not ready`);
