import type { Identity } from '../client/client';
import type { UserInfo } from '../kube/api-request';
import { NODES, nodeUser } from './apiserver/authentication/node-user';
import { serviceAccountGroups, serviceAccountUser } from './apiserver/authentication/service-account-user';
import { AUTHENTICATED } from './apiserver/authentication/users';
import { SUPERUSERS } from './apiserver/authorization/authorizer';

/** The administrator of a simulated cluster: who may do everything, whatever the roles say. */
export const ADMIN: UserInfo = { name: 'kubernetes-admin', groups: [SUPERUSERS, AUTHENTICATED] };

/** The API server itself, which fills a new cluster. */
export const API_SERVER: UserInfo = { name: 'system:apiserver', groups: [SUPERUSERS, AUTHENTICATED] };

/** The administrator, through a program. */
export function adminThrough(agent: string): Identity {
  return { user: ADMIN, agent };
}

/** One process of a real cluster: who it is, and who its parts are. */
export interface ProcessIdentity {
  /** The program's name. */
  readonly agent: string;
  /** Who fills the cache that the parts share. */
  readonly user: UserInfo;
  /** The user of a part, by the name under which it asks for a client. */
  partUser(name: string): UserInfo;
}

/** Every controller acts as its own service account, but two that share one and one that has none. */
export const CONTROLLER_MANAGER: ProcessIdentity = {
  agent: 'kube-controller-manager',
  user: known('system:kube-controller-manager'),
  partUser: (name) =>
    name === TOKENS_CONTROLLER ? CONTROLLER_MANAGER.user : systemAccount(SHARED_ACCOUNTS[name] ?? name),
};

/** Writes the tokens of service accounts, and can therefore not have one itself. */
const TOKENS_CONTROLLER = 'tokens-controller';
const SHARED_ACCOUNTS: { readonly [controller: string]: string | undefined } = {
  'taint-eviction-controller': 'node-controller',
};

export const SCHEDULER: ProcessIdentity = singleUser('kube-scheduler', 'system:kube-scheduler');

/**
 * The kubelets of all nodes, which share one cache here. Each acts as its own node; the cache is filled by a user of our
 * own, because no node may read everything.
 */
export const KUBELETS: ProcessIdentity = {
  agent: 'kubelet',
  user: known('seaworthy:kubelets'),
  partUser: (name) => ({ name: nodeUser(name), groups: [NODES, AUTHENTICATED] }),
};

/**
 * What moves packets: kube-proxy, the CNI plugin, the ingress controller and the cloud's load balancers, which share one
 * cache here. It is filled by a user of our own; those of its parts that write do so as they do in real clusters.
 */
export const NETWORK: ProcessIdentity = {
  agent: 'network',
  user: known('seaworthy:network'),
  partUser: (name) =>
    name === 'nginx-ingress-controller' ? account('ingress-nginx', 'ingress-nginx') : systemAccount(name),
};

/** What makes the volumes that claims of a storage class ask for: the external provisioner of a storage driver. */
export const PROVISIONER: ProcessIdentity = {
  agent: 'csi-provisioner',
  user: systemAccount('csi-provisioner'),
  partUser: () => PROVISIONER.user,
};

function known(name: string): UserInfo {
  return { name, groups: [AUTHENTICATED] };
}

function singleUser(agent: string, name: string): ProcessIdentity {
  const user = known(name);
  return { agent, user, partUser: () => user };
}

/** A service account of `kube-system`, such as `deployment-controller`. */
export function systemAccount(name: string): UserInfo {
  return account('kube-system', name);
}

function account(namespace: string, name: string): UserInfo {
  return {
    name: serviceAccountUser(namespace, name),
    groups: [...serviceAccountGroups(namespace), AUTHENTICATED],
  };
}
