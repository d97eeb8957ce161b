import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App as Cdk8sApp } from 'cdk8s';
import { App, KubeApiObject, Stack, WebService } from '../../lib/constructs';
import { ConfigMaps } from '../../lib/kube/generated/resources';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seaworthy-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function compose<T extends Cdk8sApp>(app: T): T {
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

function filesOf(app: Cdk8sApp): Record<string, string> {
  app.synth();
  return Object.fromEntries(
    readdirSync(app.outdir).map((file) => [file, readFileSync(join(app.outdir, file), 'utf8')]),
  );
}

test('it writes the same bytes as cdk8s does', () => {
  const ours = filesOf(compose(new App({ outdir: join(folder, 'ours') })));
  const theirs = filesOf(compose(new Cdk8sApp({ outdir: join(folder, 'theirs') })));
  expect(Object.keys(ours)).toEqual(['one.k8s.yaml', 'three.k8s.yaml', 'two.k8s.yaml']);
  expect(ours).toEqual(theirs);
  expect(compose(new App()).synthYaml()).toBe(compose(new Cdk8sApp()).synthYaml());
});

test('an object comes after those it depends on', () => {
  const [stack] = compose(new App()).charts;
  const names = (stack as Stack)
    .toJson()
    .map((object) => (object as { metadata: { name: string } }).metadata.name);
  expect(names.indexOf('first')).toBeGreaterThan(names.indexOf('api'));
});

test('two syntheses give the same bytes', () => {
  const app = compose(new App());
  expect(app.synthYaml()).toBe(app.synthYaml());
  expect(compose(new App()).synthYaml()).toBe(app.synthYaml());
});

test('every stack is validated once, however many there are', () => {
  const app = compose(new App());
  const validate = jest.fn(() => []);
  for (const chart of app.charts) chart.node.addValidation({ validate });
  app.synthYaml();
  expect(validate).toHaveBeenCalledTimes(3);
});

test('what a construct adds after a synthesis is validated by the next', () => {
  const app = compose(new App());
  app.synthYaml();
  app.node.findChild('one').node.addValidation({ validate: () => ['not good'] });
  expect(() => app.synthYaml()).toThrow('not good');
});
