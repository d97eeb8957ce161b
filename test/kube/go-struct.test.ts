import { goJson } from '../../lib/kube/go-format';
import { goStruct } from '../../lib/kube/go-struct';

const printed = (type: string, value: unknown) => goJson(goStruct(type, value));

test('a structure has all of its fields, under their names in Go', () => {
  expect(printed('core.Toleration', { operator: 'Exists', key: 'a' })).toBe(
    '{"Key":"a","Operator":"Exists","Value":"","Effect":"","TolerationSeconds":null}',
  );
});

test('amounts are in canonical form, and maps sorted', () => {
  expect(printed('core.ResourceRequirements', { limits: { memory: '1024Ki', cpu: '1000m' } })).toBe(
    '{"Limits":{"cpu":"1","memory":"1Mi"},"Requests":null,"Claims":null}',
  );
});

test('types of meta/v1 keep their JSON names and leave empty fields out', () => {
  expect(printed('metav1.LabelSelector', { matchExpressions: [{ key: 'a', operator: 'Exists' }] })).toBe(
    '{"matchExpressions":[{"key":"a","operator":"Exists"}]}',
  );
});

test('embedded structures are spread out', () => {
  expect(printed('core.Probe', { exec: { command: ['true'] }, periodSeconds: 3 })).toBe(
    '{"Exec":{"Command":["true"]},"HTTPGet":null,"TCPSocket":null,"GRPC":null,"InitialDelaySeconds":0,"TimeoutSeconds":0,"PeriodSeconds":3,"SuccessThreshold":0,"FailureThreshold":0,"TerminationGracePeriodSeconds":null}',
  );
});

test('the host fields of a pod are in its security context', () => {
  const spec = goStruct('core.PodSpec', { containers: [], hostNetwork: true }) as {
    readonly SecurityContext: { readonly HostNetwork: boolean };
  };
  expect(spec.SecurityContext.HostNetwork).toBe(true);
});

test('an absent pointer or list is null', () => {
  expect(printed('*core.Toleration', undefined)).toBe('null');
  expect(printed('[]core.Toleration', undefined)).toBe('null');
});
