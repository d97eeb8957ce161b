import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Origin } from '../../../lib/constructs/origins';
import { keepOrigins, keptOrigins } from '../../../lib/constructs/synthesis/origins-file';

let folder: string;
const before = process.cwd();

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'seaworthy-origins-')));
  process.chdir(folder);
});

afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

function origin(name: string, line?: number): Origin {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    name,
    path: `shop/${name}`,
    type: 'WebService',
    ...(line === undefined ? {} : { source: { file: join(folder, 'main.ts'), line, column: 1 } }),
  };
}

test('origins are kept for the folder that was written to', () => {
  mkdirSync('node_modules');
  keepOrigins('dist', [origin('api', 7), origin('made-by-somebody')]);
  const [kept, ...others] = keptOrigins('dist');
  expect(kept).toMatchObject({ path: 'shop/api', type: 'WebService', source: { file: 'main.ts', line: 7 } });
  expect(others).toEqual([]);
  expect(keptOrigins('elsewhere')).toEqual([]);
});

test('only those of the last synthesis are kept', () => {
  mkdirSync('node_modules');
  keepOrigins('dist', [origin('api', 7)]);
  keepOrigins('other', [origin('api', 8)]);
  expect(keptOrigins('dist')).toEqual([]);
  expect(keptOrigins('other')).toHaveLength(1);
});

test('a file that is none of this version’s is no origin', () => {
  mkdirSync('node_modules');
  keepOrigins('dist', []);
  const file = join('node_modules', '.cache', 'seaworthy', 'origins.json');
  expect(JSON.parse(readFileSync(file, 'utf8')).origins).toEqual([]);
  writeFileSync(file, 'not json');
  expect(keptOrigins('dist')).toEqual([]);
});
