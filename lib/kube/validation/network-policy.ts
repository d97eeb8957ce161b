import { type FieldError, forbiddenField, invalidValue, notSupported, required } from '../field-error';
import { FieldPath } from '../field-path';
import type {
  IPBlock,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from '../generated/networking-v1';
import { contains, parseCidr } from '../ip';
import { isPortName } from '../names';
import { validateLegacyCidr } from './ip';
import { validateLabelSelector } from './label-selector';
import { validateByRule, validatePortNumber } from './scalars';

const SPEC = FieldPath.of('spec');
const POLICY_TYPES = ['Ingress', 'Egress'];
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];

export interface NetworkPolicyRules {
  readonly allowInvalidLabelValues?: boolean;
  /** Networks that were stored, and may stay as they are. */
  readonly storedCidrs?: readonly string[];
}

interface Rule {
  readonly ports: readonly NetworkPolicyPort[];
  readonly peers: readonly NetworkPolicyPeer[];
  readonly path: FieldPath;
  readonly peersField: string;
}

/** Ingress and egress rules in one form. */
export function rulesOf({ ingress = [], egress = [] }: NetworkPolicySpec): Rule[] {
  return [
    ...ingress.map(({ ports = [], from = [] }, index) => {
      return { ports, peers: from, path: SPEC.child('ingress').index(index), peersField: 'from' };
    }),
    ...egress.map(({ ports = [], to = [] }, index) => {
      return { ports, peers: to, path: SPEC.child('egress').index(index), peersField: 'to' };
    }),
  ];
}

/** Networks of a policy, with their paths. */
export function cidrsOf(spec: NetworkPolicySpec): { readonly cidr: string; readonly path: FieldPath }[] {
  return rulesOf(spec).flatMap(({ peers, path, peersField }) =>
    peers.flatMap(({ ipBlock }, index) => {
      if (!ipBlock) return [];
      const at = path.child(peersField).index(index).child('ipBlock');
      const except = (ipBlock.except ?? []).map((cidr, position) => {
        return { cidr, path: at.child('except').index(position) };
      });
      return [{ cidr: ipBlock.cidr, path: at.child('cidr') }, ...except];
    }),
  );
}

export function validateNetworkPolicySpec(
  spec: NetworkPolicySpec,
  errors: FieldError[],
  rules: NetworkPolicyRules = {},
): void {
  validateLabelSelector(spec.podSelector ?? {}, SPEC.child('podSelector'), errors, rules);
  for (const { ports, peers, path, peersField } of rulesOf(spec)) {
    ports.forEach((port, index) => {
      validatePort(port, path.child('ports').index(index), errors);
    });
    peers.forEach((peer, index) => {
      validatePeer(peer, path.child(peersField).index(index), errors, rules);
    });
  }
  validatePolicyTypes(spec.policyTypes ?? [], SPEC.child('policyTypes'), errors);
}

function validatePolicyTypes(types: readonly string[], path: FieldPath, errors: FieldError[]): void {
  if (types.length > POLICY_TYPES.length) {
    errors.push(invalidValue(path, types, 'may not specify more than two policyTypes'));
    return;
  }
  types.forEach((type, index) => {
    if (!POLICY_TYPES.includes(type)) errors.push(notSupported(path.index(index), type, POLICY_TYPES));
  });
}

function validatePort(
  { protocol, port, endPort }: NetworkPolicyPort,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (protocol !== undefined && !PROTOCOLS.includes(protocol))
    errors.push(notSupported(path.child('protocol'), protocol, PROTOCOLS));
  const refuseEnd = (value: unknown, detail: string) =>
    void errors.push(invalidValue(path.child('endPort'), value, detail));
  if (typeof port === 'number') {
    validatePortNumber(port, path.child('port'), errors);
    if (endPort === undefined) return;
    if (endPort < port) refuseEnd(port, 'must be greater than or equal to `port`');
    validatePortNumber(endPort, path.child('endPort'), errors);
    return;
  }
  if (endPort !== undefined)
    refuseEnd(
      endPort,
      `may not be specified when \`port\` is ${port === undefined ? 'not specified' : 'non-numeric'}`,
    );
  if (port !== undefined) validateByRule(port, isPortName, path.child('port'), errors);
}

function validatePeer(
  { podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer,
  path: FieldPath,
  errors: FieldError[],
  rules: NetworkPolicyRules,
): void {
  validateLabelSelector(podSelector, path.child('podSelector'), errors, rules);
  validateLabelSelector(namespaceSelector, path.child('namespaceSelector'), errors, rules);
  if (ipBlock) validateIpBlock(ipBlock, path.child('ipBlock'), errors, rules.storedCidrs);
  if (!podSelector && !namespaceSelector && !ipBlock) errors.push(required(path, 'must specify a peer'));
  else if (ipBlock && (podSelector || namespaceSelector))
    errors.push(forbiddenField(path, 'may not specify both ipBlock and another peer'));
}

function validateIpBlock(
  { cidr, except = [] }: IPBlock,
  path: FieldPath,
  errors: FieldError[],
  stored: readonly string[] | undefined,
): void {
  if (!cidr) {
    errors.push(required(path.child('cidr')));
    return;
  }
  validateLegacyCidr(cidr, path.child('cidr'), errors, stored);
  const network = parseCidr(cidr);
  if (!network) return;
  except.forEach((text, index) => {
    const at = path.child('except').index(index);
    validateLegacyCidr(text, at, errors, stored);
    const excepted = parseCidr(text);
    if (!excepted) return;
    if (!contains(network, excepted.address) || network.prefixLength >= excepted.prefixLength)
      errors.push(invalidValue(at, text, 'must be a strict subset of `cidr`'));
  });
}
