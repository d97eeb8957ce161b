import { Construct } from 'constructs';
import { WebService } from '../../lib/constructs';
import { messagesOf, namesIn, newStack, synthesize } from './synthesis';

const PROPS = { image: 'registry.example.com/api:1', port: 8080, config: { A: '1' } };

test('a construct in a group has the same objects as outside of it', () => {
  const flat = newStack();
  new WebService(flat, 'api', PROPS);
  const grouped = newStack();
  new WebService(new Construct(new Construct(grouped, 'backend'), 'core'), 'api', PROPS);
  expect(synthesize(grouped)).toEqual(synthesize(flat));
});

test('renaming a parent changes no object', () => {
  const [before, after] = ['backend', 'services'].map((parent) => {
    const stack = newStack();
    new WebService(new Construct(stack, parent), 'api', PROPS);
    return synthesize(stack);
  });
  expect(after).toEqual(before);
});

test('a sibling changes no object', () => {
  const alone = newStack();
  new WebService(alone, 'api', PROPS);
  const together = newStack();
  new WebService(together, 'cart', PROPS);
  new WebService(together, 'api', PROPS);
  expect(synthesize(together)).toEqual(expect.arrayContaining([...synthesize(alone)]));
});

test('another stack id with the same namespace changes no name', () => {
  const [before, after] = ['shop', 'store'].map((id) => {
    const stack = newStack(id, { namespace: 'shop' });
    new WebService(stack, 'api', PROPS);
    return namesIn(stack);
  });
  expect(after).toEqual(before);
});

test('one id twice in a namespace is refused with both paths and both lines', () => {
  const stack = newStack();
  new WebService(new Construct(stack, 'first'), 'api', PROPS);
  expect(messagesOf(() => new WebService(new Construct(stack, 'second'), 'api', PROPS))).toEqual([
    expect.stringMatching(
      /^workload "api" in namespace "shop" is made twice: by WebService "shop\/second\/api" and by WebService "shop\/first\/api" \(.*stable-names\.test\.ts:\d+\)$/,
    ),
  ]);
});
