import { compareWithCluster } from '../../../lib/cli/diff/cluster-side';
import { embeddedClient } from '../../../lib/cli/embedded-cluster';
import { applyManifests } from '../../../lib/deploy/apply';
import { compareManifests } from '../../../lib/diff/diff-sets';
import { parseManifests } from '../../../lib/manifests/parse-manifests';
import { printDiff } from '../../diff/pairs';

const MANIFEST = `
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: "web:1.0" }] }
`;
const objects = (text: string) => parseManifests(text, 'web.yaml').objects;

async function differenceTo(text: string): Promise<string> {
  const client = embeddedClient(1);
  const { problems } = await applyManifests(client, objects(MANIFEST), { timeout: 60_000 });
  expect(problems).toEqual([]);
  const { live, applied } = await compareWithCluster(client, objects(text));
  return printDiff(compareManifests(live, applied).diff);
}

test('manifests that are applied do not differ from their cluster, whatever it filled in', async () => {
  expect(await differenceTo(MANIFEST)).toBe('');
});

test('what an apply would change is told, and what it would create', async () => {
  const created = '---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: new }\n';
  expect(await differenceTo(MANIFEST.replace('web:1.0', 'web:1.1') + created)).toBe(
    [
      'update Deployment/web',
      '  rolling-restart notice: Deployment/web restarts its 2 pods, at most 1 at a time',
      '    spec.template.spec.containers[name=web].image',
      '  image info: container web: web 1.0 → 1.1 (minor)',
      '    spec.template.spec.containers[name=web].image',
      'create ConfigMap/new',
      '  none info: ConfigMap/new is new; nothing that runs depends on it',
    ].join('\n'),
  );
});

test('what the API server refuses is a recreation, and nothing else is told of it', async () => {
  const told = await differenceTo(
    MANIFEST.replace('matchLabels: { app: web }', 'matchLabels: { app: web, v: a }').replace(
      'labels: { app: web }',
      'labels: { app: web, v: a }',
    ),
  );
  expect(told.split('\n').filter((line) => /^\w/.test(line))).toEqual(['replace Deployment/web']);
  expect(told).toContain(
    'recreate danger: the API server refuses this update (spec.selector: field is immutable)',
  );
});
