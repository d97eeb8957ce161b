import type { Identity } from '../client/client';
import type { UserInfo } from '../kube/api-request';
import { SUPERUSERS } from './apiserver/authorization/authorizer';

export const AUTHENTICATED = 'system:authenticated';

/** The administrator of a simulated cluster: who may do everything, whatever the roles say. */
export const ADMIN: UserInfo = { name: 'kubernetes-admin', groups: [SUPERUSERS, AUTHENTICATED] };

/** The administrator, through a program. */
export function adminThrough(agent: string): Identity {
  return { user: ADMIN, agent };
}
