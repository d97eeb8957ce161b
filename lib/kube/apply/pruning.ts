import type { KubeObject } from '../object';
import { FieldSet } from './field-set';
import { type FieldShape, shapeOf } from './field-shape';
import { fieldsOf } from './fields-of';
import type { PathElement } from './path-element';
import { withoutFields } from './removal';
import type { Share } from './share';
import { convertedTo, schemaIn, type WriteScope } from './versions';

/**
 * The merged object without what its writer applied the last time and does not any more, unless somebody else owns it.
 * @param shares everybody's, with the writer's new one
 * @param last what the writer owned before
 */
export function pruned(
  merged: KubeObject,
  shares: readonly Share[],
  writer: Share,
  last: Share,
  scope: WriteScope,
): KubeObject {
  const { apiVersion } = last;
  // A configuration names the list elements and map entries that its fields are in. So without a field left behind,
  // nothing falls away with its parent either.
  if (apiVersion === writer.apiVersion && last.fields.difference(writer.fields).isEmpty) return merged;
  const inLast = convertedTo(scope, merged, apiVersion);
  const schema = schemaIn(scope, apiVersion)!;
  const dropped = withNamedFields(last.fields, shapeOf(schema));
  const bare = withoutFields(inLast, dropped, schema);
  const owned = withOwnedFields(inLast, bare, shares, apiVersion, scope);
  const kept = withNamedFields(fieldsOf(convertedTo(scope, owned, apiVersion), schema), shapeOf(schema));
  const all = withNamedFields(fieldsOf(inLast, schema), shapeOf(schema));
  const gone = all.difference(kept).intersection(dropped);
  return convertedTo(scope, withoutFields(inLast, gone, schema), writer.apiVersion);
}

/** `bare` with the fields of `merged` that anybody owns; the version of the last configuration comes first. */
function withOwnedFields(
  merged: KubeObject,
  bare: KubeObject,
  shares: readonly Share[],
  lastVersion: string,
  scope: WriteScope,
): KubeObject {
  const byVersion = new Map<string, FieldSet>([[lastVersion, FieldSet.empty]]);
  for (const { apiVersion, fields } of shares)
    byVersion.set(apiVersion, (byVersion.get(apiVersion) ?? FieldSet.empty).union(fields));
  let result = bare;
  for (const [apiVersion, managed] of byVersion) {
    const schema = schemaIn(scope, apiVersion)!;
    const shape = shapeOf(schema);
    const whole = convertedTo(scope, merged, apiVersion);
    const part = fieldsOf(convertedTo(scope, result, apiVersion), schema);
    const kept = withNamedFields(part, shape).union(withNamedFields(managed, shape));
    result = withoutFields(whole, withNamedFields(fieldsOf(whole, schema), shape).difference(kept), schema);
  }
  return result;
}

/** The set with the declared fields in which its fields lie: structures, but not entries of maps or elements of lists. */
function withNamedFields(fields: FieldSet, shape: FieldShape | undefined): FieldSet {
  if (fields.children.size === 0 || !shape) return fields;
  const { map, list } = shape;
  let children: Map<PathElement, FieldSet> | undefined;
  for (const [element, child] of fields.children) {
    if (child.children.size === 0) continue;
    const isField = element.startsWith('f:');
    const declared = isField ? map?.declared(element.slice(2)) : undefined;
    const below = isField ? (declared?.shape ?? map?.others) : list?.items;
    const named = withNamedFields(child, below);
    const result = declared ? named.asMember() : named;
    if (result === child) continue;
    children ??= new Map(fields.children);
    children.set(element, result);
  }
  return children ? FieldSet.node(fields.isMember, children) : fields;
}
