import type { LabelSelector } from '../generated/meta-v1';

/** A label selector as Kubernetes' events print it: `&LabelSelector{MatchLabels:map[string]string{app: web,},…}`. */
export function printLabelSelector({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const labels = Object.keys(matchLabels)
    .sort()
    .map((key) => `${key}: ${matchLabels[key]},`);
  const expressions = matchExpressions.map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  );
  const map = `map[string]string{${labels.join('')}}`;
  const list = `[]LabelSelectorRequirement{${expressions.join('')}}`;
  return `&LabelSelector{MatchLabels:${map},MatchExpressions:${list},}`;
}
