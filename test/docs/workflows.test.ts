import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { REVIEW_MARKER } from '../../lib/report/review/markdown';
import { seaworthy } from '../cli/run-seaworthy';

const FILES = ['github-actions.yml', 'gitlab-ci.yml'];
const read = (file: string) => readFileSync(join(__dirname, '../../docs/ci', file), 'utf8');

/** All texts in a workflow that are commands or scripts. */
function scriptsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(scriptsIn) : [];
}

describe.each(FILES)('%s', (file) => {
  test('its commands have the options that they use', async () => {
    const commands = scriptsIn(parse(read(file))).flatMap((script) => [
      ...script.matchAll(/npx seaworthy ([a-z]+)([^\n|]*)/g),
    ]);
    expect(commands.map(([, name]) => name)).toEqual(['synth', 'review']);
    for (const [, name, rest] of commands) {
      const { out } = await seaworthy(name!, '--help');
      for (const [option] of rest!.matchAll(/--[a-z-]+/g)) expect(out).toContain(option);
    }
  });

  test('it finds the comment by the marker that the review carries', () => {
    expect(read(file)).toContain(REVIEW_MARKER);
  });

  test('it has the history that a review needs', () => {
    expect(read(file)).toMatch(/fetch-depth: 0|GIT_DEPTH: "0"/);
  });
});

test('the script of the GitLab job is a program', () => {
  const [script] = /<<'SCRIPT'\n([\s\S]*?)SCRIPT$/m
    .exec(scriptsIn(parse(read('gitlab-ci.yml'))).join('\n'))!
    .slice(1);
  const { compile } = require('../../bin/typescript.cjs') as {
    compile(source: string, file: string): string;
  };
  const asFunction = script!.replace(/^import .*$/m, '').trim();
  expect(() => new Function(`return async () => {${compile(asFunction, 'gitlab.ts')}}`)).not.toThrow();
});
