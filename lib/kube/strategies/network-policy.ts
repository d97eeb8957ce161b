import { changeElements, changeField, fillAbsent } from '../defaults/defaulting';
import type { FieldError } from '../field-error';
import { FieldPath } from '../field-path';
import type { NetworkPolicy, NetworkPolicyPort, NetworkPolicySpec } from '../generated/networking-v1';
import type { Strategy } from '../strategy';
import { cidrWarnings } from '../validation/ip';
import { validateLabelSelector } from '../validation/label-selector';
import { cidrsOf, validateNetworkPolicySpec } from '../validation/network-policy';
import { specChanged } from './spec-changed';

const EVERY_POD: NetworkPolicySpec = { podSelector: {} };
const specOf = ({ spec }: NetworkPolicy) => spec ?? EVERY_POD;

export const networkPolicyStrategy: Strategy<NetworkPolicy> = {
  generationChanged: specChanged,
  defaults: (policy) => {
    const spec = withSpecDefaults(specOf(policy));
    return spec === policy.spec ? policy : { ...policy, spec };
  },
  validate: (policy) => {
    const errors: FieldError[] = [];
    validateNetworkPolicySpec(specOf(policy), errors);
    return errors;
  },
  validateUpdate: (policy, old) => {
    const errors: FieldError[] = [];
    const oldSpec = specOf(old);
    const selectorErrors: FieldError[] = [];
    validateLabelSelector(oldSpec.podSelector, FieldPath.of('spec'), selectorErrors);
    validateNetworkPolicySpec(specOf(policy), errors, {
      allowInvalidLabelValues: selectorErrors.length > 0,
      storedCidrs: cidrsOf(oldSpec).map(({ cidr }) => cidr),
    });
    return errors;
  },
  warnings: (policy) => cidrsOf(specOf(policy)).flatMap(({ cidr, path }) => cidrWarnings(cidr, path)),
};

function withSpecDefaults(given: NetworkPolicySpec): NetworkPolicySpec {
  let spec = fillAbsent(given, { podSelector: {} });
  for (const direction of ['ingress', 'egress'] as const)
    spec = changeField(spec, direction, (rules) => {
      let changed = false;
      const filled = rules.map((rule) => {
        const withPorts = changeElements(rule, 'ports', withProtocol);
        changed ||= withPorts !== rule;
        return withPorts;
      });
      return changed ? filled : rules;
    });
  if (spec.policyTypes?.length) return spec;
  return { ...spec, policyTypes: spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'] };
}

function withProtocol(port: NetworkPolicyPort): NetworkPolicyPort {
  return fillAbsent(port, { protocol: 'TCP' });
}
