import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ApiObject,
  type AppProps,
  App as Cdk8sApp,
  Chart,
  type IResolver,
  Lazy,
  YamlOutputType,
} from 'cdk8s';
import { Construct } from 'constructs';
import { App, KubeApiObject, Stack, WebService } from '../../lib';
import { ConfigMaps } from '../../lib/kube/generated/resources';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seaworthy-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function addStacks<T extends Cdk8sApp>(app: T): T {
  for (const id of ['one', 'two', 'three']) {
    const stack = new Stack(app, id);
    const first = new KubeApiObject(stack, 'first', ConfigMaps, { fields: {} });
    const api = new WebService(stack, 'api', {
      image: 'registry.example.com/api:1',
      port: 8080,
      config: { A: 'b' },
    });
    new WebService(stack, 'web', { image: 'registry.example.com/web:1', port: 80, connectsTo: [api] });
    first.node.addDependency(api.configMap!);
  }
  return app;
}

class TwiceChart extends Chart {
  override toJson(): unknown[] {
    return super.toJson().flatMap((object) => [object, undefined, { ...(object as object), kind: 'Copy' }]);
  }
}

class TypedMap extends ApiObject {
  override toJson(): unknown {
    return { ...super.toJson(), immutable: true };
  }
}

const configMap = (scope: Construct, id: string, data: object = { id }) =>
  new ApiObject(scope, id, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { annotations: { a: 'yes' } },
    data,
  });

/** What authors do with cdk8s alone: charts in charts, dependencies of every kind, classes of their own. */
function addCharts<T extends Cdk8sApp>(app: T): T {
  const outer = new Chart(app, 'outer', { labels: { team: 'blue' }, namespace: 'n' });
  const inner = new Chart(outer, '7');
  const late = new Chart(app, '12', { disableResourceNameHashes: true });
  const group = new Construct(outer, 'group');
  const [first, second] = ['b', 'a'].map((id) => configMap(group, id)) as [ApiObject, ApiObject];
  const other = configMap(inner, 'other', {
    text: 'a: b\nc\n',
    number: 1.5,
    empty: [],
    lazy: Lazy.any({ produce: () => [1] }),
  });
  first.addDependency(second);
  second.addJsonPatch({ _toJson: () => ({ op: 'replace', path: '/data/id', value: 'on' }) } as never);
  new TypedMap(new TwiceChart(app, 'twice'), 'typed', { apiVersion: 'v1', kind: 'ConfigMap' });
  late.addDependency(group);
  configMap(late, 'Resource').addDependency(other);
  new Chart(app, 'empty');
  return app;
}

function filesOf(app: Cdk8sApp): Record<string, string> {
  app.synth();
  return Object.fromEntries(
    readdirSync(app.outdir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map((path) => [path.slice(app.outdir.length + 1), readFileSync(path, 'utf8')]),
  );
}

const TYPES = [
  YamlOutputType.FILE_PER_APP,
  YamlOutputType.FILE_PER_CHART,
  YamlOutputType.FILE_PER_RESOURCE,
  YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE,
];

describe.each([
  ['stacks', addStacks],
  ['charts', addCharts],
] as const)('with %s', (_, compose) => {
  test.each(TYPES.map((type) => [YamlOutputType[type], type] as const))(
    'it writes the same bytes as cdk8s does: %s',
    (_name, yamlOutputType) => {
      const props = { yamlOutputType, outputFileExtension: '.yml', recordConstructMetadata: true };
      const ours = filesOf(compose(new App({ ...props, outdir: join(folder, 'ours') })));
      const theirs = filesOf(compose(new Cdk8sApp({ ...props, outdir: join(folder, 'theirs') })));
      expect(Object.keys(ours).length).toBeGreaterThan(1);
      expect(ours).toEqual(theirs);
    },
  );

  test('as one text it is the same, and again the second time', () => {
    const ours = compose(new App());
    const theirs = compose(new Cdk8sApp());
    for (let time = 0; time < 2; time++) expect(ours.synthYaml()).toBe(theirs.synthYaml());
    expect(ours.charts.map(({ node }) => node.path)).toEqual(theirs.charts.map(({ node }) => node.path));
  });
});

test.each<AppProps>([
  {},
  { outputFileExtension: '.yaml' },
  {
    resolvers: [
      { resolve: (context) => context.value === 'one' && context.replaceValue('two') } as IResolver,
    ],
  },
])('every option of cdk8s holds: %j', (props) => {
  const [ours, theirs] = [App, Cdk8sApp].map((Type) => {
    const app = new Type({ ...props, outdir: join(folder, Type === App ? 'ours' : 'theirs') });
    configMap(new Chart(app, 'chart'), 'one');
    return filesOf(app);
  });
  expect(ours).toEqual(theirs);
});

test('an app without charts writes nothing', () => {
  const app = new App({ outdir: join(folder, 'out'), yamlOutputType: YamlOutputType.FILE_PER_APP });
  expect(filesOf(app)).toEqual({});
});

test('the folder and the metadata can be asked for by environment, as cdk8s-cli does', () => {
  const env = process.env;
  process.env = { ...env, CDK8S_OUTDIR: join(folder, 'env'), CDK8S_RECORD_CONSTRUCT_METADATA: 'true' };
  try {
    const app = new App();
    configMap(new Chart(app, 'chart'), 'one');
    expect(Object.keys(filesOf(app))).toEqual(['chart.k8s.yaml', 'construct-metadata.json']);
  } finally {
    process.env = env;
  }
});

test('an object comes after those it depends on', () => {
  const [stack] = addStacks(new App()).charts;
  const names = (stack as Stack)
    .toJson()
    .map((object) => (object as { metadata: { name: string } }).metadata.name);
  expect(names.indexOf('first')).toBeGreaterThan(names.indexOf('api'));
});

test('every stack is validated once, however many there are', () => {
  const app = addStacks(new App());
  const validate = jest.fn(() => []);
  for (const chart of app.charts) chart.node.addValidation({ validate });
  app.synthYaml();
  expect(validate).toHaveBeenCalledTimes(3);
});

test('what a construct adds after a synthesis is validated by the next', () => {
  const app = addStacks(new App());
  app.synthYaml();
  app.node.findChild('one').node.addValidation({ validate: () => ['not good'] });
  expect(() => app.synthYaml()).toThrow('Validation failed with the following errors:\n  [one] not good');
});

test('charts that depend on each other are told, as with cdk8s', () => {
  const app = new App({ outdir: folder });
  const [a, b] = ['a', 'b'].map((id) => new Chart(app, id)) as [Chart, Chart];
  a.addDependency(b);
  b.addDependency(a);
  expect(() => app.synth()).toThrow('Dependency cycle detected: a => b');
});
