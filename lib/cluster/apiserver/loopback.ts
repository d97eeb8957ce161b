import type { UserInfo } from '../../kube/api-request';
import { SUPERUSERS } from './authorization/authorizer';

/** Who the API server is to itself. */
export const API_SERVER: { readonly user: UserInfo; readonly agent: string } = {
  user: { name: 'system:apiserver', groups: [SUPERUSERS, 'system:authenticated'] },
  agent: 'kube-apiserver',
};
