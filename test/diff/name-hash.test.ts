import { withoutHash } from '../../lib/diff/name-hash';

test.each([
  ['settings-5hd9gk2m7t', 'settings'],
  ['shop-web-deployment-c81a2b3c', 'shop-web-deployment'],
  ['config-3f2a9b7c', 'config'],
])('%s is %s with a hash', (name, stem) => {
  expect(withoutHash(name)).toBe(stem);
});

test.each(['web', 'web-2', 'backup-20240101', 'v1beta1', 'deadbeef', 'my-settings', 'a-decade-ago'])(
  '%s has no hash',
  (name) => {
    expect(withoutHash(name)).toBeUndefined();
  },
);
