import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, repeated, since } from './repeated';

// How long people wait: for a simulation in a test process, and for a cluster that kubectl can use.
const ROOT = join(__dirname, '..');
const RUNS = 9;

function simulateTypical(): number {
  const start = process.hrtime.bigint();
  const args = ['-r', './bin/typescript.cjs', 'bench/simulate-typical.ts'];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return since(start);
}

/** From the start of the process to the first `ok` of /readyz. */
async function startCluster(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-bench-'));
  const start = process.hrtime.bigint();
  const child = spawn(process.execPath, [join(ROOT, 'bin', 'seaworthy.cjs'), 'cluster', 'start'], {
    cwd: folder,
  });
  const ended = new Promise((settle) => child.once('close', settle));
  try {
    const port = await new Promise<number>((settle, fail) => {
      let output = '';
      child.stdout.on('data', (chunk) => {
        output += chunk;
        const found = /https:\/\/127\.0\.0\.1:(\d+)/.exec(output);
        if (found) settle(Number(found[1]));
      });
      child.once('close', () => fail(new Error(`the cluster did not start: ${output}`)));
    });
    await untilReady(port);
    return since(start);
  } finally {
    child.kill('SIGINT');
    await ended;
    rmSync(folder, { recursive: true });
  }
}

function untilReady(port: number): Promise<void> {
  return new Promise((settle, fail) => {
    // The certificate is that of a cluster which exists for this second only.
    const asked = request(
      { host: '127.0.0.1', port, path: '/readyz', rejectUnauthorized: false },
      (answer) => {
        answer.resume();
        if (answer.statusCode === 200) settle();
        else fail(new Error(`/readyz answered ${answer.statusCode}`));
      },
    );
    asked.on('error', fail);
    asked.end();
  });
}

async function main(): Promise<void> {
  console.log(
    `simulate(typical) until ready, with process start   ${describe(await repeated(RUNS, simulateTypical))}`,
  );
  console.log(
    `cluster start until /readyz                         ${describe(await repeated(RUNS, startCluster))}`,
  );
}

main();
