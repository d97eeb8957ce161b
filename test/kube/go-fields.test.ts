import { goFieldsOf } from '../../lib/kube/go-fields';
import { loadStructure } from '../../lib/kube/structure';

const { definitions } = loadStructure();

test('every structure of the API has exactly the fields of its Go type', () => {
  const unlike = Object.entries(definitions).filter(([name, { properties }]) => {
    const listed = goFieldsOf(name)?.map((field) => field.name);
    return (
      listed && JSON.stringify([...listed].sort()) !== JSON.stringify(Object.keys(properties ?? {}).sort())
    );
  });
  expect(unlike.map(([name]) => name)).toEqual([]);
});

test('only what is no structure of a served kind has none', () => {
  const without = Object.keys(definitions).filter((name) => !goFieldsOf(name));
  expect(without).toEqual([
    'io.k8s.apimachinery.pkg.apis.meta.v1.Patch',
    'io.k8s.apimachinery.pkg.version.Info',
  ]);
});

test('a field knows its type, its pointer, its tags and where it is embedded', () => {
  const field = (definition: string, name: string) =>
    goFieldsOf(definition)?.find((one) => one.name === name);
  expect(field('io.k8s.api.core.v1.Container', 'imagePullPolicy')).toEqual({
    name: 'imagePullPolicy',
    type: 'v1.PullPolicy',
    embedded: [],
    isPointer: false,
    omitsEmpty: true,
    omitsZero: false,
  });
  expect(field('io.k8s.api.apps.v1.DeploymentSpec', 'replicas')).toMatchObject({
    type: 'int32',
    isPointer: true,
  });
  expect(field('io.k8s.api.core.v1.Volume', 'emptyDir')).toMatchObject({ embedded: ['VolumeSource'] });
});

test('there are no fields of what is not there', () => {
  expect(goFieldsOf('constructor')).toBeUndefined();
});
