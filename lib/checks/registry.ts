import { nearestOf } from '../kube/suggestion';
import type { BuiltInRule, Rule } from './rule';
import { AUTOSCALING_RULES } from './rules/behaviour/autoscaling';
import { AVAILABILITY_RULES } from './rules/behaviour/availability';
import { DRAIN_RULES } from './rules/behaviour/drains';
import { NETWORK_CUT_RULES } from './rules/behaviour/network-cuts';
import { PROBE_RULES } from './rules/behaviour/probes';
import { QUOTA_RULES } from './rules/behaviour/quotas';
import { RESOURCE_RULES } from './rules/behaviour/resources';
import { ROLLOUT_RULES } from './rules/behaviour/rollouts';
import { SCHEDULING_RULES } from './rules/behaviour/scheduling';
import { SHUTDOWN_RULES } from './rules/behaviour/shutdown';
import { AUTOSCALER_RULES } from './rules/references/autoscalers';
import { CLUSTER_CLASS_RULES } from './rules/references/cluster-classes';
import { BUDGET_REFERENCE_RULES } from './rules/references/disruption-budgets';
import { INGRESS_RULES } from './rules/references/ingresses';
import { NAMESPACE_RULES } from './rules/references/namespaces';
import { NETWORK_POLICY_REFERENCE_RULES } from './rules/references/network-policies';
import { OVERLAP_RULES } from './rules/references/overlaps';
import { OWNER_RULES } from './rules/references/owners';
import { POD_REFERENCE_RULES } from './rules/references/pod-references';
import { PROBE_PORT_RULES } from './rules/references/probe-ports';
import { ROLE_REFERENCE_RULES } from './rules/references/roles';
import { SERVICE_RULES } from './rules/references/services';
import { STATEFUL_SET_RULES } from './rules/references/stateful-sets';
import { VARIABLE_RULES } from './rules/references/variables';
import { WEBHOOK_RULES } from './rules/references/webhooks';
import { API_VERSION_RULES } from './rules/schema/api-versions';
import { CUSTOM_RESOURCE_RULES } from './rules/schema/custom-resources';
import { DUPLICATE_RULES } from './rules/schema/duplicates';
import { MANIFEST } from './rules/schema/manifest';
import { SCHEMA_RULES } from './rules/schema/schema';
import { SUPPRESSION, UNUSED_SUPPRESSION } from './rules/schema/suppressions';
import { WARNING_RULES } from './rules/schema/warnings';
import { EXPOSURE_RULES } from './rules/security/exposure';
import { HARDENING_RULES } from './rules/security/hardening';
import { HOST_ACCESS_RULES } from './rules/security/host-access';
import { IMAGE_RULES } from './rules/security/images';
import { POD_SECURITY_RULES } from './rules/security/pod-security';
import { RIGHTS_RULES } from './rules/security/rights';
import { SECRET_RULES } from './rules/security/secrets';

/** Rules about one side of things; docs/checks.md has a table for each family. */
export interface RuleFamily {
  readonly title: string;
  readonly rules: readonly BuiltInRule[];
}

export const RULE_FAMILIES: readonly RuleFamily[] = [
  {
    title: 'Schema',
    rules: [
      MANIFEST,
      ...SCHEMA_RULES,
      ...CUSTOM_RESOURCE_RULES,
      ...API_VERSION_RULES,
      ...DUPLICATE_RULES,
      ...WARNING_RULES,
      SUPPRESSION,
      UNUSED_SUPPRESSION,
    ],
  },
  {
    title: 'References',
    rules: [
      ...SERVICE_RULES,
      ...INGRESS_RULES,
      ...AUTOSCALER_RULES,
      ...BUDGET_REFERENCE_RULES,
      ...NETWORK_POLICY_REFERENCE_RULES,
      ...ROLE_REFERENCE_RULES,
      ...POD_REFERENCE_RULES,
      ...STATEFUL_SET_RULES,
      ...PROBE_PORT_RULES,
      ...VARIABLE_RULES,
      ...OVERLAP_RULES,
      ...OWNER_RULES,
      ...NAMESPACE_RULES,
      ...CLUSTER_CLASS_RULES,
      ...WEBHOOK_RULES,
    ],
  },
  {
    title: 'Behaviour',
    rules: [
      ...PROBE_RULES,
      ...SHUTDOWN_RULES,
      ...ROLLOUT_RULES,
      ...DRAIN_RULES,
      ...AUTOSCALING_RULES,
      ...RESOURCE_RULES,
      ...SCHEDULING_RULES,
      ...QUOTA_RULES,
      ...NETWORK_CUT_RULES,
      ...AVAILABILITY_RULES,
    ],
  },
  {
    title: 'Security',
    rules: [
      ...POD_SECURITY_RULES,
      ...HOST_ACCESS_RULES,
      ...HARDENING_RULES,
      ...IMAGE_RULES,
      ...SECRET_RULES,
      ...RIGHTS_RULES,
      ...EXPOSURE_RULES,
    ],
  },
];

/** All rules of this library. */
export const BUILT_IN_RULES: readonly BuiltInRule[] = RULE_FAMILIES.flatMap(({ rules }) => rules);

/** The rules of this library and those of a project, by id. A project's rule takes the place of one with its id. */
export function rulesOf(own: readonly Rule[] = []): ReadonlyMap<string, Rule> {
  return new Map([...BUILT_IN_RULES, ...own].map((rule) => [rule.id, rule]));
}

/** `there is no rule "shema"; did you mean "schema"?` */
export function unknownRule(id: string, known: Iterable<string>): string {
  const near = nearestOf(id, known);
  return `there is no rule "${id}"${near ? `; did you mean "${near}"?` : ''}`;
}
