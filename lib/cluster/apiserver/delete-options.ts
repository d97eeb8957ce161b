import type { PropagationPolicy, RequestOptions } from '../../kube/api-request';
import { type FieldError, invalidObject, invalidValue, notSupported } from '../../kube/field-error';
import { FieldPath } from '../../kube/field-path';
import type { DeleteOptions } from '../../kube/generated/meta-v1';

const POLICIES = ['Foreground', 'Background', 'Orphan'];

/** What DeleteOptions ask for. @throws StatusError 422 */
export function asRequestOptions(options: DeleteOptions): RequestOptions {
  const { gracePeriodSeconds, orphanDependents, propagationPolicy, preconditions, dryRun = [] } = options;
  const path = FieldPath.of('propagationPolicy');
  const errors: FieldError[] = [];
  if (orphanDependents !== undefined && propagationPolicy !== undefined)
    errors.push(
      invalidValue(path, propagationPolicy, 'orphanDependents and deletionPropagation cannot be both set'),
    );
  if (propagationPolicy !== undefined && !POLICIES.includes(propagationPolicy))
    errors.push(notSupported(path, propagationPolicy, [...POLICIES, 'nil']));
  errors.push(...dryRunErrors(dryRun));
  return checkedOptions('DeleteOptions', errors, {
    gracePeriodSeconds,
    orphanDependents,
    propagationPolicy: propagationPolicy as PropagationPolicy | undefined,
    preconditions,
    ...(dryRun.length > 0 ? { dryRun: true } : {}),
  });
}

export function dryRunErrors(values: readonly string[]): FieldError[] {
  return values.every((value) => value === 'All')
    ? []
    : [notSupported(FieldPath.of('dryRun'), values, ['All'])];
}

/** @throws StatusError 422 */
export function checkedOptions(
  kind: string,
  errors: readonly FieldError[],
  options: RequestOptions,
): RequestOptions {
  if (errors.length > 0) throw invalidObject({ group: 'meta.k8s.io', version: 'v1', kind }, '', errors);
  return options;
}
