import { aggregateContainers } from '../../container-resources';
import { type FieldError, forbiddenField, invalidValue } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { PodSpec, ResourceRequirements } from '../../generated/core-v1';
import { Quantity } from '../../quantity';
import { isHugePages } from '../../resource-names';
import { validatePodResourceName, validateResourceRequirements } from '../resources';

/** `spec.resources`: what all containers share, which may not be less than what they ask for themselves. */
export function validatePodResources(
  resources: ResourceRequirements,
  spec: PodSpec,
  claimNames: ReadonlySet<string>,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (spec.os?.name === 'windows') {
    errors.push(forbiddenField(path, 'may not be set for a windows pod'));
    return;
  }
  if (resources.claims)
    errors.push(forbiddenField(path.child('claims'), 'claims may not be set for Resources at pod-level'));
  validateResourceRequirements(resources, validatePodResourceName, claimNames, path, errors);
  validateRequestsCoverContainers(resources, spec, path.child('requests'), errors);
  validateHugePagesCoverContainers(resources, spec, path.child('limits'), errors);
  validateContainerLimits(resources, spec, path, errors);
}

function validateRequestsCoverContainers(
  { requests = {} }: ResourceRequirements,
  spec: PodSpec,
  path: FieldPath,
  errors: FieldError[],
): void {
  for (const [name, total] of aggregateContainers(spec, 'requests')) {
    if (requests[name] === undefined) continue;
    const own = Quantity.parse(requests[name]);
    if (total.compare(own) > 0)
      errors.push(
        invalidValue(
          path.key(name),
          own.toString(),
          `must be greater than or equal to aggregate container requests of ${total}`,
        ),
      );
  }
}

function validateHugePagesCoverContainers(
  { limits = {} }: ResourceRequirements,
  spec: PodSpec,
  path: FieldPath,
  errors: FieldError[],
): void {
  for (const [name, total] of aggregateContainers(spec, 'limits')) {
    if (!isHugePages(name) || limits[name] === undefined) continue;
    const own = Quantity.parse(limits[name]);
    if (total.compare(own) > 0)
      errors.push(
        invalidValue(
          path.key(name),
          own.toString(),
          `must be greater than or equal to aggregate container limits of ${total}`,
        ),
      );
  }
}

function validateContainerLimits(
  { limits = {} }: ResourceRequirements,
  spec: PodSpec,
  path: FieldPath,
  errors: FieldError[],
): void {
  spec.containers?.forEach((container, index) => {
    const own = container.resources?.limits;
    for (const name in own) {
      if (limits[name] === undefined) continue;
      const limit = Quantity.parse(own[name]!);
      const most = Quantity.parse(limits[name]);
      if (limit.compare(most) > 0)
        errors.push(
          invalidValue(
            path.child('containers').index(index).key(name).child('limits'),
            limit.toString(),
            `must be less than or equal to pod limits of ${most}`,
          ),
        );
    }
  });
}
