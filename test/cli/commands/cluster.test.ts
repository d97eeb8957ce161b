import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = join(__dirname, '..', '..', '..', 'bin', 'seaworthy.cjs');
const TYPICAL = join(__dirname, '..', '..', '..', 'dist', 'typical.k8s.yaml');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seaworthy-test-'));
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

const modeOf = (file: string) => (statSync(join(folder, file)).mode & 0o777).toString(8);

/** A kubeconfig for the same cluster with something else in it. */
function otherKubeconfig(change: (text: string) => string): string {
  const file = join(folder, 'other-kubeconfig');
  writeFileSync(file, change(readFileSync(join(folder, '.seaworthy', 'kubeconfig'), 'utf8')));
  return file;
}

describe('a cluster in the background', () => {
  beforeAll(() => {
    expect(seaworthy('cluster', 'start', '--detach')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^serving at https:\/\/127\.0\.0\.1:\d+ in the background/),
    });
  });

  test('keeps its kubeconfig from everybody else', () => {
    expect([modeOf('.seaworthy'), modeOf('.seaworthy/kubeconfig')]).toEqual(['700', '600']);
  });

  test('is applied to by its context', () => {
    const { code, out } = seaworthy(
      'apply',
      TYPICAL,
      '--kubeconfig',
      '.seaworthy/kubeconfig',
      '--context',
      'seaworthy',
      '--no-wait',
    );
    expect({ code, out }).toEqual({ code: 0, out: '17 objects applied\n' });
  });

  test('does not let in who has another token, and says so in one sentence', () => {
    const kubeconfig = otherKubeconfig((text) => text.replace(/token: .*/, 'token: wrong'));
    const { code, err } = seaworthy('apply', TYPICAL, '--kubeconfig', kubeconfig, '--context', 'seaworthy');
    expect(code).toBe(2);
    expect(err).toMatch(
      /^error: https:\/\/127\.0\.0\.1:\d+ \(context seaworthy\) does not accept the credentials of this kubeconfig \(401 Unauthorized\): .*\n$/,
    );
  });

  test('is not the only one of the folder for long: a second is refused', () => {
    expect(seaworthy('cluster', 'start', '--detach')).toMatchObject({
      code: 2,
      err: expect.stringContaining('a cluster of this folder already runs'),
    });
  });

  test('ends when it is told to, and takes its files with it', () => {
    expect(seaworthy('cluster', 'stop')).toMatchObject({ code: 0 });
    expect(seaworthy('cluster', 'stop').code).not.toBe(0);
  });

  test('once it is gone, a client is told in one sentence that nobody answers', () => {
    const kubeconfig = join(folder, 'other-kubeconfig');
    const { code, err } = seaworthy('apply', TYPICAL, '--kubeconfig', kubeconfig, '--context', 'seaworthy');
    expect(code).toBe(2);
    expect(err).toMatch(
      /^error: cannot reach https:\/\/127\.0\.0\.1:\d+ \(context seaworthy\): connection refused; .*\n$/,
    );
  });
});

test('a cluster in the foreground ends with Ctrl-C', async () => {
  const child = spawn(process.execPath, [PROGRAM, 'cluster', 'start', '--nodes', '0'], { cwd: folder });
  let told = '';
  await new Promise<void>((settle) => {
    child.stdout.on('data', (chunk) => {
      told += chunk;
      if (told.includes('kubectl')) settle();
    });
  });
  expect(told).toMatch(/^serving Kubernetes v1\.36\.3 with 0 nodes at https:\/\/127\.0\.0\.1:\d+$/m);
  child.kill('SIGINT');
  expect(await new Promise((settle) => child.once('close', settle))).toBe(0);
});
