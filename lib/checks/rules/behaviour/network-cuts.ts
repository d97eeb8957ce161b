import type { ConfigMap, Service } from '../../../kube/generated/core-v1';
import type { NetworkPolicy } from '../../../kube/generated/networking-v1';
import { parseIp } from '../../../kube/ip';
import { policiesAgainst } from '../../../kube/relations/connections';
import { hostsNamedBy } from '../../../kube/relations/service-clients';
import { serviceTargets } from '../../../kube/relations/service-endpoints';
import { type Workload, workloadOf } from '../../../kube/workloads';
import { fewOf } from '../../context/absence';
import type { CheckContext } from '../../context/check-context';
import { nameOf } from '../../context/containers';
import type { BuiltInRule, Problem } from '../../rule';

export const NETWORK_CUT_RULES: readonly BuiltInRule[] = [
  {
    id: 'networkpolicy-cuts-connection',
    severity: 'error',
    profile: 'learning',
    finds:
      'A workload whose settings name a Service that the NetworkPolicies of both sides do not let it connect to.',
    why: 'Its connections time out.',
    fix: 'allow the connection: as egress of the client where its policies isolate that, and as ingress of the server',
    *check(context) {
      if (!context.isWhole || !hasPolicies(context)) return;
      for (const service of context.relations.of<Service>('Service')) yield* cuts(context, service);
    },
  },
  {
    id: 'networkpolicy-cuts-dns',
    severity: 'error',
    profile: 'learning',
    finds: 'A workload whose settings name hosts, and whose NetworkPolicies let it ask no DNS server.',
    why: 'No name resolves: every connection by name fails, though the connection itself is allowed.',
    fix: 'allow egress to port 53, UDP and TCP',
    *check(context) {
      if (!context.isWhole || !hasPolicies(context)) return;
      for (const workload of context.workloads) yield* withoutDns(context, workload);
    },
  },
];

const POLICY = 'networking.k8s.io/NetworkPolicy';

function hasPolicies({ relations }: CheckContext): boolean {
  return relations.of(POLICY).length > 0;
}

function* cuts({ relations }: CheckContext, service: Service): Iterable<Problem> {
  const clients = relations.clientsOf(service);
  if (clients.length === 0) return;
  const servers = relations.selectedBy(service);
  for (const client of clients)
    for (const server of servers) {
      const cut = client === server ? undefined : cutBetween(client, server, service, relations);
      if (!cut) continue;
      const policies = [...new Set(cut.policies)];
      yield {
        object: policies[0]!,
        field: 'spec',
        message: `${nameOf(client)} names Service "${service.metadata.name}", but ${named(policies)} do${policies.length === 1 ? 'es' : ''} not let it reach port ${cut.ports.join(' or ')} of ${nameOf(server)}`,
      };
      // What one pod of the Service cannot answer says enough.
      break;
    }
}

/** The policies between them, where they forbid all ports of the Service: a client need not use all. */
function cutBetween(
  client: Workload,
  server: Workload,
  service: Service,
  relations: CheckContext['relations'],
) {
  const ports = serviceTargets(service, server).flatMap(({ targetPort, port }) =>
    targetPort === undefined ? [] : [{ number: targetPort, protocol: port.protocol ?? 'TCP' }],
  );
  const against = ports.map((port) => policiesAgainst(client, server, port, relations));
  const [policies] = against;
  return policies && against.every(({ length }) => length > 0)
    ? { policies, ports: ports.map(({ number }) => number) }
    : undefined;
}

function named(policies: readonly NetworkPolicy[]): string {
  return fewOf(policies.map(({ metadata }) => `NetworkPolicy/${metadata.name}`));
}

function* withoutDns(context: CheckContext, workload: Workload): Iterable<Problem> {
  const { relations } = context;
  const isolating = relations
    .policiesOf(workload)
    .filter(({ spec }) => spec?.policyTypes?.includes('Egress') ?? spec?.egress !== undefined);
  const [first] = isolating;
  if (!first || isolating.some(allowsDns)) return;
  if (DNS_PORTS.some((port) => policiesAgainst(workload, DNS_SERVER, port, relations).length === 0)) return;
  const configMap = (namespace: string, name: string) =>
    relations.find<ConfigMap>('ConfigMap', namespace, name);
  const host = [...hostsNamedBy(workload, configMap)].find(needsDns);
  if (host)
    yield {
      object: first,
      field: 'spec.egress',
      message: `${nameOf(workload)} names the host "${host}", but ${named(isolating)} let${isolating.length === 1 ? 's' : ''} it ask no DNS server`,
    };
}

/** Where DNS servers run, and how they are called, differs: whoever allows their port to anybody means them. */
function allowsDns({ spec }: NetworkPolicy): boolean {
  return (spec?.egress ?? []).some(({ ports = [] }) =>
    ports.some(({ port, endPort, protocol = 'TCP' }) => {
      if (protocol === 'SCTP') return false;
      if (typeof port !== 'number') return port === 'dns';
      return DNS_PORTS.some(({ number }) => number >= port && number <= (endPort ?? port));
    }),
  );
}

function needsDns(host: string): boolean {
  return host !== 'localhost' && parseIp(host) === undefined;
}

/** 5353 is what the pods listen on in some distributions. */
const DNS_PORTS = [53, 5353].map((number) => ({ number, protocol: 'UDP' }));

/** The DNS server of most clusters, as policies select it. */
const DNS_SERVER: Workload = workloadOf({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'coredns', namespace: 'kube-system' },
  spec: { template: { metadata: { labels: { 'k8s-app': 'kube-dns' } }, spec: { containers: [] } } },
} as never)!;
