import { type FieldError, invalidValue, required, tooLong } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type {
  AppArmorProfile,
  PodSecurityContext,
  PodSpec,
  SeccompProfile,
  SecurityContext,
} from '../../generated/core-v1';
import { goStruct } from '../../go-struct';
import { isGroupId, isUserId } from '../../names';
import { validateByRule, validateSupported } from '../scalars';
import { validateLocalDescendingPath } from './paths';
import { validateSysctls } from './sysctls';
import { validateWindowsOptions } from './windows';

const PROC_MOUNTS = ['Default', 'Unmasked'];

/** `hostUsers`: whether the pod's users are those of its node. */
export function validateSecurityContext(
  context: SecurityContext,
  hostUsers: boolean,
  path: FieldPath,
  errors: FieldError[],
): void {
  validateUserAndGroup(context, path, errors);
  const { procMount, privileged } = context;
  if (procMount !== undefined) {
    validateSupported(procMount, PROC_MOUNTS, path.child('procMount'), errors);
    if (hostUsers && procMount === 'Unmasked')
      errors.push(
        invalidValue(path.child('procMount'), procMount, '`hostUsers` must be false to use `Unmasked`'),
      );
  }
  if (context.seccompProfile)
    validateSeccompProfile(context.seccompProfile, path.child('seccompProfile'), errors);
  if (context.allowPrivilegeEscalation === false) {
    const refuse = (what: string) =>
      void errors.push(
        invalidValue(
          path,
          goStruct('core.SecurityContext', context),
          `cannot set \`allowPrivilegeEscalation\` to false and ${what}`,
        ),
      );
    if (privileged) refuse('`privileged` to true');
    for (const capability of context.capabilities?.add ?? [])
      if (capability === 'CAP_SYS_ADMIN') refuse('`capabilities.Add` CAP_SYS_ADMIN');
  }
  if (context.windowsOptions)
    validateWindowsOptions(context.windowsOptions, path.child('windowsOptions'), errors);
  if (context.appArmorProfile)
    validateAppArmorProfile(context.appArmorProfile, path.child('appArmorProfile'), errors);
}

function validateUserAndGroup(
  { runAsUser, runAsGroup }: { readonly runAsUser?: number; readonly runAsGroup?: number },
  path: FieldPath,
  errors: FieldError[],
): void {
  if (runAsUser !== undefined) validateByRule(runAsUser, isUserId, path.child('runAsUser'), errors);
  if (runAsGroup !== undefined) validateByRule(runAsGroup, isGroupId, path.child('runAsGroup'), errors);
}

export function validatePodSecurityContext(
  context: PodSecurityContext,
  spec: PodSpec,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { fsGroup, fsGroupChangePolicy, supplementalGroups, supplementalGroupsPolicy } = context;
  if (fsGroup !== undefined) validateByRule(fsGroup, isGroupId, path.child('fsGroup'), errors);
  validateUserAndGroup(context, path, errors);
  supplementalGroups?.forEach((group, index) => {
    validateByRule(group, isGroupId, path.child('supplementalGroups').index(index), errors);
  });
  if (spec.shareProcessNamespace && spec.hostPID)
    errors.push(
      invalidValue(
        path.child('shareProcessNamespace'),
        true,
        'ShareProcessNamespace and HostPID cannot both be enabled',
      ),
    );
  if (context.sysctls) validateSysctls(context.sysctls, spec, path.child('sysctls'), errors);
  if (fsGroupChangePolicy !== undefined)
    validateSupported(
      fsGroupChangePolicy,
      ['Always', 'OnRootMismatch'],
      path.child('fsGroupChangePolicy'),
      errors,
    );
  if (context.seccompProfile)
    validateSeccompProfile(context.seccompProfile, path.child('seccompProfile'), errors);
  if (context.windowsOptions)
    validateWindowsOptions(context.windowsOptions, path.child('windowsOptions'), errors);
  if (context.appArmorProfile)
    validateAppArmorProfile(context.appArmorProfile, path.child('appArmorProfile'), errors);
  if (supplementalGroupsPolicy !== undefined)
    validateSupported(
      supplementalGroupsPolicy,
      ['Merge', 'Strict'],
      path.child('supplementalGroupsPolicy'),
      errors,
    );
  // The other policy is behind a feature gate that is off by default.
  if (context.seLinuxChangePolicy !== undefined)
    validateSupported(context.seLinuxChangePolicy, ['Recursive'], path.child('seLinuxChangePolicy'), errors);
}

const PROFILE_TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined'];

function validateSeccompProfile(profile: SeccompProfile, path: FieldPath, errors: FieldError[]): void {
  const { type, localhostProfile } = profile;
  if (!type) errors.push(required(path.child('type'), 'type is required when seccompProfile is set'));
  else validateSupported(type, PROFILE_TYPES, path.child('type'), errors);
  const at = path.child('localhostProfile');
  if (type === 'Localhost') {
    if (localhostProfile === undefined)
      errors.push(required(at, 'must be set when seccomp type is Localhost'));
    else validateLocalDescendingPath(localhostProfile, at, errors);
  } else if (localhostProfile !== undefined)
    errors.push(
      invalidValue(
        at,
        goStruct('core.SeccompProfile', profile),
        'can only be set when seccomp type is Localhost',
      ),
    );
}

const PROFILE_PATH_LIMIT = 4095;

export function validateAppArmorProfile(
  { type, localhostProfile }: AppArmorProfile,
  path: FieldPath,
  errors: FieldError[],
): void {
  const at = path.child('localhostProfile');
  if (type === 'Localhost') validateLocalAppArmorProfile(localhostProfile, at, errors);
  else if (type === 'RuntimeDefault' || type === 'Unconfined') {
    if (localhostProfile !== undefined)
      errors.push(invalidValue(at, localhostProfile, 'can only be set when AppArmor type is Localhost'));
  } else if (!type) errors.push(required(path.child('type'), 'type is required when appArmorProfile is set'));
  else validateSupported(type, PROFILE_TYPES, path.child('type'), errors);
}

function validateLocalAppArmorProfile(
  profile: string | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (profile === undefined || profile === '') {
    errors.push(required(path, 'must be set when AppArmor type is Localhost'));
    return;
  }
  if (profile !== profile.trim())
    errors.push(invalidValue(path, profile, 'must not be padded with whitespace'));
  if (Buffer.byteLength(profile) > PROFILE_PATH_LIMIT) errors.push(tooLong(path, PROFILE_PATH_LIMIT));
}
