import { isObject, member } from '../kube/record';
import { stepsOf } from '../manifests/position';
import type { FieldChange } from './change';

/**
 * The value at a path of a {@link FieldChange}: `spec.template.spec.containers[name=web].image`. Undefined where the
 * path leads nowhere.
 */
export function valueAt(object: unknown, path: string): unknown {
  let value = object;
  for (const step of stepsOf(path))
    value = Array.isArray(value) ? elementAt(value, step) : fieldAt(value, step);
  return value;
}

/**
 * The same path with indexes in place of keys, as the API server writes it: `spec.template.spec.containers[0].image`.
 * Ends where the object does.
 */
export function indexedPath(object: unknown, path: string): string {
  let value = object;
  let printed = '';
  for (const step of stepsOf(path)) {
    if (Array.isArray(value)) {
      const index = value.indexOf(elementAt(value, step));
      if (index < 0) return printed;
      printed += `[${index}]`;
      value = value[index];
    } else {
      const next = fieldAt(value, step);
      if (next === undefined) return printed;
      printed += /^[\w-]+$/.test(step) ? `${printed && '.'}${step}` : `[${step}]`;
      value = next;
    }
  }
  return printed;
}

function fieldAt(value: unknown, step: string): unknown {
  return isObject(value) ? member(value, step) : undefined;
}

/** `2`, `name=web`, `containerPort=80,protocol=UDP`, or the element itself. */
function elementAt(list: readonly unknown[], step: string): unknown {
  if (/^\d+$/.test(step) && !list.includes(step)) return list[Number(step)];
  if (!step.includes('=')) return list.find((element) => String(element) === step);
  const wanted = step.split(',').map((part) => {
    const equals = part.indexOf('=');
    return [part.slice(0, equals), part.slice(equals + 1)] as const;
  });
  return list.find(
    (element) => isObject(element) && wanted.every(([key, value]) => has(element, key, value)),
  );
}

function has(element: object, key: string, value: string): boolean {
  const own =
    member(element, key) ?? (key === 'name' ? fieldAt(member(element, 'metadata'), key) : undefined);
  return own === undefined ? value === '' : String(own) === value;
}

/** Whether a path leads to a field or into it; everything is in the object as a whole, whose path is empty. */
export function isBelow(path: string, parent: string): boolean {
  if (parent === '') return true;
  if (!path.startsWith(parent)) return false;
  const next = path[parent.length];
  return next === undefined || next === '.' || next === '[';
}

/** The changes of a field and of what is in it. */
export function changesBelow(fields: readonly FieldChange[], ...parents: string[]): readonly FieldChange[] {
  return fields.filter((field) => parents.some((parent) => isBelow(field.path, parent)));
}

export function pathsOf(fields: readonly FieldChange[]): readonly string[] {
  return fields.map(({ path }) => path);
}
