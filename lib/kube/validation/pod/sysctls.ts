import { duplicate, type FieldError, invalidValue, required } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { PodSpec, Sysctl } from '../../generated/core-v1';

const SEGMENT = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const PATTERN = `^(${SEGMENT}[\\./])*${SEGMENT}$`;
const NAME = new RegExp(PATTERN);
const NAME_LIMIT = 253;
const SHARED_MEMORY = ['shm', 'shmall', 'shmmax', 'shmmni', 'shm_rmid_forced'];
const MESSAGES = ['msg', 'msgmax', 'msgmnb', 'msgmni'];
const IPC_NAMES = new Set(['sem', ...SHARED_MEMORY, ...MESSAGES].map((name) => `kernel.${name}`));

export function validateSysctls(
  sysctls: readonly Sysctl[],
  spec: PodSpec,
  path: FieldPath,
  errors: FieldError[],
): void {
  const names = new Set<string>();
  sysctls.forEach(({ name = '' }, index) => {
    const at = path.index(index).child('name');
    if (!name) errors.push(required(at));
    else if (name.length > NAME_LIMIT || !NAME.test(name))
      errors.push(
        invalidValue(at, name, `must have at most ${NAME_LIMIT} characters and match regex ${PATTERN}`),
      );
    else if (names.has(name)) errors.push(duplicate(at, name));
    const namespace = namespaceOf(name);
    if (spec.hostNetwork && namespace === 'net')
      errors.push(invalidValue(at, name, "may not be specified when 'hostNetwork' is true"));
    else if (spec.hostIPC && namespace === 'ipc')
      errors.push(invalidValue(at, name, "may not be specified when 'hostIPC' is true"));
    names.add(name);
  });
}

/** Which of the kernel's namespaces a setting belongs to. */
function namespaceOf(name: string): 'net' | 'ipc' | undefined {
  const dotted = withDots(name).split('*', 1)[0]!;
  if (dotted.startsWith('net.')) return 'net';
  return IPC_NAMES.has(dotted) || dotted.startsWith('fs.mqueue.') ? 'ipc' : undefined;
}

/** `net/ipv4/conf/eth0.1` is the same setting as `net.ipv4.conf.eth0/1`: the first separator decides. */
function withDots(name: string): string {
  if (/[./]/.exec(name)?.[0] !== '/') return name;
  return name.replace(/[./]/g, (separator) => (separator === '.' ? '/' : '.'));
}
