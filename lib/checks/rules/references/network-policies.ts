import type {
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
} from '../../../kube/generated/networking-v1';
import { declaredPorts } from '../../../kube/relations/service-endpoints';
import { lenientSelector } from '../../../kube/selectors/lenient-selector';
import { podSpecOf, type Workload } from '../../../kube/workloads';
import { fewOf, milder, severityOfAbsent } from '../../context/absence';
import type { CheckContext } from '../../context/check-context';
import { nameOf } from '../../context/containers';
import { nearMiss, printLabels } from '../../context/near-miss';
import type { BuiltInRule, Problem } from '../../rule';

export const NETWORK_POLICY_REFERENCE_RULES: readonly BuiltInRule[] = [
  {
    id: 'dangling-networkpolicy',
    severity: 'warning',
    profile: 'default',
    finds: 'A NetworkPolicy whose podSelector matches the pods of no workload.',
    why: 'It isolates nothing: the pods it was written for are as open as before.',
    fix: 'select labels that the pod template of a workload has',
    peers: ['kube-linter dangling-networkpolicy', 'kube-score networkpolicy-targets-pod'],
    *check(context) {
      for (const policy of policies(context)) {
        const selector = policy.spec?.podSelector;
        if (!selector || isEmpty(selector) || context.relations.isolatedBy(policy).length > 0) continue;
        yield* nothingSelected(context, policy, selector, 'spec.podSelector');
      }
    },
  },
  {
    id: 'dangling-networkpolicypeer',
    severity: 'warning',
    profile: 'default',
    finds: 'A NetworkPolicy that allows traffic with pods of its own namespace which no workload makes.',
    why: 'The rule allows nothing: the connection it was written for is cut.',
    fix: 'select labels that the pod template of a workload has',
    peers: ['kube-linter dangling-networkpolicypeer-podselector'],
    *check(context) {
      for (const policy of policies(context))
        for (const { peer, field } of peersOf(policy)) {
          const { podSelector, namespaceSelector } = peer;
          const { namespace = '' } = policy.metadata;
          if (!podSelector || namespaceSelector || isEmpty(podSelector)) continue;
          if (context.relations.workloads.select(namespace, lenientSelector(podSelector)).length > 0)
            continue;
          yield* nothingSelected(context, policy, podSelector, `${field}.podSelector`);
        }
    },
  },
  {
    id: 'networkpolicy-port',
    severity: 'warning',
    profile: 'default',
    finds:
      'A NetworkPolicy that lets traffic in on ports which its pods do not declare, such as those of their Service.',
    why: 'Policies see the pod’s own port, after the Service has led there: the rule allows nothing.',
    fix: 'name or number the port of the container',
    *check(context) {
      for (const policy of policies(context))
        yield* foreignPorts(policy, context.relations.isolatedBy(policy));
    },
  },
];

type Selector = NonNullable<NetworkPolicyPeer['podSelector']>;

function policies({ relations }: CheckContext): readonly NetworkPolicy[] {
  return relations.of<NetworkPolicy>('networking.k8s.io/NetworkPolicy');
}

function isEmpty({ matchLabels, matchExpressions }: Selector): boolean {
  return Object.keys(matchLabels ?? {}).length === 0 && !matchExpressions?.length;
}

function* nothingSelected(
  context: CheckContext,
  policy: NetworkPolicy,
  { matchLabels = {}, matchExpressions }: Selector,
  field: string,
): Iterable<Problem> {
  const { namespace = '' } = policy.metadata;
  const severity = severityOfAbsent(context, namespace);
  if (!severity) return;
  yield {
    object: policy,
    field,
    severity: milder(severity),
    message: matchExpressions?.length
      ? 'no pod has the labels that the selector asks for'
      : `no pod has the labels ${printLabels(matchLabels)}${nearMiss(context, namespace, matchLabels)}`,
  };
}

function* peersOf({ spec }: NetworkPolicy): Iterable<{ peer: NetworkPolicyPeer; field: string }> {
  for (const [rule, { from = [] }] of (spec?.ingress ?? []).entries())
    for (const [index, peer] of from.entries()) yield { peer, field: `spec.ingress[${rule}].from[${index}]` };
  for (const [rule, { to = [] }] of (spec?.egress ?? []).entries())
    for (const [index, peer] of to.entries()) yield { peer, field: `spec.egress[${rule}].to[${index}]` };
}

function* foreignPorts(policy: NetworkPolicy, isolated: readonly Workload[]): Iterable<Problem> {
  const declared = isolated.flatMap((workload) => [...declaredPorts(podSpecOf(workload))]);
  // Who selects many workloads speaks of ports that only some of them have; who declares nothing cannot be judged.
  if (declared.length === 0) return;
  for (const [rule, { ports = [] }] of (policy.spec?.ingress ?? []).entries())
    for (const [index, port] of ports.entries()) {
      if (port.port === undefined || declared.some((one) => isPort(port, one))) continue;
      yield {
        object: policy,
        field: `spec.ingress[${rule}].ports[${index}].port`,
        message: `${fewOf(isolated.map(nameOf))} declares no ${port.protocol ?? 'TCP'} port ${port.port}; it declares ${fewOf(declared.map((one) => String(one.containerPort)))}`,
      };
    }
}

function isPort(
  { port, endPort, protocol = 'TCP' }: NetworkPolicyPort,
  declared: { readonly name?: string; readonly containerPort: number; readonly protocol?: string },
): boolean {
  if (protocol !== (declared.protocol ?? 'TCP')) return false;
  if (typeof port === 'string') return declared.name === port;
  return declared.containerPort >= port! && declared.containerPort <= (endPort ?? port!);
}
