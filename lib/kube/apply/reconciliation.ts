import type { Schema } from '../schema';
import { FieldSet } from './field-set';
import { type FieldShape, type MapShape, shapeOf } from './field-shape';
import type { PathElement } from './path-element';

const RECONCILED = new WeakMap<FieldSet, { readonly schema: Schema; readonly result: FieldSet }>();

/**
 * Ownership as a schema sees it that may have changed since it was written: who owned parts of a value that is now owned
 * as a whole owns the whole value.
 */
export function reconciled(fields: FieldSet, schema: Schema): FieldSet {
  const known = RECONCILED.get(fields);
  if (known?.schema === schema) return known.result;
  const result = withWholes(fields, shapeOf(schema));
  RECONCILED.set(fields, { schema, result });
  return result;
}

function withWholes(fields: FieldSet, { map, scalar, list }: FieldShape): FieldSet {
  const hasParts = fields.children.size > 0;
  if (map?.deduced || !hasParts) return fields;
  if (map) return map.atomic ? FieldSet.leaf : mapped(fields, (element) => shapeBelow(map, element));
  if (scalar || !list) return fields;
  return list.atomic ? FieldSet.leaf : mapped(fields, () => list.items);
}

function shapeBelow(map: MapShape, element: PathElement): FieldShape | undefined {
  const declared = element[0] === 'f' ? map.declared(element.slice(2)) : undefined;
  return declared?.shape ?? map.others;
}

function mapped(fields: FieldSet, shapeAt: (element: PathElement) => FieldShape | undefined): FieldSet {
  let children: Map<PathElement, FieldSet> | undefined;
  for (const [element, child] of fields.children) {
    const shape = shapeAt(element);
    const result = shape ? withWholes(child, shape) : child;
    if (result === child) continue;
    children ??= new Map(fields.children);
    children.set(element, result);
  }
  return children ? FieldSet.node(fields.isMember, children) : fields;
}
