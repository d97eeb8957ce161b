import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { seaworthy } from '../run-seaworthy';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'Seaworthy '));
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (name: string) => readFileSync(join(folder, name), 'utf8');

test('a project is begun in a folder, under its name', async () => {
  const { code, out, err } = await seaworthy('init', join(folder, 'My Shop'));
  expect(code).toBe(0);
  expect(out.split('\n')).toContain('stack.test.ts');
  expect(err).toMatch(/^next: cd .* && npm install && npx seaworthy synth && npm test$/);
  expect(JSON.parse(read('My Shop/package.json'))).toMatchObject({ name: 'my-shop', private: true });
  expect(read('My Shop/stack.ts')).toContain("new Stack(scope, 'my-shop')");
  expect(parse(read('My Shop/cdk8s.yaml'))).toMatchObject({ output: 'dist' });
});

test('the versions are those this package was made with', async () => {
  await seaworthy('init', folder, '--name', 'shop');
  const own = JSON.parse(readFileSync(join(__dirname, '../../../package.json'), 'utf8'));
  const { dependencies, devDependencies } = JSON.parse(read('package.json'));
  expect(dependencies).toEqual({ ...own.peerDependencies, seaworthy: `^${own.version}` });
  expect(devDependencies['typescript']).toBe(own.devDependencies['typescript']);
});

test('the workflow tests, proves that dist is current, reviews, and comments', async () => {
  await seaworthy('init', folder);
  const { jobs, permissions } = parse(read('.github/workflows/review.yml'));
  expect(permissions).toEqual({ contents: 'read', 'pull-requests': 'write' });
  const commands: string[] = jobs.review.steps.flatMap(({ run }: { run?: string }) => run ?? []);
  const wanted = ['npm ci', 'npm test', 'seaworthy synth --check', 'seaworthy review', 'gh pr comment'];
  expect(commands.map((command) => wanted.find((one) => command.includes(one)))).toEqual(wanted);
});

test('a file that exists is never touched', async () => {
  writeFileSync(join(folder, 'stack.ts'), 'mine');
  mkdirSync(join(folder, 'main.ts'));
  const { out } = await seaworthy('init', folder);
  expect(out.split('\n').filter((line) => line.endsWith('(kept as it is)'))).toEqual([
    'main.ts (kept as it is)',
    'stack.ts (kept as it is)',
  ]);
  expect(read('stack.ts')).toBe('mine');
  const again = await seaworthy('init', folder);
  expect(again.out.split('\n').every((line) => line.endsWith('(kept as it is)'))).toBe(true);
});

test.each([
  [['--name', 'My Shop'], '--name: "My Shop" cannot be the name of a namespace'],
  [['--nmae', 'x'], 'unknown option'],
])('%j is refused', async (args, message) => {
  const { code, err } = await seaworthy('init', folder, ...args);
  expect(code).toBe(2);
  expect(err).toContain(message);
  expect(readdirSync(folder)).toEqual([]);
});

test('a folder that cannot be written is told', async () => {
  writeFileSync(join(folder, 'file'), '');
  const { code, err } = await seaworthy('init', join(folder, 'file'));
  expect(code).toBe(2);
  expect(err).toContain('cannot be written');
});
