import { clusterObject, found, object } from '../../checking';

const rule = 'mistyped-namespace';
const shop = clusterObject('v1', 'Namespace', 'shop');
const within = (namespace: string) => object('v1', 'ConfigMap', 'settings', { metadata: { namespace } });

test('finds a namespace that is nearly one of the set', () => {
  expect(found(rule, [shop, within('shopp')])).toEqual([
    'ConfigMap/settings metadata.namespace: there is no Namespace "shopp"; did you mean "shop"?',
  ]);
});

test('accepts namespaces of the set, of every cluster, quite other ones, and numbered ones', () => {
  for (const namespace of ['shop', 'kube-system', 'default', 'monitoring', 'shop2'])
    expect(found(rule, [shop, within(namespace)])).toEqual([]);
});

test('says nothing where the set makes no namespaces', () => {
  expect(found(rule, [within('shop'), within('shopp')])).toEqual([]);
});
