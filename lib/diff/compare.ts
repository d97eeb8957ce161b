import { equal } from '../kube/frozen';
import type { KubeObject } from '../kube/object';
import { isObject, member } from '../kube/record';
import { type Schema, schemaNamed } from '../kube/schema';
import type { FieldChange } from './change';
import { equalScalars } from './equal-values';
import { matchLists } from './list-matching';
import { guessedListRule, type ListRule, listRule } from './list-rules';

/** A field that differs, with its values as they are: secrets are not masked yet. */
export type RawChange = FieldChange;

/**
 * All fields in which two objects of a kind differ, in the order of the kind's fields. Both are in normal form. Names and
 * namespaces are left to who pairs the objects.
 */
export function compareObjects(
  before: KubeObject,
  after: KubeObject,
  schema: Schema | undefined,
): RawChange[] {
  if (before === after) return [];
  const comparison = new Comparison();
  comparison.object('', before, after, schema, false);
  return comparison.found;
}

/** Structures below which controllers compare literally: another order of a list is another template. */
const TEMPLATES = new Set(['PodTemplateSpec', 'PodSpec']);

/** What two objects of a pair differ in of necessity. */
const IDENTITY = new Set([
  'apiVersion',
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.generateName',
]);

/** Custom resources leave it out of their schema. */
const objectMeta = () => schemaNamed('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta');

class Comparison {
  readonly found: RawChange[] = [];

  /** Both as objects of one structure, or as maps. */
  object(path: string, before: object, after: object, schema: Schema | undefined, inTemplate: boolean): void {
    const isMap = schema?.type === 'map';
    const literal = inTemplate || TEMPLATES.has(schema?.goType ?? '');
    for (const key of keysInOrder(before, after, schema)) {
      const place = isMap ? path + bracketed(key) : fieldBelow(path, key);
      if (IDENTITY.has(place)) continue;
      const child = isMap
        ? schema.items
        : (schema?.fields.get(key) ?? (place === 'metadata' ? objectMeta() : undefined));
      this.value(place, member(before, key), member(after, key), child, literal, schema?.goType ?? '', key);
    }
  }

  private value(
    path: string,
    before: unknown,
    after: unknown,
    schema: Schema | undefined,
    inTemplate: boolean,
    owner: string,
    field: string,
  ): void {
    if (before === after) return;
    if (isNothing(before) || isNothing(after)) {
      if (isNothing(before) && isNothing(after)) return;
      this.found.push(
        isNothing(before) ? { path, change: 'added', after } : { path, change: 'removed', before },
      );
      return;
    }
    if (Array.isArray(before) && Array.isArray(after)) {
      if (equal(before, after)) return;
      const rule =
        schema?.type === 'array'
          ? listRule(schema, owner, field, inTemplate)
          : guessedListRule(before, after);
      this.list(path, before, after, schema?.type === 'array' ? schema.items : undefined, rule, inTemplate);
    } else if (isObject(before) && isObject(after)) {
      if (equal(before, after)) return;
      const structure = schema?.type === 'object' || schema?.type === 'map' ? schema : undefined;
      this.object(path, before, after, structure, inTemplate);
    } else if (!equalScalars(before, after, schema))
      this.found.push({ path, change: 'changed', before, after });
  }

  private list(
    path: string,
    before: readonly unknown[],
    after: readonly unknown[],
    items: Schema | undefined,
    rule: ListRule,
    inTemplate: boolean,
  ): void {
    const defaults = keyDefaults(items, rule.keys);
    const { pairs, reordered } = matchLists(before, after, rule, defaults, (a, b) =>
      isSame(a, b, items, inTemplate),
    );
    for (const pair of pairs) {
      const place = path + bracketed(pair.step);
      if (pair.before === undefined)
        this.found.push({ path: place, change: 'added', after: after[pair.after!] });
      else if (pair.after === undefined)
        this.found.push({ path: place, change: 'removed', before: before[pair.before] });
      else this.value(place, before[pair.before], after[pair.after], items, inTemplate, '', '');
    }
    if (reordered) this.found.push({ path, change: 'reordered', ...reordered });
  }
}

/** `[key]`, as it can be told apart in a path whatever is in the key. */
function bracketed(key: string): string {
  return /["\]]/.test(key) ? `[${JSON.stringify(key)}]` : `[${key}]`;
}

function fieldBelow(path: string, key: string): string {
  if (!/^[\w-]+$/.test(key)) return path + bracketed(key);
  return path ? `${path}.${key}` : key;
}

/** Whether two elements of a list mean the same. */
function isSame(a: unknown, b: unknown, schema: Schema | undefined, inTemplate: boolean): boolean {
  if (equal(a, b)) return true;
  if (!isObject(a) || !isObject(b)) return equalScalars(a, b, schema);
  const comparison = new Comparison();
  comparison.object('', a, b, schema, inTemplate);
  return comparison.found.length === 0;
}

/** An absent list or map is an empty one. */
function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

function keysInOrder(before: object, after: object, schema: Schema | undefined): readonly string[] {
  if (schema?.type === 'object') {
    const known = [...schema.fields.keys()].filter((key) => key in before || key in after);
    const others = allKeys(before, after).filter((key) => !schema.fields.has(key));
    return others.length > 0 ? [...known, ...others.sort()] : known;
  }
  return allKeys(before, after).sort();
}

function allKeys(before: object, after: object): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])];
}

const NO_DEFAULTS: ReadonlyMap<string, unknown> = new Map();

function keyDefaults(items: Schema | undefined, keys: readonly string[]): ReadonlyMap<string, unknown> {
  if (!items || keys.length < 2) return NO_DEFAULTS;
  return new Map(keys.map((key) => [key, items.fields.get(key)?.keyDefault || undefined]));
}
