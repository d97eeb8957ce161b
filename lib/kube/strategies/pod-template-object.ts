import { changeField } from '../defaults/defaulting';
import { defaultPodTemplate } from '../defaults/pod/template';
import type { FieldError } from '../field-error';
import { FieldPath } from '../field-path';
import { equal } from '../frozen';
import type { PodTemplate } from '../generated/core-v1';
import type { Strategy } from '../strategy';
import { validatePodTemplate } from '../validation/pod/template';
import { templateWarnings, withoutDisabledTemplateFields } from './pod-template';

const TEMPLATE = FieldPath.of('template');

/** A template that stands alone. */
export const podTemplateStrategy: Strategy<PodTemplate> = {
  defaults: (object) => changeField(object, 'template', defaultPodTemplate),
  prepareForCreate: withEnabledFields,
  prepareForUpdate: withEnabledFields,
  generationChanged: (object, old) => !equal(object.template, old.template),
  validate: errorsOf,
  validateUpdate: errorsOf,
  warnings: (object, old) =>
    !old || object.metadata.generation !== old.metadata.generation
      ? [...templateWarnings(object.template, TEMPLATE)]
      : [],
};

function withEnabledFields(object: PodTemplate): PodTemplate {
  return changeField(object, 'template', withoutDisabledTemplateFields);
}

function errorsOf({ template = {} }: PodTemplate): FieldError[] {
  const errors: FieldError[] = [];
  validatePodTemplate(template, TEMPLATE, errors);
  return errors;
}
