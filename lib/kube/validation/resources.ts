import { type FieldError, forbiddenField, invalidValue, required } from '../field-error';
import type { FieldPath } from '../field-path';
import type { ResourceRequirements } from '../generated/core-v1';
import { goTyped } from '../go-format';
import { isQualifiedName } from '../names';
import { Quantity, QuantityError } from '../quantity';
import {
  allowsOvercommit,
  HUGE_PAGES,
  isContainerResource,
  isExtendedResource,
  isHugePages,
  isIntegerResource,
  isNativeResource,
  isPodLevelResource,
  isQuotaResource,
  isStandardResource,
} from '../resource-names';
import { validateResourceClaims } from './resource-claims';
import { IS_NEGATIVE, validateSupported } from './scalars';

export type ResourceList = { readonly [name: string]: string | number };

/** Adds what is wrong with the name of a resource. */
export type ResourceNameRule = (name: string, path: FieldPath, errors: FieldError[]) => void;

/** A qualified name; without a prefix, one that Kubernetes knows. */
export function validateResourceName(name: string, path: FieldPath, errors: FieldError[]): void {
  const messages = isQualifiedName(name);
  for (const message of messages) errors.push(invalidValue(path, goTyped(name), message));
  if (messages.length === 0 && !name.includes('/') && !isStandardResource(name))
    errors.push(invalidValue(path, goTyped(name), 'must be a standard resource type or fully qualified'));
}

export function validateContainerResourceName(name: string, path: FieldPath, errors: FieldError[]): void {
  if (name === 'cpu' || name === 'memory') return;
  validateResourceName(name, path, errors);
  if (!name.includes('/')) {
    if (!isContainerResource(name))
      errors.push(invalidValue(path, goTyped(name), 'must be a standard resource for containers'));
  } else if (!isNativeResource(name) && !isExtendedResource(name)) {
    errors.push(invalidValue(path, goTyped(name), "doesn't follow extended resource name standard"));
  }
}

export function validatePodResourceName(name: string, path: FieldPath, errors: FieldError[]): void {
  const before = errors.length;
  validateResourceName(name, path, errors);
  if (errors.length === before && !isPodLevelResource(name))
    validateSupported(name, ['cpu', HUGE_PAGES, 'memory'], path, errors);
}

export function validateQuotaResourceName(name: string, path: FieldPath, errors: FieldError[]): void {
  validateResourceName(name, path, errors);
  if (!name.includes('/') && !isQuotaResource(name))
    errors.push(invalidValue(path, goTyped(name), 'must be a standard resource for quota'));
}

/** Not negative, and whole where the resource cannot be divided. */
export function validateResourceQuantity(
  name: string,
  value: string | number,
  path: FieldPath,
  errors: FieldError[],
): void {
  const quantity = Quantity.parse(value);
  if (quantity.sign < 0) errors.push(invalidValue(path, quantity.toString(), IS_NEGATIVE));
  if (isIntegerResource(name) && quantity.milli() % 1000 !== 0)
    errors.push(invalidValue(path, quantity.toString(), 'must be an integer'));
}

/** Requests and limits of a container, or of a pod, whose resources have other names. */
export function validateResourceRequirements(
  requirements: ResourceRequirements,
  nameRule: ResourceNameRule,
  claimNames: ReadonlySet<string>,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { requests, limits, claims } = requirements;
  if (limits) validateList(limits, nameRule, path.child('limits'), errors);
  if (requests) validateRequests(requests, limits, nameRule, path, errors);
  if (lacksComputeForHugePages(requests, limits))
    errors.push(forbiddenField(path, 'HugePages require cpu or memory'));
  if (claims) validateResourceClaims(claims, claimNames, path.child('claims'), errors);
}

function validateList(
  list: ResourceList,
  nameRule: ResourceNameRule,
  path: FieldPath,
  errors: FieldError[],
): void {
  for (const name in list) {
    const at = path.key(name);
    nameRule(name, at, errors);
    validateResourceQuantity(name, list[name]!, at, errors);
    if (isHugePages(name)) validateHugePages(name, list[name]!, at, errors);
  }
}

function validateRequests(
  requests: ResourceList,
  limits: ResourceList | undefined,
  nameRule: ResourceNameRule,
  path: FieldPath,
  errors: FieldError[],
): void {
  const requestsPath = path.child('requests');
  for (const name in requests) {
    const at = requestsPath.key(name);
    nameRule(name, at, errors);
    validateResourceQuantity(name, requests[name]!, at, errors);
    const limit = limits?.[name];
    if (limit !== undefined) validateAgainstLimit(name, requests[name]!, limit, requestsPath, errors);
    else if (!allowsOvercommit(name))
      errors.push(required(path.child('limits'), 'Limit must be set for non overcommitable resources'));
    if (isHugePages(name)) validateHugePages(name, requests[name]!, at, errors);
  }
}

function validateAgainstLimit(
  name: string,
  request: string | number,
  limit: string | number,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (request === limit) return;
  const asked = Quantity.parse(request);
  const most = Quantity.parse(limit);
  const difference = asked.compare(most);
  if (difference !== 0 && !allowsOvercommit(name))
    errors.push(invalidValue(path, asked.toString(), `must be equal to ${name} limit of ${most}`));
  else if (difference > 0)
    errors.push(
      invalidValue(path, asked.toString(), `must be less than or equal to ${name} limit of ${most}`),
    );
}

function validateHugePages(
  name: string,
  value: string | number,
  path: FieldPath,
  errors: FieldError[],
): void {
  const quantity = Quantity.parse(value);
  if (isMultipleOfPage(name, quantity)) return;
  errors.push(
    invalidValue(path, quantity.toString(), `${quantity} is not positive integer multiple of ${name}`),
  );
}

function isMultipleOfPage(name: string, quantity: Quantity): boolean {
  const page = pageSize(name);
  return (
    page !== undefined && page.sign > 0 && page.milli() % 1000 === 0 && quantity.value() % page.value() === 0
  );
}

function pageSize(name: string): Quantity | undefined {
  try {
    return Quantity.parse(name.slice(HUGE_PAGES.length));
  } catch (error) {
    if (error instanceof QuantityError) return undefined;
    throw error;
  }
}

/** Huge pages alone: without CPU or memory the pod would have no quality of service. */
function lacksComputeForHugePages(
  requests: ResourceList | undefined,
  limits: ResourceList | undefined,
): boolean {
  let hugePages = false;
  for (const list of [requests, limits])
    for (const name in list) {
      if (name === 'cpu' || name === 'memory') return false;
      hugePages ||= isHugePages(name);
    }
  return hugePages;
}
