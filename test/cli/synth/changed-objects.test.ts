import { changedObjects } from '../../../lib/cli/synth/changed-objects';

const object = (name: string, data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: shop\ndata: {a: "${data}"}\n`;

const changed = (before: string[], after: string[]) =>
  changedObjects({
    path: 'shop.k8s.yaml',
    change: 'changed',
    before: before.join('---\n'),
    after: after.join('---\n'),
  });

test('objects are told that changed, came and went', () => {
  expect(
    changed(
      [object('a', '1'), object('b', '1'), object('c', '1')],
      [object('a', '2'), object('c', '1'), object('d', '1')],
    ),
  ).toEqual(['shop/ConfigMap/a changed', 'shop/ConfigMap/b is gone', 'shop/ConfigMap/d is new']);
});

test('nothing is told of another order or layout', () => {
  const same = object('b', '1').replace('{a: "1"}', "\n  a: '1'");
  expect(changed([object('a', '1'), object('b', '1')], [same, object('a', '1')])).toEqual([]);
});

test('of a new file all objects are new', () => {
  expect(changedObjects({ path: 'x', change: 'new', after: object('a', '1') })).toEqual([
    'shop/ConfigMap/a is new',
  ]);
});
