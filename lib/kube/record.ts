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
