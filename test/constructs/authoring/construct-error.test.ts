import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { ConstructError } from '../../../lib/constructs';

const ROOT = resolve(__dirname, '../../..');

const PROBLEM = {
  construct: 'WebService "shop/api"',
  source: { file: `${process.cwd()}/apps/shop/stack.ts`, line: 12, column: 3 },
  field: 'replicas',
  message: 'min is 5, above max, which is 3',
  fix: 'swap them',
};

test('an error says where, what and how to mend it', () => {
  expect(new ConstructError([PROBLEM]).message).toBe(
    'apps/shop/stack.ts:12  WebService "shop/api"  replicas\n  min is 5, above max, which is 3\n  fix: swap them',
  );
});

test('an error tells all of its problems', () => {
  const { message } = new ConstructError([PROBLEM, { construct: 'Stack "shop"', message: 'the second' }]);
  expect(message).toContain('above max');
  expect(message).toMatch(/\nStack "shop"\n {2}the second$/);
});

test('a program that fails prints the message and the line of the author, and no stack trace', () => {
  const fixture = 'test/constructs/fixtures/contradiction.ts';
  const { status, stderr } = spawnSync(process.execPath, ['-r', './bin/typescript.cjs', fixture], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  const printed = stderr.slice(0, stderr.indexOf('\n\nNode.js')).trim().replaceAll(ROOT, '<root>');
  expect(printed).toBe(
    [
      `ConstructError: ${fixture}:5  WebService "shop/api"  replicas`,
      '  min is 5, above max, which is 3',
      '  fix: swap them',
      `    at <root>/${fixture}:5:1`,
    ].join('\n'),
  );
});
