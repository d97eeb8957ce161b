import { type FieldError, forbiddenField } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { PodSpec, PodTemplateSpec } from '../../generated/core-v1';
import { validateAnnotations, validateLabels } from '../labels';
import { validateOnce } from '../validate-once';
import { validateAnnotationsMatchFields, validatePodAnnotations } from './annotations';
import { validatePodSpec } from './spec';

/** Templates that are known to be valid, wherever they are. */
const VALID = new WeakSet<object>();

/** The template of a workload's pods; nothing it leaves to be filled in by its workload is checked. */
export function validatePodTemplate(template: PodTemplateSpec, path: FieldPath, errors: FieldError[]): void {
  validateOnce(VALID, template, path, errors, checkPodTemplate);
}

function checkPodTemplate(
  { metadata = {}, spec = NO_SPEC }: PodTemplateSpec,
  path: FieldPath,
  errors: FieldError[],
): void {
  validateLabels(metadata.labels, path.child('labels'), errors);
  validateAnnotations(metadata.annotations, path.child('annotations'), errors);
  validatePodAnnotations(metadata.annotations, spec, path.child('annotations'), errors);
  validatePodSpec(spec, undefined, path.child('spec'), errors);
  validateAnnotationsMatchFields(metadata.annotations, spec, path.child('spec'), errors);
  if (spec.ephemeralContainers?.length)
    errors.push(
      forbiddenField(
        path.child('spec', 'ephemeralContainers'),
        'ephemeral containers not allowed in pod template',
      ),
    );
}

const NO_SPEC = { containers: [] } as PodSpec;
