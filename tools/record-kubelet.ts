/**
 * Records what a real kubelet makes of pods. Needs an API server with kube-controller-manager and without any KWOK, and
 * the Go toolchain.
 *
 *   node -r ./bin/typescript.cjs tools/record-kubelet.ts KUBECONFIG
 *
 * Each test/golden/kubelet/NAME.cases.yaml is a list of scenarios (see test/cluster/kubelet/golden/scenario.ts); the
 * observations go to NAME.answers.json. All scenarios run at the same time, on one node. Containers, images and mounts
 * are made up by tools/kubelet-recorder; everything else of the kubelet is real.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import type { Event, Pod } from '../lib/kube/generated/core-v1';
import { observe, type Sighting } from '../test/cluster/kubelet/golden/observation';
import { podOf, type Scenario, type Step } from '../test/cluster/kubelet/golden/scenario';
import { ApiConnection } from './api-connection';

const FOLDER = join(__dirname, '..', 'test', 'golden', 'kubelet');
const VERSION = '1.36.3';
/** Scenarios that begin at the same time. */
const PARALLEL = 5;
/** Milliseconds after the kubelet has looked at its containers at which a scenario begins. */
const OFFSET = 50;

function go(folder: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('go', args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, GOFLAGS: '-mod=mod', CGO_ENABLED: '0' },
  });
  if (status !== 0) throw new Error(`go ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** The modules that k8s.io/kubernetes has in its own repository have to be named with the versions they are released as. */
function build(folder: string): string {
  writeFileSync(join(folder, 'go.mod'), 'module recorder\n\ngo 1.26.0\n');
  const info = JSON.parse(go(folder, 'mod', 'download', '-json', `k8s.io/kubernetes@v${VERSION}`));
  const staged = [...readFileSync(info.GoMod, 'utf8').matchAll(/^\t(k8s\.io\/\S+) => \.\/staging/gm)];
  for (const [, module] of staged)
    go(folder, 'mod', 'edit', `-replace=${module}=${module}@v0${VERSION.slice(1)}`);
  go(folder, 'mod', 'edit', `-require=k8s.io/kubernetes@v${VERSION}`);
  copyFileSync(join(__dirname, 'kubelet-recorder', 'main.go'), join(folder, 'main.go'));
  go(folder, 'mod', 'tidy');
  const binary = join(folder, 'kubelet-recorder');
  go(folder, 'build', '-trimpath', '-o', binary, '.');
  return binary;
}

interface Line {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** `relist`, `pod ADDED`, `event MODIFIED` ... */
  readonly kind: string;
  /** Without its kind: Go clients drop that. */
  readonly object: Pod | Event | null;
}

/** A running kubelet, and all that was seen of its pods. */
class Recorder {
  readonly lines: Line[] = [];
  private waiting: (() => void)[] = [];

  constructor(child: ChildProcess) {
    createInterface({ input: child.stdout! }).on('line', (text) => {
      const line: Line = JSON.parse(text);
      if (line.kind !== 'relist') {
        this.lines.push(line);
        return;
      }
      const { waiting } = this;
      this.waiting = [];
      for (const resolve of waiting) resolve();
    });
  }

  /** Until the kubelet next looks at its containers. */
  relist(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}

function pathOf({ name }: Scenario): string {
  return `/api/v1/namespaces/default/pods/${name}`;
}

async function act(api: ApiConnection, scenario: Scenario, step: Step): Promise<void> {
  const path = pathOf(scenario);
  if ('create' in step) await api.expect('POST', api.path(step.create, ''), step.create);
  else if ('delete' in step) await api.expect('DELETE', path, step.delete);
  else await patch(api, `${path}${step.subresource ? `/${step.subresource}` : ''}`, step.patch);
}

async function patch(api: ApiConnection, path: string, body: unknown): Promise<void> {
  const type = 'application/strategic-merge-patch+json';
  const { code, body: answer } = await api.sendText('PATCH', path, JSON.stringify(body), type);
  if (code >= 300) throw new Error(`PATCH ${path}: ${code} ${JSON.stringify(answer)}`);
}

async function play(api: ApiConnection, scenario: Scenario): Promise<number> {
  const began = Date.now();
  await api.expect('POST', '/api/v1/namespaces/default/pods', podOf(scenario));
  const until = (seconds: number) => sleep(Math.max(0, began + seconds * 1000 - Date.now()));
  for (const step of scenario.steps ?? []) {
    await until(step.at);
    await act(api, scenario, step);
  }
  await until(scenario.until);
  return began;
}

function sightings({ lines }: Recorder, { name, until }: Scenario, began: number): Sighting[] {
  return lines.flatMap(({ at: time, kind, object }): readonly Sighting[] => {
    if (time > began + until * 1000) return [];
    const at = (time - began) / 1000;
    if (kind.startsWith('pod '))
      return object!.metadata.name === name
        ? [{ at, pod: object as Pod, isDeleted: kind === 'pod DELETED' }]
        : [];
    const event = object as Event;
    return event.involvedObject.name === name ? [{ at, event }] : [];
  });
}

async function record(api: ApiConnection, recorder: Recorder): Promise<void> {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.cases.yaml'));
  const groups = files.map((file) => parse(readFileSync(join(FOLDER, file), 'utf8')) as Scenario[]);
  const running: Promise<readonly [Scenario, number]>[] = [];
  for (const [index, scenario] of groups.flat().entries()) {
    if (index % PARALLEL === 0) {
      await recorder.relist();
      await sleep(OFFSET);
    }
    running.push(play(api, scenario).then((began) => [scenario, began] as const));
  }
  const began = new Map(await Promise.all(running));
  for (const [index, file] of files.entries()) {
    const answers = groups[index]!.map((scenario) =>
      observe(sightings(recorder, scenario, began.get(scenario)!), scenario.steps?.[0]?.at ?? scenario.until),
    );
    const target = join(FOLDER, file.replace('.cases.yaml', '.answers.json'));
    writeFileSync(target, `${JSON.stringify(answers, null, 1)}\n`);
    process.stdout.write(`${file}: ${answers.length} scenarios\n`);
  }
}

async function main([kubeconfig]: string[]): Promise<void> {
  if (!kubeconfig) throw new Error('usage: record-kubelet.ts KUBECONFIG');
  const folder = mkdtempSync(join(tmpdir(), 'kubelet-'));
  const child = spawn(process.env['KUBELET_RECORDER'] ?? build(folder), [kubeconfig], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const recorder = new Recorder(child);
    // Its node has to be ready.
    for (let relist = 0; relist < 5; relist++) await recorder.relist();
    await record(new ApiConnection(kubeconfig), recorder);
  } finally {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});
