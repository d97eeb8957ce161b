import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const MAIN = `const { App, KubeApiObject, Stack, WebService } = require(${JSON.stringify(join(ROOT, 'lib', 'constructs'))});
const { Services } = require(${JSON.stringify(join(ROOT, 'lib', 'kube', 'generated', 'resources.ts'))});
const app = new App();
const shop = new Stack(app, 'shop');
new WebService(shop, 'api', { image: 'example.com/api:1.0', port: 8080, health: '/healthz' });
new KubeApiObject(shop, 'lost', Services, { fields: { spec: { selector: { app: 'nobody' }, ports: [{ port: 80 }] } } });
app.synth();
`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seaworthy-origins-'));
  mkdirSync(join(folder, 'node_modules'));
  writeFileSync(join(folder, 'main.js'), MAIN);
  writeFileSync(
    join(folder, 'cdk8s.yaml'),
    'app: node main.js\nvalidations: [{package: seaworthy, version: 0.1.0, class: SeaworthyChecks}]\n',
  );
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function run(...args: string[]) {
  const program = join(ROOT, 'bin', 'seaworthy.cjs');
  return spawnSync(process.execPath, [program, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, CDK8S_OUTDIR: undefined },
  });
}

test('the line of the author is told by the synthesis, and afterwards by the checks', () => {
  const { status, stderr } = run('synth');
  expect(stderr).toContain('(written by Service "shop/lost", main.js:6)');
  expect(status).toBe(1);
  expect(run('check').stdout).toContain('\n  written by Service "shop/lost", main.js:6');
});
