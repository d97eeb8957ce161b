import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

const filesOf = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));

test('dist holds what the program writes: run `npx cdk8s synth` and commit it when this fails', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'seaworthy-'));
  const env = { ...process.env, CDK8S_OUTDIR: outdir };
  const { stderr } = spawnSync(process.execPath, ['-r', './bin/typescript.cjs', 'main.ts'], {
    cwd: ROOT,
    env,
    encoding: 'utf8',
  });
  const written = filesOf(outdir);
  rmSync(outdir, { recursive: true });
  expect(stderr).toBe('');
  expect(filesOf(join(ROOT, 'dist'))).toEqual(written);
});
