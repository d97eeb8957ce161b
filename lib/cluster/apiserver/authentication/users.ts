import type { UserInfo } from '../../../kube/api-request';

/** Everybody whose credentials were accepted. */
export const AUTHENTICATED = 'system:authenticated';
/** Everybody who showed none. */
export const UNAUTHENTICATED = 'system:unauthenticated';
export const ANONYMOUS = 'system:anonymous';

export const ANONYMOUS_USER: UserInfo = { name: ANONYMOUS, groups: [UNAUTHENTICATED] };

/** The user with the group of all whose credentials were accepted. */
export function authenticated(user: UserInfo): UserInfo {
  return user.groups.includes(AUTHENTICATED) ? user : { ...user, groups: [...user.groups, AUTHENTICATED] };
}
