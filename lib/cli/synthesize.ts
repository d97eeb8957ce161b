import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { loadManifests } from '../manifests/load-manifests';
import type { ParsedManifests } from '../manifests/parse-manifests';
import { UsageError } from './exit';

const CONFIG = 'cdk8s.yaml';

/** Runs the app that cdk8s.yaml names, and reads what it writes. Nothing is written into the project. */
export function synthesize(folder: string): ParsedManifests {
  const command = appCommand(join(folder, CONFIG));
  const output = mkdtempSync(join(tmpdir(), 'seaworthy-synth-'));
  try {
    const { status, stderr } = spawnSync(command, {
      cwd: folder,
      shell: true,
      encoding: 'utf8',
      env: { ...process.env, CDK8S_OUTDIR: output },
    });
    if (status !== 0) throw new UsageError(`the app of ${CONFIG} (${command}) failed:\n${stderr.trimEnd()}`);
    return loadManifests([output]);
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

function appCommand(file: string): string {
  if (!existsSync(file))
    throw new UsageError(`there is no ${CONFIG} here; run this in the folder of a cdk8s project`);
  const { app } = (parse(readFileSync(file, 'utf8')) ?? {}) as { app?: unknown };
  if (typeof app === 'string' && app !== '') return app;
  throw new UsageError(`${file} names no app; add a line such as \`app: node main.js\``);
}
