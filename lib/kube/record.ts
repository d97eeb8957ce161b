/** A JSON object whose keys a client chose. */
export type JsonObject = { readonly [key: string]: unknown };

/** Sets an own property whatever its name: assigning to `__proto__` would change the object's prototype. */
export function setMember(target: object, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  else (target as Record<string, unknown>)[key] = value;
}

/** An own property; undefined for absent ones, `constructor` included. */
export function member(object: object, key: string): unknown {
  return Object.hasOwn(object, key) ? (object as Record<string, unknown>)[key] : undefined;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Values laid over each other: objects are merged, lists element by element, and of anything else the last one counts. */
export function overlaid(values: readonly unknown[]): unknown {
  return values.reduce<unknown>(lay, undefined);
}

/** `under` belongs to the caller, and is changed; `over` is copied. */
function lay(under: unknown, over: unknown): unknown {
  if (Array.isArray(over))
    return over.map((element, index) => lay(Array.isArray(under) ? under[index] : undefined, element));
  if (!isObject(over)) return over;
  const target = isObject(under) ? under : {};
  for (const key in over) setMember(target, key, lay(member(target, key), over[key]));
  return target;
}
