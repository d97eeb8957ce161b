import type { FieldPath } from '../field-path';
import type { LabelSelector } from '../generated/meta-v1';
import { isLabelValue } from '../names';

const DEPRECATED: { readonly [label: string]: string } = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region':
    'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone':
    'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type':
    'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
  'app.kubernetes.io/created-by': 'deprecated since v1.9',
  'scheduler.alpha.kubernetes.io/preferAvoidPods':
    'deprecated since v1.22; use Taints and Tolerations instead',
  'node-role.kubernetes.io/master': 'use "node-role.kubernetes.io/control-plane" instead',
};

/** Why a label of nodes should not be used any more, or undefined. */
export function nodeLabelDeprecation(label: string): string | undefined {
  return Object.hasOwn(DEPRECATED, label) ? DEPRECATED[label] : undefined;
}

interface Term {
  readonly matchExpressions?: readonly { readonly key: string; readonly values?: readonly string[] }[];
}

/** Warnings about a term that selects nodes; where values are not validated, they are warned about instead. */
export function nodeSelectorTermWarnings(
  { matchExpressions = [] }: Term,
  path: FieldPath,
  checkValues: boolean,
): string[] {
  return matchExpressions.flatMap(({ key, values = [] }, index) => {
    const at = path.child('matchExpressions').index(index);
    const deprecation = nodeLabelDeprecation(key);
    const invalid = checkValues
      ? values.flatMap((value, position) =>
          isLabelValue(value).map(
            (message) => `${at.child('values').index(position)}: ${value} is invalid, ${message}`,
          ),
        )
      : [];
    return deprecation ? [`${at.child('key')}: ${key} is ${deprecation}`, ...invalid] : invalid;
  });
}

/** Warnings about a label selector of nodes. */
export function nodeSelectorWarnings(selector: LabelSelector | undefined, path: FieldPath): string[] {
  const { matchExpressions = [], matchLabels = {} } = selector ?? {};
  const labels = Object.keys(matchLabels).flatMap((label) => {
    const deprecation = nodeLabelDeprecation(label);
    return deprecation ? [`${path.child('matchLabels', label)}: ${deprecation}`] : [];
  });
  return [...nodeSelectorTermWarnings({ matchExpressions }, path, false), ...labels];
}
