import { found, object, service, severities, workload } from '../../checking';

const rule = 'statefulset-service';
const set = (serviceName: string, replicas = 3) =>
  workload('db', { kind: 'StatefulSet', spec: { serviceName, replicas } });
const headless = service('db', { clusterIP: 'None' });

test('finds a StatefulSet whose Service is not there', () => {
  expect(found(rule, [set('bd'), headless])).toEqual([
    'StatefulSet/db spec.serviceName: there is no Service "bd"; did you mean "db"?',
  ]);
});

test('only warns where there is a single pod', () => {
  expect(severities(rule, [set('bd')])).toEqual(['error']);
  expect(severities(rule, [set('bd', 1)])).toEqual(['warning']);
});

test('warns of a Service that is not headless', () => {
  const objects = [set('db'), service('db')];
  expect(found(rule, objects)).toEqual([
    'StatefulSet/db spec.serviceName: Service "db" is not headless: names such as db-0.db do not resolve',
  ]);
  expect(severities(rule, objects)).toEqual(['warning']);
});

test('finds a Service that does not select the pods', () => {
  const other = service('db', { clusterIP: 'None', selector: { app: 'cache' } });
  expect(found(rule, [set('db'), other, workload('cache')])).toEqual([
    'StatefulSet/db spec.serviceName: Service "db" does not select the pods of this StatefulSet',
  ]);
});

test('warns of several pods without names', () => {
  expect(severities(rule, [set('')])).toEqual(['warning']);
});

test('accepts a headless Service, and one pod without any', () => {
  expect(found(rule, [set('db'), headless])).toEqual([]);
  expect(found(rule, [set('', 1)])).toEqual([]);
});

test('does not judge a set that is only a part', () => {
  expect(found(rule, [set('db'), object('v1', 'ConfigMap', 'settings')], { partial: true })).toEqual([]);
});
