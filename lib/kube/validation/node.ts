import {
  duplicate,
  type FieldError,
  forbiddenField,
  internalFieldError,
  invalidValue,
  notSupported,
  required,
} from '../field-error';
import { FieldPath } from '../field-path';
import type { Node, NodeStatus, Taint } from '../generated/core-v1';
import { goQuote, goTyped } from '../go-format';
import { goStruct } from '../go-struct';
import { parseCidr } from '../ip';
import { isLabelValue } from '../names';
import { validateLegacyCidr } from './ip';
import { validateLabelName } from './labels';
import { validateResourceQuantity } from './resources';
import { validatePositive } from './scalars';
import { TAINT_EFFECTS } from './tolerations';

const METADATA = FieldPath.of('metadata');
const SPEC = FieldPath.of('spec');
const STATUS = FieldPath.of('status');
const TAINTS_ANNOTATION = 'scheduler.alpha.kubernetes.io/taints';

/** A node, whose metadata is checked elsewhere. */
export function validateNode({ metadata, spec, status }: Node, errors: FieldError[]): void {
  validateNodeAnnotations(metadata.annotations, errors);
  // Kubernetes reports taints and swap as if they were metadata.
  if (spec?.taints) validateTaints(spec.taints, METADATA.child('taints'), errors);
  if (status) {
    validateResources(status, errors);
    const swap = status.nodeInfo?.swap?.capacity;
    if (swap !== undefined) validatePositive(swap, METADATA.child('nodeSwapStatus', 'capacity'), errors);
    validateDeclaredFeatures(status.declaredFeatures, errors);
  }
  if (spec?.podCIDRs) validateCidrs(spec.podCIDRs, SPEC.child('podCIDRs'), errors);
}

/** What changes of a node, through the object itself or its status. */
export function validateNodeUpdate({ metadata, spec, status }: Node, old: Node, errors: FieldError[]): void {
  validateNodeAnnotations(metadata.annotations, errors);
  if (status) {
    validateResources(status, errors);
    validateDeclaredFeatures(status.declaredFeatures, errors);
    validateAddresses(status, errors);
  }
  validateCidrsUnchanged(spec?.podCIDRs, old.spec?.podCIDRs, errors);
  if (old.spec?.providerID && old.spec.providerID !== spec?.providerID)
    errors.push(
      forbiddenField(
        SPEC.child('providerID'),
        'node updates may not change providerID except from "" to valid',
      ),
    );
  if (spec?.taints) validateTaints(spec.taints, METADATA.child('taints'), errors);
  if ((spec?.externalID ?? '') !== (old.spec?.externalID ?? ''))
    errors.push(forbiddenField(SPEC.child('externalID'), 'may not be updated'));
}

function validateNodeAnnotations(
  annotations: { readonly [key: string]: string } | undefined,
  errors: FieldError[],
): void {
  const text = annotations?.[TAINTS_ANNOTATION];
  if (!text) return;
  const path = METADATA.child('annotations');
  try {
    validateTaints(JSON.parse(text) as Taint[], path.child(TAINTS_ANNOTATION), errors);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    errors.push(invalidValue(path, TAINTS_ANNOTATION, error.message));
  }
}

/** No two taints have the same key and effect. */
export function validateTaints(taints: readonly Taint[], path: FieldPath, errors: FieldError[]): void {
  const seen = new Set<string>();
  taints.forEach((taint, index) => {
    const at = path.index(index);
    const { key = '', value = '', effect } = taint;
    validateLabelName(key, at.child('key'), errors);
    const messages = isLabelValue(value);
    if (messages.length > 0) errors.push(invalidValue(at.child('value'), value, messages.join(';')));
    if (!effect) errors.push(required(at.child('effect')));
    else if (!TAINT_EFFECTS.includes(effect))
      errors.push(notSupported(at.child('effect'), goTyped(effect), TAINT_EFFECTS));
    const pair = `${effect} ${key}`;
    if (seen.has(pair)) errors.push(repeatedTaint(taint, at));
    seen.add(pair);
  });
}

function repeatedTaint(taint: Taint, path: FieldPath): FieldError {
  const error = duplicate(path, goStruct('core.Taint', taint));
  return { ...error, message: `${error.message}: taints must be unique by key and effect pair` };
}

function validateResources(status: NodeStatus, errors: FieldError[]): void {
  for (const list of ['capacity', 'allocatable'] as const)
    for (const name in status[list])
      validateResourceQuantity(name, status[list][name]!, STATUS.child(list, name), errors);
}

const FEATURE = /^[A-Z][a-zA-Z0-9]*(\/[a-zA-Z][a-zA-Z0-9]*)*$/;
const FEATURE_LIMIT = 253;

function validateDeclaredFeatures(features: readonly string[] | undefined, errors: FieldError[]): void {
  const path = STATUS.child('declaredFeatures');
  features?.forEach((feature, index) => {
    const problem = featureProblem(feature);
    if (problem)
      errors.push(
        invalidValue(path.index(index), feature, `invalid feature name ${goQuote(feature)}: ${problem}`),
      );
    const next = features[index + 1];
    if (next === feature) errors.push(duplicate(path.index(index + 1), next));
    else if (next !== undefined && next < feature)
      errors.push(invalidValue(path.index(index + 1), next, 'list must be sorted alphabetically'));
  });
}

function featureProblem(feature: string): string | undefined {
  if (feature.length > FEATURE_LIMIT) return `must be no more than ${FEATURE_LIMIT} characters`;
  return FEATURE.test(feature)
    ? undefined
    : "must start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes";
}

function validateAddresses({ addresses }: NodeStatus, errors: FieldError[]): void {
  const seen = new Set<string>();
  addresses?.forEach((address, index) => {
    const key = `${address.type} ${address.address}`;
    if (seen.has(key))
      errors.push(duplicate(STATUS.child('addresses').index(index), goStruct('core.NodeAddress', address)));
    seen.add(key);
  });
}

/** At most one network of each family. */
function validateCidrs(cidrs: readonly string[], path: FieldPath, errors: FieldError[]): void {
  cidrs.forEach((cidr, index) => {
    validateLegacyCidr(cidr, path.index(index), errors);
  });
  if (cidrs.length < 2) return;
  const families = cidrs.map((cidr) => parseCidr(cidr)?.address.family);
  const unreadable = families.indexOf(undefined);
  if (unreadable >= 0)
    errors.push(
      internalFieldError(
        path,
        `invalid PodCIDRs. failed to check with dual stack with error:invalid CIDR[${unreadable}]: <nil> (invalid CIDR address: ${cidrs[unreadable]})`,
      ),
    );
  if (unreadable >= 0 || new Set(families).size !== 2 || cidrs.length > 2)
    errors.push(invalidValue(path, cidrs, 'may specify no more than one CIDR for each IP family'));
}

function validateCidrsUnchanged(
  cidrs: readonly string[] = [],
  old: readonly string[] = [],
  errors: FieldError[],
): void {
  if (old.length === 0) return;
  const changes = cidrs.length === old.length ? old.filter((cidr, index) => cidr !== cidrs[index]) : [''];
  for (const _ of changes)
    errors.push(
      forbiddenField(SPEC.child('podCIDRs'), 'node updates may not change podCIDR except from "" to valid'),
    );
}
