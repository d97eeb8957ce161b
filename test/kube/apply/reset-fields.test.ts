import { resetFieldsOf, resetFieldsOfCustomResource } from '../../../lib/kube/apply/reset-fields';

const reset = (group: string, resource: string, subresource: string, hasStatus = true) =>
  resetFieldsOf({ group, resource }, subresource, hasStatus)?.print();

test('the main resource resets the status, and the status everything but itself', () => {
  expect(reset('batch', 'jobs', '')).toEqual({ 'f:status': {} });
  expect(reset('batch', 'jobs', 'status')).toEqual({ 'f:spec': {} });
  expect(reset('', 'configmaps', '', false)).toBeUndefined();
});

test('some kinds reset parts of the metadata as well', () => {
  expect(reset('apps', 'deployments', 'status')).toEqual({ 'f:metadata': { 'f:labels': {} }, 'f:spec': {} });
  expect(reset('', 'pods', 'status')).toEqual({
    'f:metadata': { 'f:deletionTimestamp': {}, 'f:ownerReferences': {} },
    'f:spec': {},
  });
  expect(reset('apiregistration.k8s.io', 'apiservices', 'status')).toEqual({
    'f:metadata': {},
    'f:spec': {},
  });
});

test('resize owns whatever it is sent', () => {
  expect(reset('', 'pods', 'resize')).toBeUndefined();
});

test('the status of a custom resource resets its metadata', () => {
  expect(resetFieldsOfCustomResource('status', true)?.print()).toEqual({ 'f:metadata': {}, 'f:spec': {} });
  expect(resetFieldsOfCustomResource('', true)?.print()).toEqual({ 'f:status': {} });
  expect(resetFieldsOfCustomResource('', false)).toBeUndefined();
});
