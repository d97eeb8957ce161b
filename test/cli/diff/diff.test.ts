import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seaworthy } from '../run-seaworthy';

const SHOP = readFileSync(join(__dirname, '../../diff/pairs/shop.yaml'), 'utf8');
const home = process.cwd();
let folder: string;

function git(...args: readonly string[]): void {
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
    cwd: folder,
    stdio: 'ignore',
  });
}

const write = (file: string, text: string) => writeFileSync(join(folder, file), text);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seaworthy-diff-test-'));
  mkdirSync(join(folder, 'dist'));
  write('dist/shop.k8s.yaml', SHOP);
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-q', '-m', 'first');
  process.chdir(folder);
});

afterEach(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

test('without arguments, the manifests of now are compared with those that are committed', async () => {
  expect(await seaworthy('diff')).toMatchObject({ code: 0, out: 'no differences' });
  write('dist/shop.k8s.yaml', SHOP.replace('replicas: 3 # api', 'replicas: 4'));
  const { code, out } = await seaworthy('diff');
  expect(code).toBe(1);
  expect(out).toContain('Deployment/api goes from 3 pods to 4');
});

test('two refs are compared as they are committed, from a folder below as well', async () => {
  write('dist/shop.k8s.yaml', SHOP.replace('replicas: 3 # api', 'replicas: 5'));
  git('commit', '-q', '-a', '-m', 'second');
  write('dist/shop.k8s.yaml', 'neither: this');
  const refs = ['--base', 'HEAD~1', '--head', 'main'];
  expect((await seaworthy('diff', ...refs)).out).toContain('from 3 pods to 5');
  mkdirSync(join(folder, 'below'));
  process.chdir(join(folder, 'below'));
  expect((await seaworthy('diff', ...refs, '--folder', '../dist')).out).toContain('from 3 pods to 5');
});

test('the gate fails only for what is bad enough', async () => {
  write('dist/shop.k8s.yaml', SHOP.replace('verbs: [get, list]', 'verbs: [get, list, create]'));
  expect((await seaworthy('diff', '--fail-on', 'danger')).code).toBe(0);
  expect((await seaworthy('diff', '--fail-on', 'warning')).code).toBe(1);
});

test('kubectl hands over two folders whose files have no ending', async () => {
  for (const [name, replicas] of [
    ['LIVE-1', 3],
    ['MERGED-2', 4],
  ] as const) {
    mkdirSync(join(folder, name));
    const text = SHOP.replace('replicas: 3 # api', `replicas: ${replicas}`);
    write(`${name}/apps.v1.Deployment.shop.api`, text);
  }
  const folders = [join(folder, 'LIVE-1'), join(folder, 'MERGED-2')];
  const { code, out } = await seaworthy('diff', ...folders);
  expect(out).toContain('from 3 pods to 4');
  expect(code).toBe(1);
  // KUBECTL_EXTERNAL_DIFF="seaworthy diff --format=json": kubectl puts the words after the folders.
  const asKubectl = await seaworthy(...folders, 'diff', '--format=json');
  expect(JSON.parse(asKubectl.out).changes).toHaveLength(1);
});

test('secrets that kubectl has masked still tell whether they changed', async () => {
  for (const [name, changed] of [
    ['LIVE-1', '*** (before)'],
    ['MERGED-2', '*** (after)'],
  ] as const) {
    mkdirSync(join(folder, name));
    const secret = `apiVersion: v1\nkind: Secret\nmetadata: { name: a }\ndata: { same: "***", other: "${changed}" }\n`;
    write(`${name}/v1.Secret.default.a`, secret);
  }
  const { out, err } = await seaworthy('diff', join(folder, 'LIVE-1'), join(folder, 'MERGED-2'), '--full');
  expect(err).toBe('');
  expect(out).toContain('data[other]: *** (before) → *** (after)');
  expect(out).not.toContain('data[same]');
});

test('every problem of the input is one sentence with its place, and ends with 2', async () => {
  write(
    'bad.yaml',
    [
      'apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { ports: { port: 1 } }',
      'apiVersion: v1\nkind: Service\nmetadata: { name: a }',
    ].join('\n---\n'),
  );
  expect(await seaworthy('diff', '--head', 'bad.yaml')).toMatchObject({
    code: 2,
    out: '',
    err: [
      'error: bad.yaml:4: Service/a spec.ports: expected []v1.ServicePort, but found object',
      'error: bad.yaml:6: Service/a in namespace default is there twice: it is also at bad.yaml:1; expected each object once',
    ].join('\n'),
  });
  write('broken.yaml', 'kind: [a\n');
  expect(await seaworthy('diff', '--head', 'broken.yaml')).toMatchObject({ code: 2, out: '' });
});

test('an unknown kind is compared field by field, and told', async () => {
  const rocket = (fuel: number) =>
    `apiVersion: v1\nkind: Rocket\nmetadata: { name: a }\nspec: { fuel: ${fuel} }`;
  write('one.yaml', rocket(1));
  write('two.yaml', rocket(2));
  const { code, out, err } = await seaworthy('diff', '--base', 'one.yaml', '--head', 'two.yaml', '--full');
  expect(code).toBe(2);
  expect(out).toContain('spec.fuel: 1 → 2');
  expect(err).toContain('two.yaml:2: Kubernetes has no kind Rocket in v1');
});

test.each([
  [['--base', 'nowhere'], '"nowhere" is no file, folder or git ref'],
  [['--folder', 'out', '--head', 'dist'], 'HEAD has no manifests in out'],
  [['--base', 'cluster'], 'say which cluster: --context NAME'],
  [['--base', '-', '--head', '-'], 'cannot both be standard input'],
  [['dist'], 'expected no folder, or the two of kubectl diff'],
])('%j cannot be compared', async (args, message) => {
  const { code, err } = await seaworthy('diff', ...args);
  expect(code).toBe(2);
  expect(err).toContain(message);
});

test('a shallow clone that lacks the base says what to fetch', async () => {
  git('commit', '-q', '--allow-empty', '-m', 'second');
  const clone = join(folder, 'clone');
  git('clone', '-q', '--depth', '1', `file://${folder}`, clone);
  process.chdir(clone);
  const { code, err } = await seaworthy('diff', '--base', 'origin/release');
  expect(code).toBe(2);
  expect(err).toContain('shallow: fetch it with `git fetch origin release`');
});
