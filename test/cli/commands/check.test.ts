import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seaworthy } from '../run-seaworthy';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seaworthy-check-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: api
spec:
  selector: {app: api}
  ports:
    - port: 80
      targetPort: web
`;

function deployment(annotation = ''): string {
  return `---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  annotations: {${annotation}}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      containers:
        - name: api
          image: example.com/api:1.0
          ports: [{name: http, containerPort: 8080}]
`;
}

test('the manifests of this repository have no finding', async () => {
  expect(await seaworthy('check')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^no findings in /),
    err: '',
  });
});

test('findings are told at their lines, and fail', async () => {
  const path = file('app.yaml', SERVICE + deployment());
  const { code, out } = await seaworthy('check', path);
  expect(code).toBe(1);
  expect(out).toContain(
    `${path}:9  Service/api  spec.ports[0].targetPort\n  error: Deployment/api declares no TCP port named "web"; it declares 8080 (http)  [service-target-port]\n  fix: `,
  );
  expect(out).toMatch(/\n\n1 error.* in 2 objects$/);
});

test('milder findings fail only when they are asked to', async () => {
  const path = file('app.yaml', deployment());
  expect((await seaworthy('check', path)).code).toBe(0);
  expect((await seaworthy('check', path, '--fail-on', 'warning')).code).toBe(1);
});

test('a profile asks for more or less', async () => {
  const path = file('app.yaml', deployment());
  const rules = async (profile: string) => {
    const { out } = await seaworthy('check', path, '--profile', profile, '--format', 'json');
    return new Set(JSON.parse(out).findings.map(({ rule }: { rule: string }) => rule));
  };
  const [learning, standard, restricted] = await Promise.all(
    ['learning', 'default', 'restricted'].map(rules),
  );
  expect(learning).toEqual(new Set());
  expect(standard).toContain('no-resource-requests');
  expect(restricted!.size).toBeGreaterThan(standard!.size);
});

test('JSON holds the findings, and the count goes to the other stream', async () => {
  const path = file('app.yaml', SERVICE + deployment());
  const { out, err } = await seaworthy('check', path, '--format', 'json', '--profile', 'learning');
  expect(JSON.parse(out)).toEqual({
    findings: [
      {
        rule: 'service-target-port',
        severity: 'error',
        message: 'Deployment/api declares no TCP port named "web"; it declares 8080 (http)',
        fix: 'let targetPort name or number a port of a container',
        object: { apiVersion: 'v1', kind: 'Service', namespace: '', name: 'api' },
        field: 'spec.ports[0].targetPort',
        location: { file: path, line: 9 },
      },
    ],
  });
  expect(err).toBe('1 error in 2 objects');
});

test('a report is written to a file', async () => {
  const path = file('app.yaml', SERVICE + deployment());
  const output = join(folder, 'findings.sarif');
  const { code, out } = await seaworthy('check', path, '--format', 'sarif', '--output', output);
  expect([code, out]).toEqual([1, '']);
  expect(JSON.parse(readFileSync(output, 'utf8')).runs[0].results[0].ruleId).toBe('service-target-port');
});

test('JUnit counts what fails', async () => {
  const path = file('app.yaml', SERVICE + deployment());
  const { out } = await seaworthy('check', path, '--format', 'junit');
  expect(out).toMatch(/^<\?xml .*\n<testsuites name="seaworthy check" tests="\d+" failures="1">/);
});

test('a baseline leaves out what it knows', async () => {
  const path = file('app.yaml', SERVICE + deployment());
  const baseline = join(folder, 'checks.json');
  const written = await seaworthy('check', path, '--baseline', baseline, '--update-baseline');
  expect(written).toMatchObject({ code: 0, out: expect.stringMatching(/checks\.json: \d+ findings$/) });
  const { code, out } = await seaworthy('check', path, '--baseline', baseline);
  expect(code).toBe(0);
  expect(out).toMatch(/^no findings in 2 objects \(\d+ in the baseline\)$/);
  file('app.yaml', deployment());
  expect((await seaworthy('check', path, '--baseline', baseline)).out).toMatch(
    /2 of the baseline are no longer found/,
  );
});

test('an annotation leaves out a rule', async () => {
  const ignore = 'checks.seaworthy.dev/ignore: "no-resource-requests: measured in May"';
  const path = file('app.yaml', deployment(ignore));
  const { out } = await seaworthy('check', path);
  expect(out).not.toContain('no-resource-requests');
  expect(out).toContain('(1 ignored)');
});

test('a project has rules of its own', async () => {
  const rules = file(
    'rules.ts',
    `export const noOwner = {
  id: 'no-owner',
  severity: 'error' as const,
  why: 'Nobody knows whom to call.',
  fix: 'add the label owner',
  *check({ workloads }: any) {
    for (const { object } of workloads) yield { object, message: 'has no owner' };
  },
};`,
  );
  const path = file('app.yaml', deployment());
  const { code, out } = await seaworthy('check', path, '--rules', rules);
  expect(code).toBe(1);
  expect(out).toContain('error: has no owner  [no-owner]\n  fix: add the label owner');
});

test('the construct path is told where cdk8s recorded it', async () => {
  file('app.k8s.yaml', SERVICE + deployment());
  file(
    'construct-metadata.json',
    JSON.stringify({ version: '1.0.0', resources: { api: { path: 'shop/api/Service' } } }),
  );
  const { out } = await seaworthy('check', folder);
  expect(out).toContain('written by "shop/api/Service"');
});

test('the target version is asked for', async () => {
  const path = file('app.yaml', 'apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: clean}\n');
  expect((await seaworthy('check', path)).out).toContain('removed-api');
  expect((await seaworthy('check', path, '--kubernetes-version', '1.22')).out).not.toContain('removed-api');
});

test('pods must fit on the nodes that are told', async () => {
  const large = deployment().replace(
    'ports:',
    'resources: {requests: {cpu: "6", memory: 1Gi}}\n          ports:',
  );
  const path = file('app.yaml', large);
  expect((await seaworthy('check', path)).code).toBe(0);
  const { code, out } = await seaworthy('check', path, '--nodes', '3', '--node-cpu', '4');
  expect(code).toBe(1);
  expect(out).toContain('[unschedulable]');
});

test('a file that is no YAML is a finding', async () => {
  const { code, out } = await seaworthy('check', file('app.yaml', 'a: [1\n'));
  expect(code).toBe(1);
  expect(out).toContain('[manifest]');
});

test('rules are listed and explained', async () => {
  const { out } = await seaworthy('check', '--list-rules', '--profile', 'learning');
  expect(out).toMatch(/\n\* pdb-blocks-drain +error +A PodDisruptionBudget/);
  expect(out).toMatch(/\n {2}no-ephemeral-storage +info +/);
  const explained = await seaworthy('check', '--explain', 'pdb-blocks-drain');
  expect(explained.out).toContain('why    Nodes cannot be drained');
});

test.each([
  [['missing.yaml'], 'error: missing.yaml does not exist'],
  [['--profile', 'strict'], 'error: --profile: "strict" is no profile; choose learning, default, restricted'],
  [['--fail-on', 'all'], 'error: --fail-on: "all" is no severity; choose error, warning or info'],
  [['--kubernetes-version', '2'], 'error: "2" is no version of Kubernetes; write it as 1.29'],
  [['--kubernetes-version', '1.5'], expect.stringContaining('the API of Kubernetes 1.5 is not known here')],
  [['--disable', 'shema'], 'error: there is no rule "shema"; did you mean "schema"?'],
  [['--explain', 'shema'], 'error: there is no rule "shema"; did you mean "schema"?'],
  [['--nodes', '3', '--node-cpu', 'many'], expect.stringContaining('"many" is no amount of cpu')],
  [['--update-baseline'], 'error: --update-baseline: say which file, with --baseline FILE'],
  [['--baseline', 'missing.json'], expect.stringContaining('missing.json does not exist')],
  [['--rules', 'missing.ts'], 'error: --rules: missing.ts does not exist'],
])('%s cannot be checked', async (args, message) => {
  expect(await seaworthy('check', ...args)).toMatchObject({ code: 2, out: '', err: message });
});

test('a baseline that is none cannot be used', async () => {
  const { code, err } = await seaworthy('check', '--baseline', file('checks.json', '[]'));
  expect(code).toBe(2);
  expect(err).toContain('checks.json is no baseline');
});
