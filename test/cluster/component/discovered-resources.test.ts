import { preferredResources } from '../../../lib/cluster/component/discovered-resources';
import { ResourceCatalogue } from '../../../lib/kube/resource-catalogue';

test('a resource of several versions is there once, in the newest stable one', () => {
  const found = preferredResources(ResourceCatalogue.kubernetes(), ['delete']);
  const scalers = found.filter(({ resource }) => resource === 'horizontalpodautoscalers');
  expect(scalers.map(({ version }) => version)).toEqual(['v2']);
});

test('stable versions come before beta and alpha ones', () => {
  const catalogue = new ResourceCatalogue();
  const base = ResourceCatalogue.kubernetes().find('apps', 'v1', 'deployments')!;
  for (const version of ['v1alpha1', 'v2beta1', 'v1', 'v1beta2', 'foo'])
    catalogue.add({ ...base, group: 'example.com', version });
  expect(preferredResources(catalogue, ['list']).map(({ version }) => version)).toEqual(['v1']);
});

test('resources that cannot do what is asked are left out', () => {
  const found = preferredResources(ResourceCatalogue.kubernetes(), ['delete', 'list', 'watch']);
  expect(found.some(({ resource }) => resource === 'tokenreviews')).toBe(false);
  expect(found.some(({ resource }) => resource === 'pods')).toBe(true);
});
