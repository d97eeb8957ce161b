import { isObject } from '../../kube/record';
import type { PatchOperation } from './operation';
import { childOf, describeNearby, escapePointer, PatchMismatch } from './strict-patch';

/** `.name` or `[content]`, the content optionally in quotes. A slash needs brackets: a JSON pointer is no path. */
const STEP = /(?:^|\.)([^.[\]/]+)|\[(?:"([^"]+)"|'([^']+)'|([^\]"']+))\]/y;

/**
 * Splits a field path as Kubernetes prints it: `spec.template.spec.containers[0].image`,
 * `metadata.annotations[example.com/key]`; an item of a list can also be named by one of its fields:
 * `containers[name=api]`.
 *
 * @returns undefined when the text is no such path.
 */
export function parseFieldPath(path: string): readonly string[] | undefined {
  const steps: string[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < path.length) {
    const match = STEP.exec(path);
    if (!match) return undefined;
    steps.push((match[1] ?? match[2] ?? match[3] ?? match[4])!);
  }
  return steps.length > 0 ? steps : undefined;
}

/**
 * The operation that sets the field at a path, with the maps above it that are missing, or removes it when the value is
 * undefined. Items of lists, and what is removed, must exist.
 */
export function overrideOperation(
  document: unknown,
  steps: readonly string[],
  value: unknown,
): PatchOperation {
  let at = document;
  let pointer = '';
  for (const [depth, step] of steps.entries()) {
    const key = keyOf(at, step, pointer);
    const child = childOf(at, key);
    const path = `${pointer}/${escapePointer(key)}`;
    const rest = steps.slice(depth + 1);
    if (child === undefined) {
      if (value === undefined || rest.some(namesItem)) {
        throw new PatchMismatch(`nothing is at ${path}; ${describeNearby(pointer, at)}`);
      }
      return { op: 'add', path, value: nest(rest, value) };
    }
    if (rest.length === 0) {
      return value === undefined ? { op: 'remove', path } : { op: 'replace', path, value };
    }
    at = child;
    pointer = path;
  }
  throw new PatchMismatch('the path is empty');
}

/** The key or the index that a step means in a container. */
function keyOf(container: unknown, step: string, pointer: string): string {
  if (isObject(container)) return step;
  if (!Array.isArray(container)) {
    throw new PatchMismatch(`nothing can be set at ${step}: ${describeNearby(pointer, container)}`);
  }
  const [field, wanted] = step.split('=', 2) as [string, string | undefined];
  const index =
    wanted === undefined
      ? Number(step)
      : container.findIndex((item) => isObject(item) && String(item[field]) === wanted);
  if (container[index] === undefined) {
    throw new PatchMismatch(
      `${pointer} has no item [${step}]; ${describeNearby(pointer, container)}${nearbyNames(container, field, wanted)}`,
    );
  }
  return String(index);
}

/** Whether a step means an item of a list, which an override cannot invent. */
function namesItem(step: string): boolean {
  return /^\d+$|=/.test(step);
}

function nearbyNames(items: readonly unknown[], field: string, wanted: string | undefined): string {
  if (wanted === undefined) return '';
  const names = items.flatMap((item) => (isObject(item) && field in item ? [String(item[field])] : []));
  return names.length > 0 ? `, with ${field} ${names.join(', ')}` : `, none with a ${field}`;
}

function nest(steps: readonly string[], value: unknown): unknown {
  return steps.reduceRight<unknown>((inner, step) => ({ [step]: inner }), value);
}
