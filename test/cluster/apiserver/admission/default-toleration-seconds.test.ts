import { defaultTolerationSeconds } from '../../../../lib/cluster/apiserver/admission/default-toleration-seconds';
import type {
  AdmissionEnvironment,
  AdmissionRequest,
} from '../../../../lib/cluster/apiserver/admission/plugin';
import type { Pod, Toleration } from '../../../../lib/kube/generated/core-v1';
import { ResourceCatalogue } from '../../../../lib/kube/resource-catalogue';

const resource = ResourceCatalogue.kubernetes().find('', 'v1', 'pods')!;

function admit(tolerations: readonly Toleration[], subresource = ''): readonly Toleration[] {
  const object: Pod = { metadata: { name: 'a' }, spec: { containers: [], tolerations } };
  const request = { operation: 'CREATE', resource, subresource } as AdmissionRequest;
  if (!defaultTolerationSeconds.handles(request)) return tolerations;
  const admitted = defaultTolerationSeconds.mutate!(object, request, {} as AdmissionEnvironment) as Pod;
  return admitted.spec!.tolerations!;
}

const forFiveMinutes = (key: string) => ({
  key: `node.kubernetes.io/${key}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
});

test('a pod tolerates nodes that are not ready or unreachable for five minutes', () => {
  expect(admit([])).toEqual([forFiveMinutes('not-ready'), forFiveMinutes('unreachable')]);
});

test('what the author says counts', () => {
  const own: Toleration = {
    key: 'node.kubernetes.io/unreachable',
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: 5,
  };
  expect(admit([own])).toEqual([own, forFiveMinutes('not-ready')]);
});

test('a toleration of everything says enough', () => {
  const everything: Toleration = { operator: 'Exists' };
  expect(admit([everything])).toEqual([everything]);
});

test('a toleration of another effect does not', () => {
  const other: Toleration = { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoSchedule' };
  expect(admit([other])).toHaveLength(3);
});

test('subresources are left alone', () => {
  expect(admit([], 'status')).toEqual([]);
});
