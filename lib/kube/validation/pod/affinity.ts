import { type FieldError, forbiddenField, invalidValue, required } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { Affinity, NodeAffinity, PodAffinity, PodAffinityTerm } from '../../generated/core-v1';
import type { LabelSelector } from '../../generated/meta-v1';
import { nameIsDnsLabel } from '../../names';
import { validateLabelSelector } from '../label-selector';
import { validateLabelName } from '../labels';
import { validateNodeSelector, validateNodeSelectorTerm } from '../node-selector';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

export function validateAffinity(affinity: Affinity, path: FieldPath, errors: FieldError[]): void {
  const { nodeAffinity, podAffinity, podAntiAffinity } = affinity;
  if (nodeAffinity) validateNodeAffinity(nodeAffinity, path.child('nodeAffinity'), errors);
  if (podAffinity) validatePodAffinity(podAffinity, path.child('podAffinity'), errors);
  if (podAntiAffinity) validatePodAffinity(podAntiAffinity, path.child('podAntiAffinity'), errors);
}

function validateNodeAffinity(affinity: NodeAffinity, path: FieldPath, errors: FieldError[]): void {
  const needed = affinity[REQUIRED];
  if (needed) validateNodeSelector(needed, path.child(REQUIRED), errors);
  affinity[PREFERRED]?.forEach(({ weight, preference }, index) => {
    const at = path.child(PREFERRED).index(index);
    validateWeight(weight, at, errors);
    validateNodeSelectorTerm(preference ?? {}, at.child('preference'), errors, {
      allowInvalidLabelValues: true,
    });
  });
}

/** Also of anti-affinity, which has the same form. */
function validatePodAffinity(affinity: PodAffinity, path: FieldPath, errors: FieldError[]): void {
  affinity[REQUIRED]?.forEach((term, index) => {
    validatePodAffinityTerm(term, path.child(REQUIRED).index(index), errors);
  });
  affinity[PREFERRED]?.forEach(({ weight, podAffinityTerm }, index) => {
    const at = path.child(PREFERRED).index(index);
    validateWeight(weight, at, errors);
    validatePodAffinityTerm(podAffinityTerm, at.child('podAffinityTerm'), errors);
  });
}

function validateWeight(weight = 0, path: FieldPath, errors: FieldError[]): void {
  if (weight <= 0 || weight > 100)
    errors.push(invalidValue(path.child('weight'), weight, 'must be in the range 1-100'));
}

function validatePodAffinityTerm(term: PodAffinityTerm, path: FieldPath, errors: FieldError[]): void {
  const { labelSelector, namespaceSelector, namespaces = [], topologyKey = '' } = term;
  validateLabelSelector(labelSelector, path.child('labelSelector'), errors);
  validateLabelSelector(namespaceSelector, path.child('namespaceSelector'), errors);
  for (const namespace of namespaces)
    for (const message of nameIsDnsLabel(namespace, false))
      errors.push(invalidValue(path.child('namespace'), namespace, message));
  validateMatchLabelKeys(term.matchLabelKeys, term.mismatchLabelKeys, labelSelector, path, errors);
  if (!topologyKey) errors.push(required(path.child('topologyKey'), 'can not be empty'));
  validateLabelName(topologyKey, path.child('topologyKey'), errors);
}

/** Keys whose values are taken from the pod; they extend a selector, and may not contradict it or each other. */
export function validateMatchLabelKeys(
  matchKeys: readonly string[] | undefined,
  mismatchKeys: readonly string[] | undefined,
  selector: LabelSelector | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  validateLabelKeys(matchKeys, selector, path.child('matchLabelKeys'), errors);
  validateLabelKeys(mismatchKeys, selector, path.child('mismatchLabelKeys'), errors);
  if (selector && matchKeys) validateOneRequirementPerKey(matchKeys, selector, path, errors);
  matchKeys?.forEach((key, index) => {
    if (mismatchKeys?.includes(key))
      errors.push(
        invalidValue(
          path.child('matchLabelKeys').index(index),
          key,
          'exists in both matchLabelKeys and mismatchLabelKeys',
        ),
      );
  });
}

function validateLabelKeys(
  keys: readonly string[] | undefined,
  selector: LabelSelector | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!keys?.length) return;
  if (!selector) {
    errors.push(forbiddenField(path, 'must not be specified when labelSelector is not set'));
    return;
  }
  keys.forEach((key, index) => {
    validateLabelName(key, path.index(index), errors);
  });
}

/**
 * The API server adds a requirement for each key, so one more for the same key is the author's. The error is reported
 * at the position of the key in its list, as Kubernetes does.
 */
function validateOneRequirementPerKey(
  keys: readonly string[],
  { matchLabels = {}, matchExpressions = [] }: LabelSelector,
  path: FieldPath,
  errors: FieldError[],
): void {
  const seen = new Set(Object.keys(matchLabels));
  for (const { key } of matchExpressions) {
    const index = keys.lastIndexOf(key);
    if (index >= 0 && seen.has(key))
      errors.push(invalidValue(path.index(index), key, 'exists in both matchLabelKeys and labelSelector'));
    seen.add(key);
  }
}
