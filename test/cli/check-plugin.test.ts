import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SeaworthyChecks, type ValidationContext, type Violation } from '../../lib/cli/check-plugin';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seaworthy-plugin-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: shop-api}
spec: {selector: {app: api}, ports: [{port: 80, targetPort: web}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop-deployment}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: api, image: "example.com/api:1.0", ports: [{name: http, containerPort: 80}]}]}
`;

async function validate(properties: ConstructorParameters<typeof SeaworthyChecks>[0], text = SERVICE) {
  const manifest = join(folder, 'shop.k8s.yaml');
  writeFileSync(manifest, text);
  const violations: Violation[] = [];
  let status = '';
  let summary: unknown;
  const context: ValidationContext = {
    manifests: [manifest],
    metadata: { 'shop-api': { path: 'shop/api' } },
    report: {
      addViolation: (violation) => void violations.push(violation),
      submit: (outcome, metadata) => {
        status = outcome;
        summary = metadata;
      },
    },
  };
  await new SeaworthyChecks(properties).validate(context);
  return { manifest, violations, status, summary };
}

test('findings become violations, and errors fail the validation', async () => {
  const { manifest, violations, status, summary } = await validate({ profile: 'learning' });
  expect(violations).toEqual([
    {
      ruleName: 'service-target-port',
      recommendation: 'Connections to that port of the Service are refused, or go nowhere.',
      fix: 'let targetPort name or number a port of a container',
      violatingResources: [
        {
          resourceName: 'shop-api',
          locations: [
            'Service spec.ports[0].targetPort, line 4: error: Deployment/shop-deployment declares no TCP port named "web"; it declares 80 (http)',
          ],
          manifestPath: manifest,
        },
      ],
    },
  ]);
  expect(status).toBe('failure');
  expect(summary).toEqual({ Findings: '1 error', Objects: '2' });
});

test('milder findings fail only when they are asked to', async () => {
  const sound = SERVICE.replace('targetPort: web', 'targetPort: http');
  expect((await validate({}, sound)).status).toBe('success');
  expect((await validate({ failOn: 'warning' }, sound)).status).toBe('failure');
});

test('properties are those of the command', async () => {
  const properties = { disable: ['service-target-port'], kubernetesVersion: '1.30', nodes: 1, nodeCpu: '4' };
  expect((await validate(properties)).status).toBe('success');
  await expect(validate({ kubernetesVersion: '1.99' })).rejects.toThrow('Kubernetes 1.99 is not known here');
});

test('a version that YAML reads as a number is understood', async () => {
  expect((await validate({ kubernetesVersion: 1.3, disable: ['service-target-port'] })).status).toBe(
    'success',
  );
});

test('a property that there is not is refused', () => {
  expect(() => new SeaworthyChecks({ profil: 'restricted' } as never)).toThrow(
    'cdk8s.yaml: SeaworthyChecks has no property "profil"',
  );
});

test('cdk8s synth runs the checks, and prints them at their construct paths and lines', () => {
  const root = resolve(__dirname, '../..');
  const source = (...path: string[]) => JSON.stringify(join(root, ...path));
  const hook = `require(${source('bin', 'typescript.cjs')});`;
  // A folder of its own: what the app keeps for the checks lies in it.
  mkdirSync(join(folder, 'node_modules'));
  mkdirSync(join(folder, 'plugin'));
  writeFileSync(
    join(folder, 'plugin', 'index.js'),
    `${hook} module.exports = require(${source('lib', 'cli', 'check-plugin.ts')});`,
  );
  writeFileSync(
    join(folder, 'cdk8s.yaml'),
    'app: node main.js\nlanguage: typescript\nvalidations:\n  - {package: ./plugin, version: 0.1.0, class: SeaworthyChecks, properties: {profile: learning}}\n',
  );
  writeFileSync(
    join(folder, 'main.js'),
    `${hook}
const { App, KubeApiObject, Stack, WebService } = require(${source('lib', 'constructs')});
const { Services } = require(${source('lib', 'kube', 'generated', 'resources.ts')});
const app = new App();
const shop = new Stack(app, 'shop');
new WebService(shop, 'api', { image: 'example.com/api:1.0', port: 8080, health: '/healthz' });
new KubeApiObject(shop, 'lost', Services, { fields: { spec: { selector: { app: 'nobody' }, ports: [{ port: 80 }] } } });
app.synth();
`,
  );
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(root, 'node_modules', 'cdk8s-cli', 'bin', 'cdk8s'), 'synth'],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' } },
  );
  expect(stdout).toContain('dangling-service (1 occurrences)');
  expect(stdout).toContain('Construct Path: shop/lost');
  expect(stdout).toContain('error: no pod has the labels app=nobody');
  expect(stdout).toContain('(written by Service "shop/lost", main.js:7)');
  expect(status).toBe(2);
}, 60_000);
