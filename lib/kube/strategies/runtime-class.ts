import { changeField } from '../defaults/defaulting';
import { roundedResources } from '../defaults/resource-list';
import { duplicate, type FieldError, required } from '../field-error';
import { FieldPath } from '../field-path';
import type { Toleration } from '../generated/core-v1';
import type { RuntimeClass, Scheduling } from '../generated/node-v1';
import { goStruct } from '../go-struct';
import { nameIsDnsLabel, nameIsDnsSubdomain } from '../names';
import type { Strategy } from '../strategy';
import { validateLabels } from '../validation/labels';
import { nodeLabelDeprecation } from '../validation/node-label-warnings';
import { validateOwnMetadata, validateOwnMetadataUpdate } from '../validation/own-metadata';
import { validateContainerResourceName, validateResourceRequirements } from '../validation/resources';
import { validateByRule, validateImmutable } from '../validation/scalars';
import { validateTolerations } from '../validation/tolerations';

const SCOPE = { namespaced: false, nameRule: nameIsDnsSubdomain };
const HANDLER = FieldPath.of('handler');
const SCHEDULING = FieldPath.of('scheduling');
const NO_CLAIMS: ReadonlySet<string> = new Set();

export const runtimeClassStrategy: Strategy<RuntimeClass> = {
  allowCreateOnUpdate: true,
  allowUnconditionalUpdate: false,
  validatesOwnMetadata: true,
  defaults: (runtimeClass) =>
    changeField(runtimeClass, 'overhead', (overhead) => changeField(overhead, 'podFixed', roundedResources)),
  validate: (runtimeClass) => {
    const errors: FieldError[] = [];
    validateRuntimeClass(runtimeClass, errors);
    return errors;
  },
  validateUpdate: (runtimeClass, old) => {
    const errors: FieldError[] = [];
    validateRuntimeClass(runtimeClass, errors);
    validateOwnMetadataUpdate(runtimeClass, old, errors);
    validateImmutable(runtimeClass.handler, old.handler, HANDLER, errors);
    return errors;
  },
  warnings: ({ scheduling }) =>
    Object.keys(scheduling?.nodeSelector ?? {}).flatMap((label) => {
      const deprecation = nodeLabelDeprecation(label);
      return deprecation ? [`scheduling.nodeSelector: ${deprecation}`] : [];
    }),
};

function validateRuntimeClass(runtimeClass: RuntimeClass, errors: FieldError[]): void {
  const { handler, overhead, scheduling } = runtimeClass;
  validateOwnMetadata(runtimeClass, SCOPE, errors);
  if (!handler) errors.push(required(HANDLER));
  else validateByRule(handler, (value) => nameIsDnsLabel(value, false), HANDLER, errors);
  if (overhead)
    validateResourceRequirements(
      { limits: overhead.podFixed },
      validateContainerResourceName,
      NO_CLAIMS,
      FieldPath.of('overhead'),
      errors,
    );
  if (scheduling) validateScheduling(scheduling, errors);
}

function validateScheduling({ nodeSelector, tolerations = [] }: Scheduling, errors: FieldError[]): void {
  const path = SCHEDULING.child('tolerations');
  validateLabels(nodeSelector, SCHEDULING.child('nodeSelector'), errors);
  validateTolerations(tolerations, path, errors);
  const seen = new Set<string>();
  tolerations.forEach((toleration, index) => {
    const key = keyOf(toleration);
    if (seen.has(key)) errors.push(duplicate(path.index(index), goStruct('core.Toleration', toleration)));
    seen.add(key);
  });
}

function keyOf({ key, operator, value, effect }: Toleration): string {
  return JSON.stringify([key ?? '', operator ?? '', value ?? '', effect ?? '']);
}
