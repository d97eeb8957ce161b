import { spawnSync } from 'node:child_process';
import { seaworthy } from '../run-seaworthy';

async function complete(...words: readonly string[]): Promise<readonly string[]> {
  const { out } = await seaworthy('__complete', '--', ...words);
  return out === '' ? [] : out.split('\n');
}

describe('what a shell is offered', () => {
  test.each([
    [['cl'], ['cluster']],
    [
      ['cluster', 'st'],
      ['start', 'stop'],
    ],
    [['apply', '--emb'], ['--embedded']],
    [['apply', '--embedded', '--con'], ['--context']],
    [['cluster', 'start', '--ku'], ['--kubeconfig']],
    [['completion', 'unknown'], []],
  ])('after %j: %j', async (words, expected) => {
    expect(await complete(...words)).toEqual(expected);
  });

  test('the hidden command is not among it', async () => {
    expect(await complete('')).toContain('apply');
    expect(await complete('')).not.toContain('__complete');
  });

  test('where files are meant, nothing: the shell knows them', async () => {
    expect(await complete('apply', 'dis')).toEqual([]);
    expect(await complete('apply', '--kubeconfig', '')).toEqual([]);
  });
});

test('the script for bash can be read by bash', async () => {
  const { code, out } = await seaworthy('completion', 'bash');
  expect(code).toBe(0);
  expect(spawnSync('bash', ['-n'], { input: out })).toMatchObject({ status: 0 });
});

test('a shell without a script is refused with those that there are', async () => {
  expect(await seaworthy('completion', 'csh')).toMatchObject({
    code: 2,
    err: expect.stringContaining('Allowed choices are bash, zsh, fish'),
  });
});
