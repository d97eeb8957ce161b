import { type FieldError, forbiddenField } from '../../field-error';
import { FieldPath } from '../../field-path';
import type { Pod, PodSpec } from '../../generated/core-v1';
import { nameIsDnsSubdomain } from '../../names';
import { validateKindMeta } from '../object-meta';
import { validateAnnotationsMatchFields, validatePodAnnotations } from './annotations';
import { validateImageSpace } from './image';
import { validatePodSpec } from './spec';

export const POD_METADATA = FieldPath.of('metadata');
export const POD_SPEC = FieldPath.of('spec');

/** A new pod, whose metadata is checked elsewhere. */
export function validatePod(pod: Pod): FieldError[] {
  const errors: FieldError[] = [];
  const spec = pod.spec ?? NO_SPEC;
  validateAnnotationsAndSpec(pod, errors);
  if (spec.ephemeralContainers?.length)
    errors.push(forbiddenField(POD_SPEC.child('ephemeralContainers'), 'cannot be set on create'));
  if (spec.nodeName && spec.schedulingGates?.length)
    errors.push(
      forbiddenField(POD_SPEC.child('nodeName'), 'cannot be set until all schedulingGates have been cleared'),
    );
  validateAnnotationsMatchFields(pod.metadata.annotations, spec, POD_SPEC, errors);
  return errors;
}

const NO_SPEC = { containers: [] } as PodSpec;

/** What is checked of a pod whenever it changes: its metadata like that of a new one, and its spec. */
export function validateMetadataAndSpec(pod: Pod, errors: FieldError[]): void {
  validateKindMeta(pod.metadata, true, nameIsDnsSubdomain, POD_METADATA, errors);
  validateAnnotationsAndSpec(pod, errors);
}

function validateAnnotationsAndSpec(pod: Pod, errors: FieldError[]): void {
  const spec = pod.spec ?? NO_SPEC;
  validatePodAnnotations(pod.metadata.annotations, spec, POD_METADATA.child('annotations'), errors);
  validatePodSpec(spec, pod.metadata, POD_SPEC, errors);
  if (!spec.serviceAccountName) validateNoTokens(spec, errors);
  for (const field of ['containers', 'initContainers'] as const)
    spec[field]?.forEach((container, index) => {
      validateImageSpace(container, POD_SPEC.child(field).index(index), errors);
    });
}

/** A token speaks for a service account. */
function validateNoTokens({ volumes }: PodSpec, errors: FieldError[]): void {
  volumes?.forEach((volume, index) => {
    volume.projected?.sources?.forEach((source, position) => {
      if (!source.serviceAccountToken) return;
      const path = POD_SPEC.child('volumes').index(index).child('projected', 'sources').index(position);
      errors.push(
        forbiddenField(
          path.child('serviceAccountToken'),
          'must not be specified when serviceAccountName is not set',
        ),
      );
    });
  });
}
