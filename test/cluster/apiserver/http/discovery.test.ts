import { Discovery } from '../../../../lib/cluster/apiserver/http/discovery';
import { ResourceCatalogue } from '../../../../lib/kube/resource-catalogue';

const discovery = new Discovery(ResourceCatalogue.kubernetes());

function hashOf(group: string, version: string, name: string): string | undefined {
  const { resources } = discovery.resourceList(group, version) as {
    readonly resources: readonly { readonly name: string; readonly storageVersionHash?: string }[];
  };
  return resources.find((resource) => resource.name === name)!.storageVersionHash;
}

test.each([
  ['', 'v1', 'pods', 'xPOwRZ+Yhw8='],
  ['apps', 'v1', 'deployments', '8aSe+NMegvE='],
  ['autoscaling', 'v1', 'horizontalpodautoscalers', 'qwQve8ut294='],
  ['events.k8s.io', 'v1', 'events', 'r2yiGXH7wu8='],
  ['apiextensions.k8s.io', 'v1', 'customresourcedefinitions', 'jfWCUB31mvA='],
  ['admissionregistration.k8s.io', 'v1', 'mutatingadmissionpolicies', 'LYmCf+UMVdg='],
  ['', 'v1', 'bindings', undefined],
  ['', 'v1', 'pods/status', undefined],
  ['', 'v1', 'componentstatuses', undefined],
])('of %s/%s %s, discovery tells the version in which it is stored', (group, version, name, hash) => {
  expect(hashOf(group, version, name)).toBe(hash);
});
