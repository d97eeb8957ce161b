import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = join(__dirname, '..', '..', '..', 'bin', 'seaworthy.cjs');
const KUBECONFIG = join('.seaworthy', 'kubeconfig');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seaworthy-snapshot-'));
});
afterAll(() => {
  seaworthy('cluster', 'stop');
  rmSync(folder, { recursive: true });
});

function seaworthy(...args: readonly string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr };
}

test('a cluster on disk is saved, moved into another folder, and known by the same kubeconfig', () => {
  expect(seaworthy('cluster', 'start', '--detach', '--nodes', '0', '--data-dir', 'data')).toMatchObject({
    code: 0,
  });
  const kubeconfig = readFileSync(join(folder, KUBECONFIG), 'utf8');
  expect(seaworthy('cluster', 'snapshot', 'save', 'backup')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^backup: \d+ bytes, readable by its owner only\n$/),
  });
  expect(statSync(join(folder, 'backup')).mode & 0o777).toBe(0o600);
  seaworthy('cluster', 'stop');
  expect(seaworthy('cluster', 'snapshot', 'restore', 'backup', '--data-dir', 'moved')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^moved: \d+ objects restored\n/),
  });
  expect(seaworthy('cluster', 'start', '--detach', '--data-dir', 'moved')).toMatchObject({ code: 0 });
  expect(readFileSync(join(folder, KUBECONFIG), 'utf8')).toBe(kubeconfig);
});

test('what cannot be restored is said in one sentence', () => {
  expect(seaworthy('cluster', 'snapshot', 'restore', 'nowhere', '--data-dir', 'x')).toMatchObject({
    code: 2,
    err: 'error: nowhere does not exist\n',
  });
  writeFileSync(join(folder, 'notes'), 'no snapshot');
  expect(seaworthy('cluster', 'snapshot', 'restore', 'notes', '--data-dir', 'x')).toMatchObject({
    code: 2,
    err: 'error: notes is no snapshot of a cluster\n',
  });
});
