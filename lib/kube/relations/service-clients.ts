import type { ConfigMap, Service } from '../generated/core-v1';
import { podSpecOf, type Workload } from '../workloads';
import { podReferences } from './pod-references';

/** Finds a ConfigMap of a namespace. */
export type ConfigMapLookup = (namespace: string, name: string) => ConfigMap | undefined;

/**
 * The names of hosts in a cluster that a workload's environment and arguments speak of: `api`, `api.shop`,
 * `api.shop.svc.cluster.local`. A mere word counts where it stands as a host does: in a URL, before a port, or in a
 * variable that is called a host or an address.
 */
export function hostsNamedBy(workload: Workload, configMap: ConfigMapLookup): ReadonlySet<string> {
  const hosts = new Set<string>();
  const spec = podSpecOf(workload);
  for (const { env, args, command } of [...(spec.initContainers ?? []), ...(spec.containers ?? [])]) {
    for (const { name, value } of env ?? []) if (value) addHosts(name, value, hosts);
    for (const argument of [...(command ?? []), ...(args ?? [])])
      addHosts(nameOfFlag(argument), argument, hosts);
  }
  for (const { kind, name, use, key: only } of podReferences(spec)) {
    if (kind !== 'ConfigMap' || use !== 'environment') continue;
    const { data } = configMap(workload.namespace, name) ?? {};
    for (const key in data) if (only === undefined || only === key) addHosts(key, data[key]!, hosts);
  }
  return hosts;
}

/** All names under which pods of a namespace reach a Service. */
export function hostNamesOf({ metadata }: Service, from: string): readonly string[] {
  const { name = '', namespace = '' } = metadata;
  const qualified = [
    `${name}.${namespace}`,
    `${name}.${namespace}.svc`,
    `${name}.${namespace}.svc.cluster.local`,
  ];
  return from === namespace ? [name, ...qualified] : qualified;
}

const LABEL = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const HOST = `${LABEL}(?:\\.${LABEL})*`;
/** After `//` or `@`. */
const IN_URL = new RegExp(`(?://|@)(${HOST})(?=[:/?,\\s]|$)`, 'g');
const BEFORE_PORT = new RegExp(`(?:^|[\\s,=/@])(${HOST}):\\d{1,5}(?=[/?,\\s]|$)`, 'g');
const QUALIFIED = new RegExp(`(?:^|[\\s,=/@])(${LABEL}\\.${LABEL}\\.svc(?:\\.${HOST})?)(?=[:/?,\\s]|$)`, 'g');
const ALONE = new RegExp(`^(?:--?[\\w.-]+=)?(${HOST})$`);
const NAMES_A_HOST =
  /(?:^|[_.-])(?:host|hosts|hostname|server|servers|service|addr|address|endpoint|url|uri|upstream|backend)$/i;
/** Longer values are files, not settings. */
const LONGEST = 4096;

function addHosts(name: string, value: string, hosts: Set<string>): void {
  if (value.length > LONGEST) return;
  for (const pattern of [IN_URL, BEFORE_PORT, QUALIFIED])
    for (const [, host] of value.matchAll(pattern)) hosts.add(host!);
  const alone = NAMES_A_HOST.test(name) ? ALONE.exec(value)?.[1] : undefined;
  if (alone) hosts.add(alone);
}

function nameOfFlag(argument: string): string {
  return /^--?([\w.-]+)=/.exec(argument)?.[1] ?? '';
}
