import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalidValue,
  required,
  tooLong,
} from '../../field-error';
import type { FieldPath } from '../../field-path';
import type {
  Container,
  ContainerStatus,
  LinuxContainerUser,
  PodSpec,
  PodStatus,
  ResourceHealth,
  ResourceStatus,
} from '../../generated/core-v1';
import { isGroupId, isUserId } from '../../names';
import { validateByRule, validateSupported } from '../scalars';

const HEALTH = ['Healthy', 'Unhealthy', 'Unknown'];
const MESSAGE_LIMIT = 1024;

const LISTS = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'] as const;

/** What the kubelet says of the containers besides their state: their users, and the health of their devices. */
export function validateContainerStatuses(
  status: PodStatus,
  spec: PodSpec,
  path: FieldPath,
  errors: FieldError[],
): void {
  for (const field of LISTS) if (status[field]) validateUsers(status[field], spec, path.child(field), errors);
  const { containerStatuses, initContainerStatuses } = status;
  if (containerStatuses)
    validateDevices(containerStatuses, spec.containers, path.child('containerStatuses'), errors);
  if (initContainerStatuses)
    validateDevices(initContainerStatuses, spec.initContainers, path.child('initContainerStatuses'), errors);
  status.ephemeralContainerStatuses?.forEach((one, index) => {
    if (one.allocatedResourcesStatus?.length)
      errors.push(
        forbiddenField(
          path.child('ephemeralContainerStatuses').index(index).child('allocatedResourcesStatus'),
          'must not be specified in container status',
        ),
      );
  });
}

function validateUsers(
  statuses: readonly ContainerStatus[],
  { os }: PodSpec,
  path: FieldPath,
  errors: FieldError[],
): void {
  for (let index = 0; index < statuses.length; index++) {
    const { user } = statuses[index]!;
    if (user) validateUser(user, os?.name, path.index(index), errors);
  }
}

function validateUser(
  { linux }: { readonly linux?: LinuxContainerUser },
  os: string | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!linux) return;
  const at = path.child('user', 'linux');
  if (os === 'windows') {
    errors.push(forbiddenField(at, 'cannot be set for a windows pod'));
    return;
  }
  validateByRule(linux.uid ?? 0, isUserId, at.child('uid'), errors);
  validateByRule(linux.gid ?? 0, isGroupId, at.child('gid'), errors);
  linux.supplementalGroups?.forEach((group, index) => {
    validateByRule(group, isGroupId, at.child('supplementalGroups').index(index), errors);
  });
}

function validateDevices(
  statuses: readonly ContainerStatus[],
  containers: readonly Container[] | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  statuses.forEach(({ name, allocatedResourcesStatus }, index) => {
    if (!allocatedResourcesStatus) return;
    const container = containers?.find((one) => one.name === name);
    allocatedResourcesStatus.forEach((resource, position) => {
      const at = path.index(index).child('allocatedResourcesStatus').index(position);
      if (container) validateAllocated(resource.name ?? '', container, at.child('name'), errors);
      validateHealth(resource, at.child('resources'), errors);
    });
  });
}

function validateAllocated(
  name: string,
  { resources }: Container,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (name.startsWith('claim:')) {
    const claims = (resources?.claims ?? []).map(({ name: claim, request }) =>
      request ? `claim:${claim}/${request}` : `claim:${claim}`,
    );
    if (!claims.includes(name))
      errors.push(
        invalidValue(
          path,
          name,
          "must match one of the container's resource claims in a format 'claim:<claimName>/<request>' or 'claim:<claimName>' if request is empty",
        ),
      );
  } else if (resources?.requests?.[name] === undefined)
    errors.push(invalidValue(path, name, "must match one of the container's resource requests"));
}

function validateHealth({ resources = [] }: ResourceStatus, path: FieldPath, errors: FieldError[]): void {
  const ids = new Set<string>();
  resources.forEach((resource: ResourceHealth, index) => {
    const at = path.index(index);
    const { health = '', resourceID = '', message } = resource;
    validateSupported(health, HEALTH, at.child('health'), errors);
    if (message === '') errors.push(required(at.child('message'), 'must be non-empty if specified'));
    else if (message !== undefined && Buffer.byteLength(message) > MESSAGE_LIMIT)
      errors.push(tooLong(at.child('message'), MESSAGE_LIMIT));
    if (ids.has(resourceID)) errors.push(duplicate(at.child('resourceID'), resourceID));
    ids.add(resourceID);
  });
}
