import type { Volume } from '../generated/core-v1';
import { type CheckedPod, type Objection, type PodCheck, plural, quoted, sorted } from './check';

export const VOLUME_CHECKS: readonly PodCheck[] = [
  {
    id: 'restrictedVolumes',
    level: 'restricted',
    versions: [{ since: 0, find: restrictedVolumes, replaces: 'hostPathVolumes' }],
  },
];

const ALLOWED_SOURCES: readonly (keyof Volume)[] = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

function restrictedVolumes({ spec }: CheckedPod): Objection | undefined {
  const volumes = spec.volumes ?? [];
  const bad = volumes.filter((volume) => !ALLOWED_SOURCES.some((source) => volume[source]));
  if (bad.length === 0) return undefined;
  const types = sorted(bad.map(sourceOf));
  return {
    reason: 'restricted volume types',
    detail: `${plural(bad.length, 'volume')} ${quoted(bad.map(({ name }) => name))} ${plural(bad.length, 'uses', 'use')} ${plural(types.length, 'restricted volume type')} ${quoted(types)}`,
    fields: bad.map((volume) => `spec.volumes[${volumes.indexOf(volume)}].${sourceOf(volume)}`),
  };
}

/** A volume has one source, beside its name. */
function sourceOf(volume: Volume): string {
  return Object.keys(volume).find((field) => field !== 'name') ?? 'unknown';
}

const SYSCTLS_1_0: readonly string[] = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
];
const SYSCTLS_1_27: readonly string[] = [...SYSCTLS_1_0, 'net.ipv4.ip_local_reserved_ports'];
const SYSCTLS_1_29: readonly string[] = [
  ...SYSCTLS_1_27,
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
];
const SYSCTLS_1_32: readonly string[] = [...SYSCTLS_1_29, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'];

export const SYSCTL_CHECKS: readonly PodCheck[] = [
  {
    id: 'sysctls',
    level: 'baseline',
    versions: [
      { since: 0, find: sysctls(SYSCTLS_1_0) },
      { since: 27, find: sysctls(SYSCTLS_1_27) },
      { since: 29, find: sysctls(SYSCTLS_1_29) },
      { since: 32, find: sysctls(SYSCTLS_1_32) },
    ],
  },
];

function sysctls(allowed: readonly string[]): (pod: CheckedPod) => Objection | undefined {
  return ({ spec }) => {
    const chosen = spec.securityContext?.sysctls ?? [];
    const bad = chosen.filter(({ name }) => !allowed.includes(name));
    if (bad.length === 0) return undefined;
    return {
      reason: 'forbidden sysctls',
      detail: bad.map(({ name }) => name).join(', '),
      fields: bad.map((sysctl) => `spec.securityContext.sysctls[${chosen.indexOf(sysctl)}].name`),
    };
  };
}
