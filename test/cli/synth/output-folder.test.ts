import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { changesBetween, OutputFolder, readFolder } from '../../../lib/cli/synth/output-folder';

let root: string;
let path: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'seaworthy-'));
  path = join(root, 'out', 'dist');
});
afterEach(() => rmSync(root, { recursive: true }));

function fill(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

test('what the app wrote takes the place of what was there', () => {
  fill(path, { 'a.yaml': '1', 'b.yaml': '2', 'c/d.yaml': '3' });
  const output = new OutputFolder(path);
  fill(output.staging, { 'a.yaml': '1', 'b.yaml': '4', 'e/f.yaml': '5' });
  expect(changesBetween(output.current(), output.written())).toEqual([
    { path: 'b.yaml', change: 'changed' },
    { path: 'c/d.yaml', change: 'removed' },
    { path: 'e/f.yaml', change: 'new' },
  ]);
  output.replace();
  expect([...readFolder(path)]).toEqual([
    ['a.yaml', '1'],
    ['b.yaml', '4'],
    ['e/f.yaml', '5'],
  ]);
  expect(readdirSync(join(root, 'out'))).toEqual(['dist']);
});

test('a folder that is not there yet is made', () => {
  const output = new OutputFolder(path);
  fill(output.staging, { 'a.yaml': '1' });
  output.replace();
  expect(readFolder(path).get('a.yaml')).toBe('1');
});

test('when it is discarded, the folder stays as it was', () => {
  fill(path, { 'a.yaml': '1' });
  const output = new OutputFolder(path);
  fill(output.staging, { 'a.yaml': '2' });
  output.discard();
  expect([...readFolder(path)]).toEqual([['a.yaml', '1']]);
  expect(existsSync(output.staging)).toBe(false);
});

test.each(['.', '..', '/'])('the folder %j, in which the project lies, is refused', (folder) => {
  expect(() => new OutputFolder(folder)).toThrow('holds the project itself');
});

test('a folder that holds more than manifests is refused, and left as it is', () => {
  fill(path, { 'a.yaml': '1', 'notes.txt': '2' });
  expect(() => new OutputFolder(path)).toThrow('also holds notes.txt, which would be lost');
  expect([...readFolder(path).keys()]).toEqual(['a.yaml', 'notes.txt']);
});

test('what is no folder is refused', () => {
  fill(root, { 'file.yaml': '1' });
  expect(() => new OutputFolder(join(root, 'file.yaml'))).toThrow('is no folder');
});
