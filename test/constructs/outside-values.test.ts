import { outsideValues, value } from '../../lib/constructs';
import { problemsOf } from './synthesis';

const READERS = {
  STAGE: value.choice(['dev', 'production']),
  HOST: value.text({ matching: /^[a-z.]+$/, default: 'shop.example.com' }),
  REPLICAS: value.whole({ min: 1, max: 50, default: 3 }),
  DEBUG: value.flag({ default: false }),
};

test('values are typed', () => {
  const values = outsideValues(READERS, {
    STAGE: 'dev',
    HOST: 'a.b',
    REPLICAS: '7',
    DEBUG: 'true',
    OTHER: 'x',
  });
  const replicas: number = values.REPLICAS;
  const stage: 'dev' | 'production' = values.STAGE;
  expect({ ...values, replicas, stage }).toEqual({
    STAGE: 'dev',
    HOST: 'a.b',
    REPLICAS: 7,
    DEBUG: true,
    replicas: 7,
    stage: 'dev',
  });
});

test('those that are not given have their defaults', () => {
  expect(outsideValues(READERS, { STAGE: 'production' })).toEqual({
    STAGE: 'production',
    HOST: 'shop.example.com',
    REPLICAS: 3,
    DEBUG: false,
  });
});

test('all that is wrong is told at once', () => {
  const problems = problemsOf(() => outsideValues(READERS, { HOST: 'A', REPLICAS: '99', DEBUG: 'yes' }));
  expect(problems.map(({ construct, message }) => `${construct} ${message}`)).toEqual([
    'value STAGE is not given, and has no default',
    'value HOST "A" does not match /^[a-z.]+$/',
    'value REPLICAS "99" is not from 1 to 50',
    'value DEBUG "yes" is neither true nor false',
  ]);
});

test.each([
  ['3.5', 'is not a whole number'],
  ['', 'is not a whole number'],
  ['1e3', 'is not a whole number'],
])('%j is no whole number', (text, message) => {
  expect(problemsOf(() => outsideValues({ N: value.whole() }, { N: text }))[0]!.message).toContain(message);
});

test('without a source, the environment of the process counts', () => {
  process.env.SEAWORTHY_TEST_VALUE = '5';
  try {
    expect(outsideValues({ SEAWORTHY_TEST_VALUE: value.whole() })).toEqual({ SEAWORTHY_TEST_VALUE: 5 });
  } finally {
    delete process.env.SEAWORTHY_TEST_VALUE;
  }
});
