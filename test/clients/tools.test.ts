import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServedCluster } from '../../lib/cluster/served-cluster';

/** The tools that people use, where they are on the machine: each does what its script says against a served cluster. */
const TOOLS = [
  { tool: 'kubectl', check: ['version', '--client'], script: 'kubectl.sh' },
  { tool: 'helm', check: ['version'], script: 'helm.sh' },
] as const;
/** Seconds of the cluster in a second: nobody waits for images that are not there. */
const SPEED = 20;

const isThere = (tool: string, check: readonly string[]) => spawnSync(tool, check).status === 0;

function run(script: string, kubeconfig: string): Promise<{ code: number | null; output: string }> {
  const env = { ...process.env, KUBECONFIG: kubeconfig };
  const child = spawn('bash', [join(__dirname, script)], { env });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk;
    });
  return new Promise((resolve) => child.once('exit', (code) => resolve({ code, output })));
}

const present = TOOLS.filter(({ tool, check }) => isThere(tool, check));
const absent = TOOLS.filter((one) => !present.includes(one)).map(({ tool }) => tool);
if (absent.length > 0)
  process.stderr.write(`not tried, because they are not on this machine: ${absent.join(', ')}\n`);

for (const { tool, script } of present)
  test(`${tool} can be used as with any cluster`, async () => {
    const defects: Error[] = [];
    const folder = mkdtempSync(join(tmpdir(), 'tools-'));
    const served = await ServedCluster.start({
      nodes: 2,
      speed: SPEED,
      onDefect: (error) => void defects.push(error),
    });
    try {
      const kubeconfig = join(folder, 'kubeconfig');
      writeFileSync(kubeconfig, served.kubeconfig('test'), { mode: 0o600 });
      const { code, output } = await run(script, kubeconfig);
      expect(code === 0 ? '' : output).toBe('');
      expect(defects).toEqual([]);
    } finally {
      await served.stop();
      rmSync(folder, { recursive: true });
    }
  }, 120_000);

test.each(TOOLS)('$script ends at the first thing that fails', ({ script }) => {
  expect(readFileSync(join(__dirname, script), 'utf8')).toContain('\nset -euo pipefail\n');
});
