import type {
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
  MutatingWebhookConfiguration,
  ParamKind,
  ParamRef,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  ValidatingWebhookConfiguration,
} from '../../../kube/generated/admissionregistration-v1';
import type { LabelSelector } from '../../../kube/generated/meta-v1';
import { age, nameOf, UNSET } from './cells';
import type { Cell } from './table';

export function webhookCells(
  configuration: MutatingWebhookConfiguration | ValidatingWebhookConfiguration,
  now: number,
): readonly Cell[] {
  return [nameOf(configuration), configuration.webhooks?.length ?? 0, age(configuration, now)];
}

export function validatingPolicyCells(policy: ValidatingAdmissionPolicy, now: number): readonly Cell[] {
  const { validations, paramKind } = policy.spec ?? {};
  return [nameOf(policy), validations?.length ?? 0, paramKindText(paramKind), age(policy, now)];
}

export function mutatingPolicyCells(policy: MutatingAdmissionPolicy, now: number): readonly Cell[] {
  const { mutations, paramKind } = policy.spec ?? {};
  return [nameOf(policy), mutations?.length ?? 0, paramKindText(paramKind), age(policy, now)];
}

export function policyBindingCells(
  binding: ValidatingAdmissionPolicyBinding | MutatingAdmissionPolicyBinding,
  now: number,
): readonly Cell[] {
  const { policyName, paramRef } = binding.spec ?? {};
  return [nameOf(binding), policyName ?? '', paramRefText(paramRef), age(binding, now)];
}

function paramKindText(kind: ParamKind | undefined): string {
  return kind ? `${kind.apiVersion ?? ''}/${kind.kind ?? ''}` : UNSET;
}

function paramRefText({ name, namespace, selector }: ParamRef = {}): string {
  if (name) return `${namespace || '*'}/${name}`;
  return selector ? goText(selector) : UNSET;
}

/** As Go prints the structure. */
function goText({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const labels = Object.entries(matchLabels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}: ${value},`)
    .join('');
  const expressions = matchExpressions
    .map(
      ({ key, operator, values = [] }) =>
        `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
    )
    .join('');
  return `&LabelSelector{MatchLabels:map[string]string{${labels}},MatchExpressions:[]LabelSelectorRequirement{${expressions}},}`;
}
