import type { PodTemplateSpec } from '../../../kube/generated/core-v1';
import { Quantity } from '../../../kube/quantity';

/** Fields whose texts are quantities: `1` and `1000m` are the same. */
const QUANTITY_MAPS: ReadonlySet<string> = new Set(['limits', 'requests', 'overhead']);
const QUANTITIES: ReadonlySet<string> = new Set(['sizeLimit', 'divisor', 'storage']);

/** Whether two templates mean the same: an empty list or map is an absent one, and quantities count by value. */
export function equalTemplates(a: PodTemplateSpec, b: PodTemplateSpec): boolean {
  return equalValues(a, b, '', '');
}

type Fields = { readonly [field: string]: unknown };

function equalValues(a: unknown, b: unknown, field: string, parent: string): boolean {
  if (a === b) return true;
  if (isNothing(a) && isNothing(b)) return true;
  if (typeof a === 'object' && typeof b === 'object' && a && b) return equalParts(a, b, field);
  const isQuantity = QUANTITY_MAPS.has(parent) || QUANTITIES.has(field);
  return isQuantity && isScalar(a) && isScalar(b) && Quantity.parse(a).equals(Quantity.parse(b));
}

function equalParts(a: object, b: object, field: string): boolean {
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((element, index) => equalValues(element, b[index], '', field));
  }
  const left = a as Fields;
  const right = b as Fields;
  for (const key in left) if (!equalValues(left[key], right[key], key, field)) return false;
  for (const key in right) if (!(key in left) && !isNothing(right[key])) return false;
  return true;
}

const isScalar = (value: unknown) => typeof value === 'string' || typeof value === 'number';

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}
