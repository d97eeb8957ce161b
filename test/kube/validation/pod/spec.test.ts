import { defaultPodSpec } from '../../../../lib/kube/defaults/pod/pod-spec';
import type { FieldError } from '../../../../lib/kube/field-error';
import { FieldPath } from '../../../../lib/kube/field-path';
import { freeze } from '../../../../lib/kube/frozen';
import type { PersistentVolumeClaimTemplate, PodSpec } from '../../../../lib/kube/generated/core-v1';
import { validatePodSpec } from '../../../../lib/kube/validation/pod/spec';

const SPEC = FieldPath.of('spec');
const META = { name: 'web', namespace: 'shop' };
const spec = (more: Partial<PodSpec> = {}) =>
  defaultPodSpec(freeze({ containers: [{ name: 'a', image: 'nginx' }], ...more }));

function errorsOf(podSpec: PodSpec, meta = META): FieldError[] {
  const errors: FieldError[] = [];
  validatePodSpec(podSpec, meta, SPEC, errors);
  return errors;
}

test('a spec that was found valid is not looked at again', () => {
  const looked = jest.fn(() => 'Always');
  const watched = { ...spec() };
  Object.defineProperty(watched, 'restartPolicy', { enumerable: true, get: looked });
  Object.freeze(watched);
  errorsOf(watched);
  looked.mockClear();
  expect(errorsOf(watched)).toEqual([]);
  expect(looked).not.toHaveBeenCalled();
});

test('a spec with ephemeral volumes is checked for every pod, whose name decides', () => {
  const claim: PersistentVolumeClaimTemplate = {
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  };
  const withClaim = spec({ volumes: [{ name: 'data', ephemeral: { volumeClaimTemplate: claim } }] });
  expect(errorsOf(withClaim)).toEqual([]);
  expect(errorsOf(withClaim, { ...META, name: 'a'.repeat(250) })).toHaveLength(1);
});

test('a template that may leave its host ports open is not a pod that may', () => {
  const open = spec({
    hostNetwork: true,
    containers: [{ name: 'a', image: 'nginx', ports: [{ containerPort: 80 }] }],
  });
  const errors: FieldError[] = [];
  validatePodSpec(open, undefined, SPEC, errors);
  expect(errors).toEqual([]);
  expect(errorsOf(open)).toHaveLength(1);
});
