import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { apps } from '../../apps';
import { App } from '../../lib/constructs';

const ROOT = resolve(__dirname, '../..');

const read = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));

test('dist holds what the apps synthesize: run `npx cdk8s synth` and commit it when this fails', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'seaworthy-'));
  const app = new App({ outdir });
  for (const add of apps) add(app);
  app.synth();
  const synthesized = read(outdir);
  rmSync(outdir, { recursive: true });
  expect(read(join(ROOT, 'dist'))).toEqual(synthesized);
});
