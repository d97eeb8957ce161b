import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { writeDeclarations, writeJavaScript } from '../../tools/build-package';

const ROOT = resolve(__dirname, '../..');
const PACKAGE = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly version: string;
  readonly files: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
};

const APP = `
import { App, IngressRoutes, KubeApiObject, Stack, WebService } from 'seaworthy';
import { HttpRoute } from 'seaworthy/imports/gateway.networking.k8s.io';
import { ConfigMaps } from 'seaworthy/resources';

const app = new App();
const stack: Stack = new Stack(app, 'shop');
const web = new WebService(stack, 'web', { image: 'registry.example.com/web:1.0.0', port: 8080, replicas: 2 });
new IngressRoutes(stack, 'edge', { host: 'shop.example.com', paths: { '/': web } });
new KubeApiObject(stack, 'settings', ConfigMaps, { fields: { data: { MODE: 'fast' } } });
new HttpRoute(stack, 'route', { spec: { hostnames: ['shop.example.com'] } });
app.synth();
`;

const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');

const SIMULATION = `
const { readFileSync } = require('node:fs');
const { simulate } = require('seaworthy/testing');
const cluster = simulate(readFileSync('dist/shop.k8s.yaml', 'utf8').replace(/---\\napiVersion: gateway[^]*/, ''));
cluster.settle();
console.log(cluster.request('http://shop.example.com/').response.status);
`;

const TYPED = [
  'lib/index.ts',
  'lib/testing/index.ts',
  'lib/testing/setup.ts',
  'imports/gateway.networking.k8s.io.ts',
];

/** What a project installs beside it. */
const TOOLS = ['@types/jest', '@types/node', 'jest', 'typescript'];

jest.setTimeout(120_000);

let folder: string;

/** An empty folder into which the packed package is installed, with the packages it depends on. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seaworthy-package-'));
  const staged = join(folder, 'staged');
  mkdirSync(staged);
  for (const name of ['package.json', 'LICENSE', ...PACKAGE.files.filter((one) => one !== 'build')])
    if (existsSync(join(ROOT, name))) cpSync(join(ROOT, name), join(staged, name), { recursive: true });
  writeJavaScript(join(staged, 'build'));
  writeDeclarations(join(staged, 'build'), TYPED);
  run('npm', ['pack', '--ignore-scripts', '--offline', '--silent'], staged);
  install(staged);
  rmSync(staged, { recursive: true });
  write('cdk8s.yaml', 'app: node -r seaworthy/typescript main.ts\n');
  write('main.ts', APP);
});
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

function install(staged: string): void {
  const target = join(folder, 'node_modules', 'seaworthy');
  mkdirSync(target, { recursive: true });
  run(
    'tar',
    ['-xzf', join(staged, `seaworthy-${PACKAGE.version}.tgz`), '--strip-components=1', '-C', target],
    folder,
  );
  for (const name of [...Object.keys({ ...PACKAGE.dependencies, ...PACKAGE.peerDependencies }), ...TOOLS]) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), link);
  }
}

function run(program: string, args: readonly string[], cwd = folder): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${error ?? stdout + stderr}`);
  return stdout;
}

const seaworthy = (...args: readonly string[]) =>
  run(process.execPath, [join('node_modules', 'seaworthy', 'bin', 'seaworthy.cjs'), ...args]);

test('it has no sources, tests or tools of this repository', () => {
  const inside = (path: string) => existsSync(join(folder, 'node_modules', 'seaworthy', path));
  expect(['lib', 'test', 'tools', 'apps', 'main.ts'].filter(inside)).toEqual([]);
  expect(
    ['LICENSE', 'bin/seaworthy.cjs', 'build/lib/index.js', 'build/lib/index.d.ts'].filter(inside),
  ).toHaveLength(4);
});

test('its builder runs as a program', () => {
  const hook = join(ROOT, 'bin', 'typescript.cjs');
  run(process.execPath, ['-r', hook, '-e', "require('./tools/build-package.ts')"], ROOT);
});

test('its program tells its version and its commands', () => {
  expect(seaworthy('--version')).toBe(`${PACKAGE.version}\n`);
  expect(seaworthy('--help')).toContain('synth');
});

test('an app is synthesized, checked and run with it', () => {
  expect(seaworthy('synth')).toContain('dist/shop.k8s.yaml (new)');
  expect(readFileSync(join(folder, 'dist', 'shop.k8s.yaml'), 'utf8')).toContain(
    'image: registry.example.com/web:1.0.0',
  );
  expect(seaworthy('synth', '--check')).toContain('dist is what the app writes');
  expect(seaworthy('check', '--fail-on', 'error')).not.toContain('error');
  expect(run(process.execPath, ['-e', SIMULATION])).toBe('200\n');
});

test('a project that it begins works at once: manifests, checks, types, tests', () => {
  seaworthy('init', 'project', '--name', 'shop');
  const project = join(folder, 'project');
  const program = join(folder, 'node_modules', 'seaworthy', 'bin', 'seaworthy.cjs');
  const inProject = (...args: readonly string[]) => run(process.execPath, args, project);
  expect(inProject(program, 'synth')).toContain('dist/shop.k8s.yaml (new)');
  inProject(program, 'check', '--fail-on', 'warning');
  inProject(join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'), '--ci=false');
  expect(readFileSync(join(project, '__snapshots__', 'stack.test.ts.snap'), 'utf8')).toContain(
    'name: backend',
  );

  // Types find the mistake in this file, and none in the others.
  write('project/wrong.ts', APP.replace('port: 8080', "port: 'http'"));
  const { stdout } = spawnSync(process.execPath, [TSC], { cwd: project, encoding: 'utf8' });
  expect(stdout).toMatch(
    /^wrong\.ts\(\d+,\d+\): error TS2322: Type 'string' is not assignable to type 'number'\.\n$/,
  );
});
