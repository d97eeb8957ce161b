import type { UserInfo } from '../../../kube/api-request';

/** The group of the kubelets. */
export const NODES = 'system:nodes';
const PREFIX = 'system:node:';

/** The user name of a node's kubelet: `system:node:worker-1`. */
export function nodeUser(name: string): string {
  return `${PREFIX}${name}`;
}

/** The node that a user name speaks of, whoever has it; undefined for all other names. */
export function nodeOfUser(user: string): string | undefined {
  return user.startsWith(PREFIX) ? user.slice(PREFIX.length) : undefined;
}

/** The node whose kubelet a user is; undefined for everybody else. */
export function nodeOf({ name, groups }: UserInfo): string | undefined {
  return groups.includes(NODES) ? nodeOfUser(name) : undefined;
}
