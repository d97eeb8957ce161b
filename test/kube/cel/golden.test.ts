import { answersOf, evaluate, groupsOf, RECORDINGS } from './recorded';

describe.each(RECORDINGS)('%s', (name) => {
  const answers = answersOf(name);
  const cases = groupsOf(name).flatMap(({ object, expressions }) =>
    expressions.map((expression) => [expression, object] as const),
  );

  test('is recorded wholly', () => {
    expect(answers.map(({ expression }) => expression)).toEqual(cases.map(([expression]) => expression));
  });

  test.each(cases.map(([expression, object], index) => [expression, object, index] as const))(
    '%s',
    (expression, object, index) => {
      expect(evaluate(expression, object)).toEqual(answers[index]);
    },
  );
});
