import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadManifests } from '../manifests/load-manifests';
import type { ParsedManifests } from '../manifests/parse-manifests';
import { UsageError } from './exit';
import { readSynthConfig } from './synth/config';

/** Runs the app of the project, and reads what it writes. Nothing is written into the project. */
export function synthesize(): ParsedManifests {
  const { app } = readSynthConfig({});
  const output = mkdtempSync(join(tmpdir(), 'seaworthy-synth-'));
  try {
    const { status, stderr } = spawnSync(app, {
      shell: true,
      encoding: 'utf8',
      env: { ...process.env, CDK8S_OUTDIR: output },
    });
    if (status !== 0) throw new UsageError(`the app failed: \`${app}\`:\n${stderr.trimEnd()}`);
    return loadManifests([output]);
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}
