import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createColors } from 'picocolors';
import { main } from '../../../lib/cli/main';
import { seaworthy } from '../run-seaworthy';

const TYPICAL = join(__dirname, '..', '..', '..', 'dist', 'typical.k8s.yaml');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seaworthy-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, ...lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

test('waits until everything is ready', async () => {
  const { code, out } = await seaworthy('apply', TYPICAL, '--embedded');
  expect(code).toBe(0);
  expect(out).toMatch(/^17 objects ready after \d+\.\d s of virtual time$/);
});

test('says why an object does not become ready, and fails', async () => {
  const pod = file(
    'pod.yaml',
    'apiVersion: v1',
    'kind: Pod',
    'metadata: {name: big}',
    'spec:',
    '  containers:',
    '  - {name: main, image: main, resources: {requests: {cpu: 64}}}',
  );
  const { code, err } = await seaworthy('apply', pod, '--embedded', '--timeout', '30s');
  expect(code).toBe(1);
  expect(err).toContain('Pod/big: phase is Pending');
  expect(err).toContain('0/3 nodes are available: 3 Insufficient cpu.');
});

describe('bad input', () => {
  const deployment = [
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata: {name: Web_1}',
    'spec:',
    '  replicas: "three"',
    '  selector: {matchLabels: {a: b}}',
    '  template:',
    '    metadata: {labels: {a: b}}',
    '    spec:',
    '      containers:',
    '      - {name: c, image: x, imagePullPolice: Always}',
  ];

  test('is told all at once, each with its line and field, and nothing is applied', async () => {
    const bad = file(
      'bad.yaml',
      ...deployment,
      '---',
      'apiVersion: v1',
      'kind: Service',
      'metadata: {name: s}',
      'spec: {}',
    );
    const broken = file('broken.yaml', 'kind: Pod', 'a: [1');
    const unknown = file('unknown.yaml', 'apiVersion: example.com/v1', 'kind: Gadget', 'metadata: {name: g}');
    const { code, out, err } = await seaworthy('apply', bad, broken, unknown, '--embedded');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err.match(/^\S+\.yaml:\d+.*$/gm)!.map((line) => line.slice(folder.length + 1))).toEqual([
      expect.stringMatching(/^broken.yaml:\d/),
      'bad.yaml:11  Deployment/Web_1  spec.template.spec.containers[0].imagePullPolice',
      'bad.yaml:5  Deployment/Web_1  spec.replicas',
      'bad.yaml:3  Deployment/Web_1  metadata.name',
      'bad.yaml:16  Service/s  spec.ports',
      'unknown.yaml:2  Gadget/g  kind',
    ]);
    expect(err).toContain('6 problems found; nothing was applied');
  });

  test('a misspelled field is told with what was probably meant', async () => {
    const { err } = await seaworthy('apply', file('bad.yaml', ...deployment), '--embedded');
    expect(err).toContain('did you mean "imagePullPolicy"?');
  });

  test.each([
    ['no target', [TYPICAL], 'say where to apply to: --context NAME'],
    ['two targets', [TYPICAL, '--embedded', '--context', 'kind'], 'exclude each other'],
    ['a file that is not there', ['nowhere.yaml', '--embedded'], 'nowhere.yaml does not exist'],
    ['a duration that is none', [TYPICAL, '--embedded', '--timeout', 'soon'], '"soon" is no duration'],
    [
      'a number of nodes that is none',
      [TYPICAL, '--embedded', '--nodes', '-1'],
      '"-1" is no number of nodes',
    ],
    ['an option that is not there', [TYPICAL, '--embeded'], "unknown option '--embeded'"],
  ])('%s is refused with one sentence', async (_what, args, message) => {
    const { code, err } = await seaworthy('apply', ...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(err).not.toContain('at ');
  });
});

test('an interruption says what was applied and what was not', async () => {
  const told: string[] = [];
  const before = process.exitCode;
  let applied = 0;
  await main(['apply', TYPICAL, '--embedded'], {
    out: (text) => void told.push(text),
    err: (text) => {
      told.push(text);
      // Ctrl-C after the third object.
      if (text.endsWith(' created') && ++applied === 3) process.emit('SIGINT');
    },
    live: false,
    colors: createColors(false),
  });
  expect(process.exitCode).toBe(1);
  process.exitCode = before;
  expect(told.filter((line) => line.endsWith(' created'))).toHaveLength(3);
  expect(told).toContain(
    'interrupted: 3 objects were applied, 14 were not; run the same command again to go on',
  );
  expect(told.filter((line) => line.startsWith('  not applied: '))).toHaveLength(14);
});
