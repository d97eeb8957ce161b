/**
 * Objects are frozen values. What is frozen is frozen deeply, because only this module freezes: a frozen node is
 * therefore a value whose meaning cannot change, and an answer computed for it may be kept.
 */

import { setMember } from './record';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Freezes a JSON value in place, deeply. Stops at parts that are frozen already, so sharing them costs nothing. */
export function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) freeze(value[index]);
  } else {
    for (const key in value) {
      const part = value[key];
      // Most parts are no objects: they are not worth a call.
      if (typeof part === 'object') freeze(part);
    }
  }
  return Object.freeze(value);
}

/**
 * Freezes a JSON value of the caller's own, with every part that is the same at the same place of `known` replaced by the
 * part of `known`: what was computed for that need not be computed again. Returns `known` if all is the same.
 */
export function freezeSharing<T>(value: T, known: unknown): T {
  return freeze(likened(value, known) as T);
}

function likened(value: unknown, known: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (typeof known !== 'object' || known === null || Array.isArray(value) !== Array.isArray(known))
    return value;
  return Array.isArray(value)
    ? likenedList(value, known as readonly unknown[])
    : likenedObject(value as Record<string, unknown>, known as Record<string, unknown>);
}

function likenedList(list: unknown[], known: readonly unknown[]): unknown {
  let isSame = list.length === known.length;
  for (let index = 0; index < list.length; index++) {
    const part = likened(list[index], known[index]);
    list[index] = part;
    if (part !== known[index]) isSame = false;
  }
  return isSame ? known : list;
}

/** The order of the fields counts, because they are printed in it. */
function likenedObject(object: Record<string, unknown>, known: Record<string, unknown>): unknown {
  const names = Object.keys(known);
  let position = 0;
  let isSame = true;
  for (const name in object) {
    const old = Object.hasOwn(known, name) ? known[name] : undefined;
    const part = likened(object[name], old);
    if (part !== object[name]) setMember(object, name, part);
    if (part !== old || names[position] !== name) isSame = false;
    position++;
  }
  return isSame && position === names.length ? known : object;
}

/** Deep equality of JSON values; shared parts are equal without being looked at. An absent and an undefined field are the same. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    for (let index = 0; index < a.length; index++) if (!equal(a[index], b[index])) return false;
    return true;
  }
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  // Own properties only: `constructor` may be a label.
  for (const key in left)
    if (left[key] !== undefined && !(Object.hasOwn(right, key) && equal(left[key], right[key]))) return false;
  for (const key in right)
    if (right[key] !== undefined && (!Object.hasOwn(left, key) || left[key] === undefined)) return false;
  return true;
}

/** Remembers `compute` per frozen argument; an argument that can still change is computed every time. */
export function memoize<A extends object, R>(compute: (value: A) => R): (value: A) => R {
  const known = new WeakMap<A, R>();
  return (value) => {
    const hit = known.get(value);
    if (hit !== undefined) return hit;
    const result = compute(value);
    if (Object.isFrozen(value)) known.set(value, result);
    return result;
  };
}

/** The same for a function of two objects: remembered if both are frozen. */
export function memoizePair<A extends object, B extends object, R>(
  compute: (a: A, b: B) => R,
): (a: A, b: B) => R {
  const known = new WeakMap<A, WeakMap<B, R>>();
  return (a, b) => {
    let ofFirst = known.get(a);
    const hit = ofFirst?.get(b);
    if (hit !== undefined) return hit;
    const result = compute(a, b);
    if (!Object.isFrozen(a) || !Object.isFrozen(b)) return result;
    if (!ofFirst) {
      ofFirst = new WeakMap();
      known.set(a, ofFirst);
    }
    ofFirst.set(b, result);
    return result;
  };
}

/** A deep copy that may be changed. */
export function clone<T>(value: T): Mutable<T> {
  if (typeof value !== 'object' || value === null) return value as Mutable<T>;
  if (Array.isArray(value)) return value.map(clone) as Mutable<T>;
  const copy: Record<string, unknown> = {};
  for (const key in value) setMember(copy, key, clone(value[key]));
  return copy as Mutable<T>;
}

/** The same type without `readonly`, deeply. */
export type Mutable<T> = T extends readonly (infer E)[]
  ? Mutable<E>[]
  : T extends object
    ? { -readonly [K in keyof T]: Mutable<T[K]> }
    : T;

/** The same type without `readonly`, at its own level only. */
export type Writable<T> = { -readonly [K in keyof T]: T[K] };
