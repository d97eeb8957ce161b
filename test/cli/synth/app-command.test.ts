import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeProgramOf } from '../../../lib/cli/synth/app-command';

let folder: string;
const cwd = process.cwd();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seaworthy-'));
  mkdirSync(join(folder, 'esm'));
  for (const file of ['main.ts', 'main.js', 'main.cjs', 'main.mjs', 'esm/main.ts', 'esm/main.cts'])
    writeFileSync(join(folder, file), '');
  writeFileSync(join(folder, 'package.json'), '{}');
  writeFileSync(join(folder, 'esm/package.json'), '{"type": "module"}');
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(cwd);
  rmSync(folder, { recursive: true });
});

test.each([
  ['node main.js', 'main.js', [], []],
  [
    'node -r ./hook.cjs --require source-map-support main.ts prod',
    'main.ts',
    ['prod'],
    ['./hook.cjs', 'source-map-support'],
  ],
  ['npx ts-node main.ts', 'main.ts', [], []],
  ['  tsx   main.ts --env prod', 'main.ts', ['--env', 'prod'], []],
  ['node main.cjs', 'main.cjs', [], []],
  ['tsx esm/main.cts', 'esm/main.cts', [], []],
])('%j runs in this process', (command, file, args, preload) => {
  expect(nodeProgramOf(command)).toEqual({ file: join(process.cwd(), file), args, preload });
});

test.each([
  'python main.py',
  'npm run synth',
  'node main.js && echo done',
  'STAGE=prod node main.js',
  'node "main.js"',
  'node --import tsx main.ts',
  'node --max-old-space-size=4096 main.js',
  'node main.mjs',
  'node esm/main.ts',
  'node missing.js',
  'node',
  'npx',
  '',
])('%j needs a shell', (command) => {
  expect(nodeProgramOf(command)).toBeUndefined();
});
