import { isQualifiedName } from './names';

/** The names of compute resources (`cpu`, `hugepages-2Mi`, `example.com/gpu`), and what Kubernetes lets each of them do. */

export const HUGE_PAGES = 'hugepages-';
const QUOTA_REQUESTS = 'requests.';
const REQUESTED_HUGE_PAGES = `${QUOTA_REQUESTS}${HUGE_PAGES}`;

const CONTAINER = new Set(['cpu', 'memory', 'ephemeral-storage']);
const COUNTED = [
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
];
const QUOTA = new Set([
  ...CONTAINER,
  'requests.cpu',
  'requests.memory',
  'requests.storage',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  ...COUNTED,
]);
const STANDARD = new Set([...QUOTA, 'storage']);
const INTEGERS = new Set(COUNTED);

export const isHugePages = (name: string) => name.startsWith(HUGE_PAGES);

/** Known to Kubernetes itself: no prefix, or one of `kubernetes.io/`. */
export const isNativeResource = (name: string) => !name.includes('/') || name.includes('kubernetes.io/');

/** Advertised by a device plugin: `example.com/gpu`. */
export function isExtendedResource(name: string): boolean {
  if (isNativeResource(name) || name.startsWith(QUOTA_REQUESTS)) return false;
  return isQualifiedName(`${QUOTA_REQUESTS}${name}`).length === 0;
}

/** Whether a limit may be higher than the request. */
export const allowsOvercommit = (name: string) => isNativeResource(name) && !isHugePages(name);

/** Whether only whole numbers make sense. */
export const isIntegerResource = (name: string) => INTEGERS.has(name) || isExtendedResource(name);

export const isContainerResource = (name: string) => CONTAINER.has(name) || isHugePages(name);

const isQuotaHugePages = (name: string) => isHugePages(name) || name.startsWith(REQUESTED_HUGE_PAGES);

export const isQuotaResource = (name: string) => QUOTA.has(name) || isQuotaHugePages(name);

export const isStandardResource = (name: string) => STANDARD.has(name) || isQuotaHugePages(name);

/** What `spec.resources` of a pod may say. */
export const isPodLevelResource = (name: string) => name === 'cpu' || name === 'memory' || isHugePages(name);
