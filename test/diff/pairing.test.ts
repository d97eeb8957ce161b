import { ObjectSet } from '../../lib/diff/object-set';
import { pairObjects } from '../../lib/diff/pairing';
import { parseManifests } from '../../lib/manifests/parse-manifests';

const setOf = (text: string) => new ObjectSet(parseManifests(text, 'a.yaml').objects);

/** `a → b`, with nothing in the place of what is not there. */
function pairs(before: string, after: string): readonly string[] {
  return pairObjects(setOf(before), setOf(after))
    .map((pair) => `${pair.before?.identity.name ?? ''} → ${pair.after?.identity.name ?? ''}`)
    .sort();
}

const deployment = (name: string, image: string, replicas = 2) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: ${name} } }
  template: { metadata: { labels: { app: ${name} } }, spec: { containers: [{ name: main, image: "${image}" }] } }
---`;

test('a workload with another name and the same program is the same one', () => {
  expect(pairs(deployment('web', 'shop/web:1'), deployment('frontend', 'shop/web:2'))).toEqual([
    'web → frontend',
  ]);
});

test('a workload of the same make that runs another program is another one', () => {
  expect(pairs(deployment('web', 'shop/web:1'), deployment('api', 'shop/api:1'))).toEqual([
    ' → api',
    'web → ',
  ]);
});

test('of several candidates the nearest is the same one', () => {
  const before = deployment('web', 'shop/web:1', 2);
  const after = deployment('blue', 'shop/web:1', 5) + deployment('green', 'shop/web:1', 2);
  expect(pairs(before, after)).toEqual([' → blue', 'web → green']);
});

test('objects with hardly any content are not taken for each other', () => {
  const account = (name: string) =>
    `apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: ${name}, namespace: shop }\n`;
  expect(pairs(account('a'), account('b'))).toEqual([' → b', 'a → ']);
});

test('an API version that moved to another group is the same object', () => {
  const ingress = (apiVersion: string) =>
    `apiVersion: ${apiVersion}\nkind: Deployment\nmetadata: { name: web, namespace: shop }\nspec: { selector: { matchLabels: { a: b } }, template: { metadata: { labels: { a: b } }, spec: { containers: [{ name: a, image: a }] } } }\n`;
  expect(pairs(ingress('extensions/v1beta1'), ingress('apps/v1'))).toEqual(['web → web']);
});

test('the first of two objects with one identity counts, the second is a problem', () => {
  const set = setOf(`${deployment('web', 'a:1')}${deployment('web', 'a:2')}`);
  expect(set.entries).toHaveLength(1);
  expect(set.problems[0]!.message).toMatch(
    /^Deployment\/web in namespace shop is there twice: it is also at a.yaml:2/,
  );
});
