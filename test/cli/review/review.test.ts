import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seaworthy } from '../run-seaworthy';

const SHOP = readFileSync(join(__dirname, '../../diff/pairs/shop.yaml'), 'utf8');
const SHRUNK = SHOP.replace('storage: 20Gi', 'storage: 10Gi');
const PROGRAM = join(__dirname, '../../../bin/seaworthy.cjs');
const home = process.cwd();
let folder: string;

function git(...args: readonly string[]): string {
  const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.com'];
  return execFileSync('git', [...who, ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
const commit = (message: string) => {
  git('add', '--all');
  git('commit', '-q', '--allow-empty', '-m', message);
};

/** An app that writes a manifest, which is in the app itself. */
const app = (body: string) => `
const { mkdirSync, writeFileSync } = require('node:fs');
mkdirSync(process.env.CDK8S_OUTDIR, { recursive: true });
${body}`;
const writing = (text: string) =>
  app(`writeFileSync(process.env.CDK8S_OUTDIR + '/shop.k8s.yaml', ${JSON.stringify(text)});`);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seaworthy-review-test-'));
  git('init', '-q', '-b', 'main');
  mkdirSync(join(folder, 'dist'));
  write('dist/shop.k8s.yaml', SHOP);
  commit('first');
  git('checkout', '-q', '-b', 'work');
  process.chdir(folder);
});

afterEach(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

test('a branch is reviewed against where it left its base, from the committed manifests', async () => {
  write('dist/shop.k8s.yaml', SHRUNK);
  commit('shrink');
  git('checkout', '-q', 'main');
  write('dist/shop.k8s.yaml', SHOP.replace('replicas: 3 # api', 'replicas: 9'));
  commit('something else');
  git('checkout', '-q', 'work');
  const { code, out } = await seaworthy('review', '--base', 'main');
  expect(code).toBe(1);
  expect(out).toContain('## 🔴 Stop and look: PersistentVolumeClaim/uploads shrinks');
  // What came to the base meanwhile is not undone by the branch.
  expect(out).toContain('1 object changes');
});

test('without a change, nothing is told, and findings that the base has are known', async () => {
  const { code, out } = await seaworthy('review', '--base', 'main');
  expect(code).toBe(0);
  expect(out).toContain('✅ Nothing changes, and the checks find nothing new');
  expect(out).toMatch(/Checks: no new findings, \d+ known/);
});

test('the policy decides when a review fails', async () => {
  write('dist/shop.k8s.yaml', SHRUNK);
  expect((await seaworthy('review', '--base', 'main', '--fail-on', 'never')).code).toBe(0);
  write('dist/shop.k8s.yaml', SHOP.replace('replicas: 3 # api', 'replicas: 4'));
  expect((await seaworthy('review', '--base', 'main', '--fail-on', 'warning')).code).toBe(0);
  expect((await seaworthy('review', '--base', 'main', '--fail-on', 'info')).code).toBe(1);
});

test('reports are written where they are asked for, and nowhere else', async () => {
  write('dist/shop.k8s.yaml', SHRUNK);
  const before = readdirSync(folder);
  const names = ['review.md', 'review.json', 'review.sarif', 'review.xml'] as const;
  const flags = ['--markdown', names[0], '--json', names[1], '--sarif', names[2], '--junit', names[3]];
  const { out } = await seaworthy('review', '--base', 'main', ...flags);
  expect(out).toBe('');
  expect(readdirSync(folder).filter((name) => !before.includes(name))).toEqual([...names].sort());
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  expect(read('review.md')).toContain('<!-- seaworthy-review -->');
  expect(JSON.parse(read('review.json')).worst).toBe('danger');
  const { runs } = JSON.parse(read('review.sarif'));
  const place = runs[0].results[0].locations[0].physicalLocation;
  expect(runs[0].results[0].ruleId).toBe('change-data-loss');
  expect(place.artifactLocation.uri).toBe('dist/shop.k8s.yaml');
  expect(place.region.startLine).toBeGreaterThan(1);
  expect(read('review.xml')).toContain('classname="change-data-loss"');
});

test('a base without manifests is synthesized by its own app, in a tree that is gone afterwards', async () => {
  git('checkout', '-q', 'main');
  git('rm', '-q', '-r', 'dist');
  write('cdk8s.yaml', 'app: node app.js\n');
  write('app.js', writing(SHOP));
  commit('dist is not committed');
  git('checkout', '-q', '-B', 'work');
  mkdirSync(join(folder, 'dist'));
  write('dist/shop.k8s.yaml', SHRUNK);
  write('app.js', writing(SHRUNK));
  const { code, out } = await seaworthy('review', '--base', 'main');
  expect(out).toContain('PersistentVolumeClaim/uploads shrinks');
  expect(code).toBe(1);
  expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
});

test('an app of the base that fails says so, and leaves no tree', async () => {
  git('checkout', '-q', 'main');
  write('cdk8s.yaml', 'app: node app.js\n');
  write('app.js', "console.error('no values'); process.exit(3);");
  commit('broken');
  git('checkout', '-q', '-B', 'work');
  const { code, err } = await seaworthy('review', '--base', 'main', '--synth');
  expect(code).toBe(2);
  expect(err).toContain('the app of main (`node app.js`) ended with 3:\nno values');
  expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
});

test('an interrupt ends the app of the base, and leaves no tree', async () => {
  git('checkout', '-q', 'main');
  write('cdk8s.yaml', 'app: node app.js\n');
  write(
    'app.js',
    app(
      `writeFileSync(${JSON.stringify(join(folder, 'started'))}, String(process.pid)); setInterval(() => {}, 1000);`,
    ),
  );
  commit('endless');
  git('checkout', '-q', '-B', 'work');
  const child = spawn(process.execPath, [PROGRAM, 'review', '--base', 'main', '--synth'], { cwd: folder });
  const ended = new Promise<number | null>((done) => child.once('close', (code) => done(code)));
  while (!existsSync(join(folder, 'started'))) await new Promise((done) => setImmediate(done));
  const list = git('worktree', 'list').trim().split('\n');
  expect(list).toHaveLength(2);
  const temporary = list[1]!.split(/\s+/)[0]!;
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  expect(existsSync(join(temporary, '..'))).toBe(false);
});

test('a shallow clone without the common history says what to fetch', async () => {
  write('dist/shop.k8s.yaml', SHRUNK);
  commit('shrink');
  const clone = join(folder, 'clone');
  git('clone', '-q', '--depth', '1', '--no-single-branch', `file://${folder}`, clone);
  process.chdir(clone);
  const { code, err } = await seaworthy('review', '--base', 'origin/main');
  expect(code).toBe(2);
  expect(err).toContain('this clone is shallow: it does not reach back to where origin/main and HEAD part');
  expect(err).toContain('fetch-depth: 0');
});

test('mistakes in the base are told of and do not stop a review; those of now do', async () => {
  write(
    'dist/double.yaml',
    'apiVersion: v1\nkind: Secret\nmetadata: { name: a }\n'.repeat(2).replace('\napi', '\n---\napi'),
  );
  commit('twice');
  git('branch', '-f', 'main');
  rmSync(join(folder, 'dist/double.yaml'));
  expect((await seaworthy('review', '--base', 'main', '--fail-on', 'never')).out).toContain(
    '### About the base',
  );
  write('dist/broken.yaml', 'kind: [a\n');
  const { code, err } = await seaworthy('review', '--base', 'main');
  expect(code).toBe(2);
  expect(err).toMatch(/^error: dist\/broken.yaml:\d+: not valid YAML/);
});

test.each([
  [['--base', 'nowhere'], '"nowhere" is no file, folder or git ref'],
  [['--base', 'main', '--folder', 'out'], 'out does not exist; write the manifests first'],
  [['--base', 'main', '--json', 'no/such/folder.json'], 'no/such/folder.json cannot be written'],
  [['--base', 'main', '--disable', 'no-such-rule'], 'there is no rule "no-such-rule"'],
])('%j cannot be reviewed', async (args, message) => {
  const { code, err } = await seaworthy('review', ...args);
  expect(code).toBe(2);
  expect(err).toContain(message);
});
