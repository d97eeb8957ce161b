import { type FieldError, forbiddenField, invalidValue } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { Container, PodSpec, WindowsSecurityContextOptions } from '../../generated/core-v1';
import { goTyped } from '../../go-format';
import { isDns1123Subdomain } from '../../names';
import { validateByRule } from '../scalars';
import { forEachContainer } from './visit-containers';

const CREDENTIAL_SPEC_LIMIT_KIB = 64;
const DOMAIN_LIMIT = 256;
const USER_LIMIT = 104;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const CONTROL_CHARACTERS = /[\x00-\x1f\x7f]/;
const NETBIOS_DOMAIN = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const DNS_DOMAIN_LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const DNS_DOMAIN = new RegExp(`^${DNS_DOMAIN_LABEL}(?:\\.${DNS_DOMAIN_LABEL})*$`);
const NOT_IN_USER = /["/\\:;|=,+*?<>@[\]]/;

export function validateWindowsOptions(
  { gmsaCredentialSpecName, gmsaCredentialSpec, runAsUserName }: WindowsSecurityContextOptions,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (gmsaCredentialSpecName !== undefined)
    validateByRule(gmsaCredentialSpecName, isDns1123Subdomain, path.child('gmsaCredentialSpecName'), errors);
  if (gmsaCredentialSpec !== undefined) {
    const at = path.child('gmsaCredentialSpec');
    if (gmsaCredentialSpec === '')
      errors.push(invalidValue(at, '', 'gmsaCredentialSpec cannot be an empty string'));
    else if (Buffer.byteLength(gmsaCredentialSpec) > CREDENTIAL_SPEC_LIMIT_KIB * 1024)
      errors.push(
        invalidValue(
          at,
          goTyped(gmsaCredentialSpec),
          `gmsaCredentialSpec size must be under ${CREDENTIAL_SPEC_LIMIT_KIB} KiB`,
        ),
      );
  }
  if (runAsUserName !== undefined)
    for (const problem of userNameProblems(runAsUserName))
      errors.push(
        invalidValue(path.child('runAsUserName'), goTyped(runAsUserName), `runAsUserName${problem}`),
      );
}

/** `DOMAIN\user` or `user`. */
function userNameProblems(name: string): string[] {
  if (name === '') return [' cannot be an empty string'];
  if (CONTROL_CHARACTERS.test(name)) return [' cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return [' cannot contain more than one backslash'];
  const user = parts.at(-1)!;
  const domain = parts.length === 2 ? parts[0]! : undefined;
  const problems: string[] = [];
  if (domain !== undefined) {
    if (Buffer.byteLength(domain) >= DOMAIN_LIMIT)
      problems.push(`'s Domain length must be under ${DOMAIN_LIMIT} characters`);
    if (!NETBIOS_DOMAIN.test(domain) && !DNS_DOMAIN.test(domain))
      problems.push("'s Domain doesn't match the NetBios nor the DNS format");
  }
  if (user === '') problems.push("'s User cannot be empty");
  else if (Buffer.byteLength(user) > USER_LIMIT)
    problems.push(`'s User length must not be longer than ${USER_LIMIT} characters`);
  if (/^[. ]+$/.test(user)) problems.push("'s User cannot contain only periods or spaces");
  if (NOT_IN_USER.test(user))
    problems.push(`'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]`);
  return problems;
}

const hostProcessOf = (container: Container) => container.securityContext?.windowsOptions?.hostProcess;

/** Either every container of a pod is a process of its node, or none is. */
export function validateHostProcess(spec: PodSpec, path: FieldPath, errors: FieldError[]): void {
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess;
  let containers = 0;
  let hostProcesses = 0;
  forEachContainer(spec, path, (container, at) => {
    containers++;
    const own = hostProcessOf(container);
    if (ofPod !== undefined && own !== undefined && ofPod !== own)
      errors.push(
        invalidValue(
          at.child('securityContext', 'windowsOptions', 'hostProcess'),
          own,
          `pod hostProcess value must be identical if both are specified, was ${ofPod}`,
        ),
      );
    if (own ?? ofPod) hostProcesses++;
  });
  if (hostProcesses === 0) return;
  if (hostProcesses !== containers)
    errors.push(
      invalidValue(
        path,
        '',
        'If pod contains any hostProcess containers then all containers must be HostProcess containers',
      ),
    );
  if (!spec.hostNetwork)
    errors.push(
      invalidValue(
        path.child('hostNetwork'),
        false,
        'hostNetwork must be true if pod contains any hostProcess containers',
      ),
    );
}

/** What `os.name: linux` rules out. */
export function validateLinux(spec: PodSpec, path: FieldPath, errors: FieldError[]): void {
  const refuse = (at: FieldPath) =>
    void errors.push(
      forbiddenField(
        at.child('securityContext', 'windowsOptions'),
        'windows options cannot be set for a linux pod',
      ),
    );
  if (spec.securityContext?.windowsOptions) refuse(path);
  forEachContainer(spec, path, (container, at) => {
    if (container.securityContext?.windowsOptions) refuse(at);
  });
}

/** Fields of the pod and, after a dot, of its security context, in the order of Kubernetes. */
const NOT_ON_WINDOWS = [
  'securityContext.appArmorProfile',
  'securityContext.seLinuxOptions',
  'hostUsers',
  'hostPID',
  'hostIPC',
  'securityContext.seccompProfile',
  'securityContext.fsGroup',
  'securityContext.fsGroupChangePolicy',
  'securityContext.sysctls',
  'shareProcessNamespace',
  'securityContext.runAsUser',
  'securityContext.runAsGroup',
  'securityContext.supplementalGroups',
  'securityContext.supplementalGroupsPolicy',
  'securityContext.seLinuxChangePolicy',
];
const NOT_IN_WINDOWS_CONTAINERS = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
] as const;
/** These are off when they are false, and then they are as good as absent. */
const PLAIN_FLAGS = ['hostPID', 'hostIPC'];

/** What `os.name: windows` rules out. */
export function validateWindows(spec: PodSpec, path: FieldPath, errors: FieldError[]): void {
  const refuse = (at: FieldPath) => void errors.push(forbiddenField(at, 'cannot be set for a windows pod'));
  for (const name of NOT_ON_WINDOWS) {
    const steps = name.split('.');
    const value = valueAt(spec, steps);
    if (value !== undefined && !(PLAIN_FLAGS.includes(name) && value === false)) refuse(path.child(...steps));
  }
  forEachContainer(spec, path, (container, at) => {
    for (const field of NOT_IN_WINDOWS_CONTAINERS)
      if (container.securityContext?.[field] !== undefined) refuse(at.child('securityContext', field));
  });
}

function valueAt(value: unknown, steps: readonly string[]): unknown {
  return steps.reduce(
    (part, step) => (part as { readonly [key: string]: unknown } | undefined)?.[step],
    value,
  );
}
