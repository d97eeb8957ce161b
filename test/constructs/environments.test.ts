import { Environments } from '../../lib/constructs';

const BASE = { host: 'shop.example.com', replicas: { min: 3, max: 30 }, zones: ['a', 'b'], debug: false };

const settings = new Environments(
  BASE,
  {
    dev: { host: 'dev.example.com', replicas: { min: 1, max: 2 }, zones: ['a'], debug: true },
    staging: { replicas: { max: 5 } },
    production: {},
  },
  ({ replicas: { min, max } }) =>
    min > max ? `replicas.min is ${min}, above replicas.max, ${max}` : undefined,
);

test('an environment has what the base has, as far as it says nothing else', () => {
  expect(settings.names).toEqual(['dev', 'staging', 'production']);
  expect(settings.of('dev')).toEqual({
    host: 'dev.example.com',
    replicas: { min: 1, max: 2 },
    zones: ['a'],
    debug: true,
  });
  expect(settings.of('staging')).toEqual({ ...BASE, replicas: { min: 3, max: 5 } });
  expect(settings.of('production')).toEqual(BASE);
});

test('the base stays as it is', () => {
  settings.of('dev');
  expect(BASE.replicas).toEqual({ min: 3, max: 30 });
});

test('a name from outside is checked', () => {
  expect(settings.named('staging')).toMatchObject({ name: 'staging', settings: { replicas: { max: 5 } } });
  expect(() => settings.named('prod')).toThrow('"prod" is none of them; there is dev, staging, production');
  expect(() => settings.named(undefined)).toThrow('none is named; there is dev');
});

test('settings that contradict themselves are refused, with the environment', () => {
  const wrong = new Environments({ min: 3, max: 30 }, { dev: { max: 1 } }, ({ min, max }) =>
    min > max ? `min is ${min}, above max, ${max}` : undefined,
  );
  expect(() => wrong.of('dev')).toThrow('environment "dev"\n  min is 3, above max, 1');
});
