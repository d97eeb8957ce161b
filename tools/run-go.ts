import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface GoProgram {
  /** The text of `main.go`. */
  readonly program: string;
  /** Names of modules of `k8s.io` that it imports. */
  readonly modules: readonly string[];
  /** Of these modules: `v0.36.3`. */
  readonly version: string;
  readonly args?: readonly string[];
}

/** What a Go program prints. Needs the Go toolchain. */
export function runGo({ program, modules, version, args = [] }: GoProgram): string {
  const folder = mkdtempSync(join(tmpdir(), 'run-go-'));
  try {
    const required = modules.map((name) => `require k8s.io/${name} ${version}\n`).join('');
    writeFileSync(join(folder, 'go.mod'), `module generator\n\ngo 1.26.0\n\n${required}`);
    writeFileSync(join(folder, 'main.go'), program);
    const { status, stdout, stderr } = spawnSync('go', ['run', '-trimpath', '.', ...args], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 64 << 20,
      env: { ...process.env, GOFLAGS: '-mod=mod', CGO_ENABLED: '0' },
    });
    if (status !== 0) throw new Error(`go run: ${stderr}`);
    return stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
