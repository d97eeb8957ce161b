import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConfigMap } from '../../../lib/kube/generated/core-v1';

/** How long writers write before the process is killed, in milliseconds: chosen by chance, so that every run is another. */
const LONGEST_LIFE = 250;
const WRITERS = 8;
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';

interface Acknowledged {
  readonly name: string;
  readonly revision: number;
}

class CrashingCluster {
  readonly agent = new Agent({ keepAlive: true, maxSockets: WRITERS + 2, rejectUnauthorized: false });
  private readonly token: string;

  private constructor(
    private readonly child: ChildProcess,
    folder: string,
    private readonly port: number,
    readonly revision: number,
  ) {
    this.token = JSON.parse(readFileSync(join(folder, 'identity.json'), 'utf8')).token;
  }

  static start(folder: string): Promise<CrashingCluster> {
    const child = fork(join(__dirname, 'crashing-cluster.ts'), [folder], {
      execArgv: ['-r', join(__dirname, '..', '..', '..', 'bin', 'typescript.cjs')],
    });
    return new Promise((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
      child.once('message', (message: { port: number; revision: number; defect?: string }) =>
        message.defect
          ? reject(new Error(message.defect))
          : resolve(new CrashingCluster(child, folder, message.port, message.revision)),
      );
    });
  }

  kill(): Promise<void> {
    return new Promise((resolve) => {
      this.child.removeAllListeners('exit').once('exit', () => {
        this.agent.destroy();
        resolve();
      });
      this.child.kill('SIGKILL');
    });
  }

  /** Undefined when the process was killed before it answered. */
  send(method: string, path: string, body?: object): Promise<{ code: number; text: string } | undefined> {
    return new Promise((resolve) => {
      const { agent, port, token } = this;
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const outgoing = request({ agent, host: '127.0.0.1', port, method, path, headers }, (incoming) => {
        let text = '';
        incoming.on('data', (chunk) => {
          text += chunk;
        });
        incoming.on('end', () => resolve({ code: incoming.statusCode!, text }));
        incoming.on('error', () => resolve(undefined));
      });
      outgoing.on('error', () => resolve(undefined));
      outgoing.end(body && JSON.stringify(body));
    });
  }

  /** Creates one object after the other until the process is gone. */
  async write(prefix: string): Promise<readonly Acknowledged[]> {
    const acknowledged: Acknowledged[] = [];
    for (let count = 0; ; count++) {
      const name = `${prefix}-${count}`;
      const answer = await this.send('POST', CONFIG_MAPS, {
        metadata: { name },
        data: { count: `${count}` },
      });
      if (!answer) return acknowledged;
      expect(answer.code).toBe(201);
      const { metadata } = JSON.parse(answer.text) as ConfigMap;
      acknowledged.push({ name, revision: Number(metadata.resourceVersion) });
    }
  }
}

let folder: string;
beforeAll(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'crash-')), 'data');
});
afterAll(() => rmSync(join(folder, '..'), { recursive: true }));

test('whenever the process is killed, every acknowledged write is there, and watches go on where they were', async () => {
  const acknowledged: Acknowledged[] = [];
  let cluster = await CrashingCluster.start(folder);
  const beginning = cluster.revision;
  for (const round of [1, 2]) {
    const writers = Array.from({ length: WRITERS }, (_, index) => cluster.write(`round-${round}-${index}`));
    await new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST_LIFE + 50));
    await cluster.kill();
    acknowledged.push(...(await Promise.all(writers)).flat());
    cluster = await CrashingCluster.start(folder);
    expect(cluster.revision).toBeGreaterThanOrEqual(
      Math.max(...acknowledged.map(({ revision }) => revision)),
    );
  }
  const list = JSON.parse((await cluster.send('GET', CONFIG_MAPS))!.text) as { items: ConfigMap[] };
  const found = new Map(list.items.map(({ metadata }) => [metadata.name, Number(metadata.resourceVersion)]));
  const expected = acknowledged.map(({ name, revision }) => [name, revision]);
  expect(acknowledged.length).toBeGreaterThan(0);
  expect(expected.map(([name]) => [name, found.get(name as string)])).toEqual(expected);

  const path = `${CONFIG_MAPS}?watch=1&resourceVersion=${beginning}&timeoutSeconds=1`;
  const events = (await cluster.send('GET', path))!.text.trim().split('\n');
  const seen = events.map((line) => JSON.parse(line) as { type: string; object: ConfigMap });
  const revisions = seen.map(({ object }) => Number(object.metadata.resourceVersion));
  expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
  expect(new Set(revisions).size).toBe(revisions.length);
  expect(seen.map(({ object }) => object.metadata.name)).toEqual(
    expect.arrayContaining(acknowledged.map(({ name }) => name)),
  );
  await cluster.kill();
});
