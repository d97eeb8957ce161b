import { MySql, PostgreSql, Redis, type Stack, secretKey, WebService } from '../../../lib/constructs';
import { messagesOf, newStack, synthesize } from '../synthesis';

const IMAGE = 'registry.example.com/shop/api:1.4.2';
const PASSWORD = secretKey('vault', 'password');
const BACKUP = { schedule: '0 3 * * *', size: '20Gi' };

test.each<[string, (stack: Stack) => unknown]>([
  ['MySQL', (stack) => new MySql(stack, 'db', { password: PASSWORD, backup: BACKUP })],
  ['PostgreSQL', (stack) => new PostgreSql(stack, 'db', { password: PASSWORD, backup: BACKUP })],
  ['Redis', (stack) => new Redis(stack, 'db', { password: PASSWORD, backup: BACKUP })],
])('%s has storage, health, a user of its own and backups', (_, make) => {
  const stack = newStack();
  make(stack);
  expect(synthesize(stack)).toMatchSnapshot();
});

function environmentOf(stack: Stack, connectsTo: ConstructorParameters<typeof WebService>[2]['connectsTo']) {
  const web = new WebService(stack, 'web', { image: IMAGE, port: 80, connectsTo });
  return Object.fromEntries(
    web.deployment
      .toJson()
      .spec!.template.spec!.containers[0]!.env!.map(({ name, value, valueFrom }) => [
        name,
        value ?? valueFrom,
      ]),
  );
}

test('whoever connects gets all settings as variables, the password by reference', () => {
  const stack = newStack();
  const db = new MySql(stack, 'orders-db', { database: 'orders', user: 'shop', password: PASSWORD });
  expect(environmentOf(stack, [db])).toEqual({
    ORDERS_DB_HOST: 'orders-db',
    ORDERS_DB_PORT: '3306',
    ORDERS_DB_NAME: 'orders',
    ORDERS_DB_USER: 'shop',
    ORDERS_DB_PASSWORD: PASSWORD.valueFrom,
  });
});

test('their names can begin otherwise', () => {
  const stack = newStack();
  const db = new PostgreSql(stack, 'db', { password: PASSWORD });
  expect(Object.keys(environmentOf(stack, [{ to: db, env: 'PG' }]))).toEqual([
    'PG_HOST',
    'PG_PORT',
    'PG_NAME',
    'PG_USER',
    'PG_PASSWORD',
  ]);
});

test('a cache has no database and no user', () => {
  const stack = newStack();
  const cache = new Redis(stack, 'cache', { password: PASSWORD });
  expect(Object.keys(environmentOf(stack, [cache]))).toEqual(['CACHE_HOST', 'CACHE_PORT', 'CACHE_PASSWORD']);
  expect(cache.settings).toEqual({ host: 'cache', port: 6379, password: PASSWORD });
});

test('a password given as a text is kept in a Secret', () => {
  const stack = newStack();
  new Redis(stack, 'cache', { password: 'only-for-demonstration' });
  const secret = synthesize(stack).find(({ kind }) => kind === 'Secret')!;
  expect(secret).toMatchObject({ metadata: { name: 'cache-credentials' } });
  expect(Buffer.from(secret.data!['password']!, 'base64').toString()).toBe('only-for-demonstration');
});

test('a service starts after its database', () => {
  const stack = newStack();
  const db = new MySql(stack, 'db', { password: PASSWORD });
  expect(db.dependsOnName).toBe('apps/namespaces/shop/StatefulSet/db');
});

test.each<[string, () => unknown, string]>([
  [
    'an empty password',
    () => new Redis(newStack(), 'cache', { password: '' }),
    'password: the password is empty',
  ],
  [
    'no size',
    () => new Redis(newStack(), 'cache', { password: 'x', size: 'big' }),
    'storage.data.size: "big"',
  ],
  [
    'a client in another namespace',
    () => environmentOf(newStack('other'), [new MySql(newStack(), 'db', { password: PASSWORD })]),
    'MySql "shop/db" is in namespace "shop", and pods of namespace "other" cannot read the Secret',
  ],
])('%s is refused', (_, action, message) => {
  expect(messagesOf(action)).toContainEqual(expect.stringContaining(message));
});
