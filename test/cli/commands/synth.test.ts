import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { seaworthy } from '../run-seaworthy';

const ROOT = resolve(__dirname, '../../..');
const PROGRAM = join(ROOT, 'bin/seaworthy.cjs');

const APP = `
import { ApiObject, App, Chart } from 'cdk8s';
import { data } from './data';
const app = new App();
const chart = new Chart(app, 'shop');
new ApiObject(chart, 'map', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'map' }, data });
console.log('composed', require.main === module);
setTimeout(() => app.synth(), 1);
`;
const MANIFEST = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: map\ndata:\n  a: "1"\n`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seaworthy-'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  write('cdk8s.yaml', 'app: npx ts-node main.ts\noutput: out/manifests\n');
  write('main.ts', APP);
  write('data.ts', `export const data: Record<string, string> = { a: '1' };\n`);
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const written = () => readFileSync(join(folder, 'out/manifests/shop.k8s.yaml'), 'utf8');

function synth(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, 'synth', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, CDK8S_OUTDIR: undefined },
  });
  return { status, stdout, stderr };
}

test('a TypeScript app is run as the main program, and its manifests are written', () => {
  expect(synth()).toEqual({
    status: 0,
    stdout: 'out/manifests/shop.k8s.yaml (new)\n',
    stderr: 'composed true\n',
  });
  expect(written()).toBe(MANIFEST);
  expect(readdirSync(join(folder, 'out'))).toEqual(['manifests']);
});

test('the manifests can be printed, and nothing is written', () => {
  expect(synth('--stdout').stdout).toBe(MANIFEST);
  expect(existsSync(join(folder, 'out', 'manifests'))).toBe(false);
});

test('manifests that are not what the app writes now are told, file by file and object by object', () => {
  synth();
  expect(synth('--check')).toMatchObject({ status: 0, stdout: 'out/manifests is what the app writes\n' });
  write('data.ts', `export const data = { a: '2' };\n`);
  write('out/manifests/old.yaml', MANIFEST.replace('name: map', 'name: old'));
  const { status, stdout } = synth('--check');
  expect(status).toBe(1);
  expect(stdout).toMatch(
    /^out\/manifests\/old.yaml \(removed\)\nout\/manifests\/shop.k8s.yaml \(changed\)\n/,
  );
  expect(stdout).toContain('- ConfigMap/old');
  expect(stdout).toContain('~ ConfigMap/map');
  expect(written()).toBe(MANIFEST);
});

test('another layout of the same objects is told as such', () => {
  synth();
  write('out/manifests/shop.k8s.yaml', MANIFEST.replace('a: "1"', "a: '1'"));
  expect(synth('--check').stdout).toContain('only how they are written differs');
});

test('an app that fails leaves the manifests as they were', () => {
  synth();
  write('data.ts', `throw new Error('no data today');\n`);
  const { status, stderr } = synth();
  expect(status).toBe(2);
  expect(stderr).toMatch(/^error: the app failed: Error: no data today\n.*data\.ts:1:/);
  expect(written()).toBe(MANIFEST);
  expect(readdirSync(join(folder, 'out'))).toEqual(['manifests']);
});

test('an app that ends the process itself is told so, and leaves nothing behind', () => {
  write('data.ts', 'process.exit(0);\n');
  expect(synth()).toMatchObject({
    status: 2,
    stderr: 'error: the app ended the process itself; nothing was written\n',
  });
  expect(readdirSync(join(folder, 'out'))).toEqual([]);
});

test('any other command is run by a shell', () => {
  write('app.sh', `echo hello; printf 'apiVersion: v1\\nkind: ConfigMap\\n' > "$CDK8S_OUTDIR/map.yaml"\n`);
  expect(synth('--app', 'sh app.sh', '-o', 'elsewhere')).toEqual({
    status: 0,
    stdout: 'elsewhere/map.yaml (new)\n',
    stderr: 'hello\n',
  });
  expect(synth('--app', 'sh -c "exit 3"')).toMatchObject({
    status: 2,
    stderr: 'error: the app failed: `sh -c "exit 3"` ended with 3\n',
  });
});

describe('validations of cdk8s.yaml', () => {
  const configure = (properties: string) =>
    write(
      'cdk8s.yaml',
      `app: npx ts-node main.ts\nvalidations: [{package: seaworthy, class: SeaworthyChecks, properties: ${properties}}]\n`,
    );
  beforeEach(() => write('data.ts', `export const data = { a: 1 } as never;\n`));

  test('they are run on what was written, and tell the construct', () => {
    configure('{}');
    const { status, stdout, stderr } = synth();
    expect(status).toBe(1);
    expect(stdout).toContain('dist/shop.k8s.yaml (new)');
    expect(stderr).toMatch(/^dist\/shop\.k8s\.yaml {2}map {2}/m);
    expect(stderr).toContain('[schema]');
    expect(stderr).toContain('the manifests were written, but their validation failed');
  });

  test('they can be left out', () => {
    configure('{}');
    expect(synth('--no-validate').status).toBe(0);
  });

  test('a property that there is not is refused', () => {
    configure('{level: high}');
    expect(synth()).toMatchObject({ status: 2, stderr: expect.stringContaining('has no property "level"') });
  });
});

describe('what cannot be done is refused', () => {
  const cwd = process.cwd();
  beforeEach(() => process.chdir(folder));
  afterEach(() => process.chdir(cwd));

  test.each<[string, string | undefined, string[], string]>([
    ['no cdk8s.yaml', undefined, [], 'there is no cdk8s.yaml here'],
    ['no app in it', 'output: dist', [], 'cdk8s.yaml has no "app"'],
    ['a cdk8s.yaml that is no YAML', 'a: [', [], 'cdk8s.yaml is no YAML'],
    ['an app that is no text', 'app: [node]', [], 'cdk8s.yaml: "app" is ["node"], not a text'],
    ['a Helm chart', 'app: x\nsynthConfig: {format: helm}', [], 'synthConfig.format is "helm"'],
    [
      'validations from elsewhere',
      'app: x\nvalidations: https://example.com',
      [],
      '"validations" is no list',
    ],
    [
      'plugins of others',
      'app: x\nvalidations: [{class: Other}]',
      [],
      'plugin Other is run by `npx cdk8s synth` only',
    ],
    ['plugins without a class', 'app: x\nvalidations: [null]', [], 'plugin without a class is run by'],
    ['the project as output', 'app: x\noutput: .', [], 'holds the project itself'],
    ['two wishes at once', 'app: x', ['--stdout', '--check'], '--stdout and --check exclude each other'],
  ])('%s', async (_, config, args, message) => {
    rmSync(join(folder, 'cdk8s.yaml'));
    if (config !== undefined) write('cdk8s.yaml', config);
    mkdirSync('out', { recursive: true });
    const { code, err } = await seaworthy('synth', ...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
