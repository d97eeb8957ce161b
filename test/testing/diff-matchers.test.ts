import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diff } from '../../lib/testing/diff';

const SHOP = readFileSync(join(__dirname, '../diff/pairs/shop.yaml'), 'utf8');
const changed = (from: string, to: string) => diff(SHOP, SHOP.replace(from, to));
/** What the matcher says when it fails. */
function failure(run: () => void): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it did not fail');
}

test('nothing differs: all is kept', () => {
  expect(diff(SHOP, SHOP)).toHaveNoDataLoss();
  expect(diff(SHOP, SHOP)).toKeepPermissions();
  expect(diff(SHOP, SHOP)).toRestartOnly();
});

test('data loss is told with its reason and field', () => {
  const shrunk = changed('storage: 20Gi', 'storage: 10Gi');
  expect(shrunk).not.toHaveNoDataLoss();
  expect(failure(() => expect(shrunk).toHaveNoDataLoss())).toBe(
    'expected no data to be lost\n' +
      '  PersistentVolumeClaim/uploads: PersistentVolumeClaim/uploads shrinks from 20Gi to 10Gi: no volume can, so that it has to be deleted with its data and created again\n' +
      '    by spec.resources.requests[storage]',
  );
});

test('permissions are roles and who may connect to whom', () => {
  expect(changed('verbs: [get, list]', 'verbs: [get]')).not.toKeepPermissions();
  expect(
    changed('podSelector: { matchLabels: { tier: backend } }', 'podSelector: {}'),
  ).not.toKeepPermissions();
  expect(changed('shop/api:1.4.2', 'shop/api:1.5.0')).toKeepPermissions();
});

test('who restarts is named in any case, with a namespace or without', () => {
  const bumped = changed('shop/api:1.4.2', 'shop/api:1.5.0');
  expect(bumped).toRestartOnly('deployment/api');
  expect(bumped).toRestartOnly('shop/Deployment/api');
  expect(bumped).not.toRestartOnly('other/Deployment/api');
  expect(bumped).not.toRestartOnly();
  expect(bumped).not.toRestartOnly('deployment/api', 'deployment/web');
});

test('who restarts beside them, or does not, is told with the cause', () => {
  const bumped = changed('shop/api:1.4.2', 'shop/api:1.5.0');
  expect(failure(() => expect(bumped).toRestartOnly('deployment/web'))).toBe(
    'expected only deployment/web to restart\n' +
      '  Deployment/api restarts too: Deployment/api restarts its 3 pods, at most 1 at a time, by spec.template.spec.containers[name=api].image\n' +
      '  deployment/web does not restart',
  );
});

test('a workload that has to be recreated restarts', () => {
  const recreated = changed('matchLabels: { app: web } }', 'matchLabels: { app: web, shard: a } }');
  expect(recreated).toRestartOnly('deployment/web');
});

test('manifests with mistakes, and what is no difference, are refused', () => {
  expect(() => diff(SHOP, `${SHOP}\n---\n${SHOP}`)).toThrow(
    'the manifests cannot be compared:\n  Namespace/shop is there twice',
  );
  expect(() => expect(SHOP).toHaveNoDataLoss()).toThrow('expect(diff(before, after)).toHaveNoDataLoss');
});
