import { nameIsDnsLabel, nameIsDnsSubdomain } from '../../../kube/names';

const PREFIX = 'system:serviceaccount:';

/** All service accounts of the cluster. */
export const SERVICE_ACCOUNTS = 'system:serviceaccounts';

export interface ServiceAccountName {
  readonly namespace: string;
  readonly name: string;
}

/** The user name of a service account: `system:serviceaccount:shop:default`. */
export function serviceAccountUser(namespace: string, name: string): string {
  return `${PREFIX}${namespace}:${name}`;
}

/** The groups of every service account of a namespace, apart from `system:authenticated`. */
export function serviceAccountGroups(namespace: string): readonly string[] {
  return [SERVICE_ACCOUNTS, `${SERVICE_ACCOUNTS}:${namespace}`];
}

/** The service account that a user name stands for, if it does. */
export function parseServiceAccountUser(user: string): ServiceAccountName | undefined {
  if (!user.startsWith(PREFIX)) return undefined;
  const [namespace, name, ...more] = user.slice(PREFIX.length).split(':');
  if (namespace === undefined || name === undefined || more.length > 0) return undefined;
  if (nameIsDnsLabel(namespace, false).length || nameIsDnsSubdomain(name, false).length) return undefined;
  return { namespace, name };
}
