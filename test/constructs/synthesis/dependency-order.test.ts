import { App, DependencyGraph } from 'cdk8s';
import { Construct } from 'constructs';
import fc from 'fast-check';
import { dependencyOrder } from '../../../lib/constructs/synthesis/dependency-order';

const pathsOf = (constructs: readonly Construct[]) => constructs.map(({ node }) => node.path);

/** A tree in which a construct may depend on any that was made before it: there are no cycles. */
function treeOf(parents: readonly number[], dependencies: readonly (readonly [number, number])[]) {
  const root = new App();
  const all: Construct[] = [root];
  for (const [index, parent] of parents.entries())
    all.push(new Construct(all[parent % all.length]!, `${index % 3 === 0 ? '' : 'c'}${99 - index}`));
  for (const [from, to] of dependencies) {
    const source = from % all.length;
    if (source > 0) all[source]!.node.addDependency(all[to % source]!);
  }
  return root;
}

test('the order is that of cdk8s', () => {
  const numbers = fc.array(fc.nat(50), { maxLength: 15 });
  const pairs = fc.array(fc.tuple(fc.nat(50), fc.nat(50)), { maxLength: 12 });
  fc.assert(
    fc.property(numbers, pairs, (parents, dependencies) => {
      const root = treeOf(parents, dependencies);
      expect(pathsOf(dependencyOrder(root) as Construct[])).toEqual(
        pathsOf(new DependencyGraph(root.node).topology() as Construct[]),
      );
    }),
  );
});

test('a dependency on a construct outside of the tree does not count', () => {
  const root = new App();
  const [a, b] = ['a', 'b'].map((id) => new Construct(root, id)) as [Construct, Construct];
  a.node.addDependency(b);
  expect(dependencyOrder(a)).toEqual([a]);
});

test('a cycle is told by its paths', () => {
  const root = new App();
  const [a, b] = ['a', 'b'].map((id) => new Construct(root, id)) as [Construct, Construct];
  new Construct(root, 'c');
  a.node.addDependency(b);
  b.node.addDependency(a);
  expect(() => dependencyOrder(root)).toThrow('Dependency cycle detected: a => b');
});

test('a long chain is no matter of depth', () => {
  const root = new App();
  let last: Construct | undefined;
  for (let index = 0; index < 20_000; index++) {
    const next = new Construct(root, `c${index}`);
    if (last) last.node.addDependency(next);
    last = next;
  }
  expect(dependencyOrder(root)[1]).toBe(root.node.findChild('c19999'));
});
