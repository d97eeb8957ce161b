import { type FieldError, invalidValue } from '../field-error';
import { FieldPath } from '../field-path';
import { validateCounts } from './counts';

const STATUS = FieldPath.of('status');

interface ReplicaCounts {
  readonly replicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
}

/**
 * The numbers in a workload's status: none is negative, `parts` are parts of all replicas, and what is available is
 * ready. `ready` is how Kubernetes names the number of ready replicas in the last message.
 */
export function validateReplicaCounts<T extends ReplicaCounts>(
  status: T,
  counts: readonly (keyof T & string)[],
  parts: readonly (keyof T & string)[],
  ready: string,
  errors: FieldError[],
): void {
  validateCounts(status, counts, STATUS, errors);
  const { replicas = 0, readyReplicas = 0, availableReplicas = 0 } = status;
  for (const part of parts) {
    const count = (status[part] ?? 0) as number;
    if (count > replicas)
      errors.push(invalidValue(STATUS.child(part), count, 'cannot be greater than status.replicas'));
  }
  if (availableReplicas > readyReplicas)
    errors.push(
      invalidValue(STATUS.child('availableReplicas'), availableReplicas, `cannot be greater than ${ready}`),
    );
}

/** The number that tells revisions with the same hash apart only grows. */
export function validateCollisionCount(
  count: number | undefined,
  old: number | undefined,
  errors: FieldError[],
): void {
  if (old !== undefined && (count ?? -1) < old)
    errors.push(invalidValue(STATUS.child('collisionCount'), count ?? 0, 'cannot be decremented'));
}
