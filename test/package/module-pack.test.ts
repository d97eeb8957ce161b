import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

let project: string;
beforeEach(() => {
  project = realpathSync(mkdtempSync(join(tmpdir(), 'seaworthy-pack-')));
  mkdirSync(join(project, 'node_modules'));
});
afterEach(() => {
  rmSync(project, { recursive: true });
});

function write(name: string, text: string): void {
  writeFileSync(join(project, name), text);
}

function start(): { readonly stdout: string; readonly stderr: string } {
  const args = ['-r', resolve('bin/typescript.cjs'), 'main.ts'];
  return spawnSync(process.execPath, args, { cwd: project, encoding: 'utf8' });
}

function packs(): readonly string[] {
  const folder = join(project, 'node_modules', '.cache', 'seaworthy', 'typescript');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.pack'))
    .map((name) => join(folder, name));
}

test('a program that starts again does the same, and sees what was edited', () => {
  write('main.ts', `import { word } from './word';\nconsole.log(word as string);\n`);
  write('word.ts', `export const word: string = 'ship';\n`);
  expect(start().stdout).toBe('ship\n');
  expect(packs()).toHaveLength(1);
  expect(start().stdout).toBe('ship\n');
  // Of the same size.
  write('word.ts', `export const word: string = 'boat';\n`);
  expect(start().stdout).toBe('boat\n');
  expect(start().stdout).toBe('boat\n');
});

test('a pack that is cut short is not believed', () => {
  write('main.ts', `console.log('afloat' as string);\n`);
  start();
  truncateSync(packs()[0]!, 100);
  expect(start().stdout).toBe('afloat\n');
  expect(start().stdout).toBe('afloat\n');
});

test('what is kept still tells the place of an error, loads lazily, and knows that it is the program', async () => {
  write('late.ts', `export const late: string = 'late';\n`);
  write('main.mjs', `export const early = 'early';\n`);
  write(
    'main.ts',
    [
      `type Word = string;`,
      `async function main(): Promise<void> {`,
      `  const { early } = await import('./main.mjs');`,
      `  const { late } = require('./late') as { late: Word };`,
      `  console.log(early, late, require.main === module, require.resolve('./late'));`,
      `  throw new Error('sunk');`,
      `}`,
      `void main();`,
    ].join('\n'),
  );
  for (let run = 0; run < 2; run++) {
    const { stdout, stderr } = start();
    expect(stdout).toBe(`early late true ${join(project, 'late.ts')}\n`);
    expect(stderr).toContain(`${join(project, 'main.ts')}:6:9`);
  }
});
