import { type FieldError, forbiddenField } from '../../field-error';
import { FieldPath } from '../../field-path';
import { equal } from '../../frozen';
import type { EphemeralContainer, Pod } from '../../generated/core-v1';
import { goJsonIndented, goQuote } from '../../go-format';
import { goStruct } from '../../go-struct';
import { unifiedDiff } from '../../unified-diff';
import { validatePodAnnotationUpdates } from './annotations';
import { MIRROR_POD, WHOLE_OBJECT } from './mirror-pod';
import { POD_METADATA, validateMetadataAndSpec } from './pod';

const PATH = FieldPath.of('spec').child('ephemeralContainers');

/** `pods/ephemeralcontainers` adds containers to a running pod; those that are there stay. */
export function validateEphemeralContainersUpdate(pod: Pod, old: Pod): FieldError[] {
  if (old.metadata.annotations?.[MIRROR_POD] !== undefined)
    return [forbiddenField(WHOLE_OBJECT, 'static pods do not support ephemeral containers')];
  const errors: FieldError[] = [];
  validateMetadataAndSpec(pod, errors);
  validatePodAnnotationUpdates(pod, old, POD_METADATA.child('annotations'), errors);
  for (const container of old.spec?.ephemeralContainers ?? []) {
    const name = goQuote(container.name);
    const kept = pod.spec?.ephemeralContainers?.findLast((one) => one.name === container.name);
    if (!kept)
      errors.push(forbiddenField(PATH, `existing ephemeral containers ${name} may not be removed\n`));
    else if (!equal(kept, container))
      errors.push(
        forbiddenField(
          PATH,
          `existing ephemeral containers ${name} may not be changed\n${unifiedDiff(pretty(container), pretty(kept))}`,
        ),
      );
  }
  return errors;
}

const pretty = (container: EphemeralContainer) =>
  goJsonIndented(goStruct('core.EphemeralContainer', container));
