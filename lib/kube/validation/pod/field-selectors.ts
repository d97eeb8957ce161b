import { type FieldError, invalidValue, notSupported, required } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { ObjectFieldSelector, ResourceFieldSelector } from '../../generated/core-v1';
import { Quantity } from '../../quantity';
import { validateQualifiedName } from '../names';

/** The downward API: fields of a pod, and resources of a container, as environment variables and files. */

const ENV_FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
const FILE_FIELDS = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];
const CONVERTIBLE_FIELDS = new Set([
  ...ENV_FIELDS,
  ...FILE_FIELDS,
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
]);
const RESOURCES = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];
const HUGE_PAGES = ['limits.hugepages-', 'requests.hugepages-'];
const BYTE_DIVISORS = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

/** `use` says where the value goes: what a file may hold differs from what a variable may. */
export function validateFieldRef(
  { apiVersion, fieldPath }: ObjectFieldSelector,
  use: 'env' | 'file',
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!apiVersion) {
    errors.push(required(path.child('apiVersion')));
    return;
  }
  if (!fieldPath) {
    errors.push(required(path.child('fieldPath')));
    return;
  }
  const { name, subscript } = splitSubscript(fieldPath);
  const problem = conversionProblem(apiVersion, fieldPath, name, subscript);
  if (problem) {
    errors.push(invalidValue(path.child('fieldPath'), fieldPath, `error converting fieldPath: ${problem}`));
    return;
  }
  if (subscript !== undefined) {
    validateQualifiedName(
      name === 'metadata.annotations' ? subscript.toLowerCase() : subscript,
      path,
      errors,
    );
    return;
  }
  const field = name === 'spec.host' ? 'spec.nodeName' : name;
  const allowed = use === 'env' ? ENV_FIELDS : FILE_FIELDS;
  if (!allowed.includes(field)) errors.push(notSupported(path.child('fieldPath'), field, allowed));
}

/** `metadata.labels['app']` */
function splitSubscript(fieldPath: string): { name: string; subscript?: string } {
  const open = fieldPath.indexOf("['");
  if (open <= 0 || !fieldPath.endsWith("']") || open > fieldPath.length - 4) return { name: fieldPath };
  return { name: fieldPath.slice(0, open), subscript: fieldPath.slice(open + 2, -2) };
}

function conversionProblem(
  apiVersion: string,
  fieldPath: string,
  name: string,
  subscript: string | undefined,
): string | undefined {
  if (apiVersion !== 'v1') return `unsupported pod version: ${apiVersion}`;
  if (subscript !== undefined)
    return name === 'metadata.annotations' || name === 'metadata.labels'
      ? undefined
      : `field label does not support subscript: ${fieldPath}`;
  return CONVERTIBLE_FIELDS.has(name) || name === 'spec.host'
    ? undefined
    : `field label not supported: ${fieldPath}`;
}

/** A file must say which container it speaks of; a variable speaks of its own. */
export function validateResourceFieldRef(
  selector: ResourceFieldSelector,
  use: 'env' | 'file',
  path: FieldPath,
  errors: FieldError[],
): void {
  const { containerName, resource, divisor } = selector;
  if (use === 'file' && !containerName) errors.push(required(path.child('containerName')));
  else if (!resource) errors.push(required(path.child('resource')));
  else if (!RESOURCES.includes(resource) && !HUGE_PAGES.some((prefix) => resource.startsWith(prefix)))
    errors.push(notSupported(path.child('resource'), resource, RESOURCES));
  if (divisor !== undefined) validateDivisor(resource ?? '', Quantity.parse(divisor), path, errors);
}

function validateDivisor(resource: string, divisor: Quantity, path: FieldPath, errors: FieldError[]): void {
  if (divisor.isZero) return;
  const [allowed, kind] = divisorsOf(resource);
  if (allowed.length === 0 || allowed.includes(divisor.toString())) return;
  const list = kind === 'cpu' ? '1m and 1' : allowed.join(', ');
  errors.push(
    invalidValue(
      path.child('divisor'),
      resource,
      `only divisor's values ${list} are supported with the ${kind} resource`,
    ),
  );
}

function divisorsOf(resource: string): [readonly string[], string] {
  const name = resource.slice(resource.indexOf('.') + 1);
  if (RESOURCES.includes(resource)) {
    if (name === 'cpu') return [['1m', '1'], 'cpu'];
    return [BYTE_DIVISORS, name === 'memory' ? 'memory' : 'local ephemeral storage'];
  }
  return HUGE_PAGES.some((prefix) => resource.startsWith(prefix)) ? [BYTE_DIVISORS, 'hugepages'] : [[], ''];
}
