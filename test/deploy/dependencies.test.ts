import { InProcessClient } from '../../lib/client/in-process-client';
import { adminThrough } from '../../lib/cluster/identities';
import { VirtualCluster } from '../../lib/cluster/virtual-cluster';
import { applyManifests } from '../../lib/deploy/apply';
import { parseManifests } from '../../lib/manifests/parse-manifests';

const SERVICE_AND_MIGRATION = `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  annotations: {config.kubernetes.io/depends-on: batch/namespaces/default/Job/migrate}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: api, image: api:1}]}
---
apiVersion: batch/v1
kind: Job
metadata: {name: migrate}
spec:
  backoffLimit: 0
  template:
    spec: {restartPolicy: Never, containers: [{name: migrate, image: migrate:1}]}
`;

/** Applies manifests to a new cluster whose migration ends with an exit code; returns what was told, in order. */
async function applied(text: string, exitCode = 0) {
  const migration = { pod: 'migrate-*', workload: { exit: { after: '2s', code: exitCode } } } as const;
  const cluster = new VirtualCluster({ workloads: [migration] });
  const told: string[] = [];
  const result = await applyManifests(
    new InProcessClient(cluster, adminThrough('test')),
    parseManifests(text, 'all.yaml').objects,
    {
      observer: {
        applied: ({ object }) => void told.push(`${object.kind} applied`),
        waiting: (states) => {
          for (const { target, readiness } of states)
            if (readiness.state === 'ready') told.push(`${target.object.kind} ready`);
        },
      },
    },
  );
  return { told, result };
}

test('an object is applied when those that it depends on are ready', async () => {
  const { told, result } = await applied(SERVICE_AND_MIGRATION);
  expect(result.problems).toEqual([]);
  expect(told.slice(0, 3)).toEqual(['Job applied', 'Job ready', 'Deployment applied']);
});

test('an object is not applied when one that it depends on fails', async () => {
  const { told, result } = await applied(SERVICE_AND_MIGRATION, 1);
  expect(told).toEqual(['Job applied']);
  expect(result.missing.map(({ object }) => object.kind)).toEqual(['Deployment']);
  expect(result.problems).toMatchObject([
    {
      field: 'metadata.annotations[config.kubernetes.io/depends-on]',
      message: expect.stringMatching(/^waits for Job\/migrate, which is not ready: /),
    },
  ]);
});

test('objects that wait for each other are refused before anything is applied', async () => {
  const config = (name: string, other: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, annotations: {config.kubernetes.io/depends-on: /namespaces/default/ConfigMap/${other}}}\n`;
  const { told, result } = await applied(`${config('a', 'b')}---\n${config('b', 'a')}`);
  expect(told).toEqual([]);
  expect(result.problems.map(({ message }) => message)).toEqual([
    'waits for itself: ConfigMap/a → ConfigMap/b → ConfigMap/a',
  ]);
});
