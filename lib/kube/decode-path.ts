import { planOf } from './decode-plan';
import { type Schema, schemaNamed } from './schema';

/** Steps from the root of a document to a value: names of fields, keys of maps, indexes of lists. */
export type Steps = readonly (string | number)[];

/** `spec.containers[0].image`; keys of maps are written like fields, as the API server does. */
export function printSteps(steps: Steps): string {
  let path = '';
  for (const step of steps) {
    if (typeof step === 'number') path += `[${step}]`;
    else path += path === '' ? step : `.${step}`;
  }
  return path;
}

/** A place as Go's decoder names it. */
export interface GoPlace {
  /** The structure that holds the innermost field; empty at the root. */
  readonly structure: string;
  /** Fields only, with embedded structures: `spec.volumes.VolumeSource.configMap`. */
  readonly path: string;
  /** The type of the value there: `v1.PullPolicy`. */
  readonly type: string;
}

export function goPlaceOf(root: Schema, steps: Steps): GoPlace {
  let schema: Schema | undefined = root;
  let type = qualifiedType(root);
  let structure = '';
  const path: string[] = [];
  for (const step of steps) {
    if (!schema) break;
    const inside: Schema = schemaInside(schema);
    if (inside.type === 'object') {
      const field = planOf(inside).fields.get(String(step))!;
      structure = inside.goType;
      path.push(...(field.go?.embedded ?? []), String(step));
      schema = field.schema;
      type = field.go?.type ?? qualifiedType(schema);
    } else {
      schema = inside.items;
      type = elementType(type) ?? (schema ? qualifiedType(schema) : '');
    }
  }
  return { structure, path: path.join('.'), type };
}

/** The steps without the keys of maps: the path of an unknown field in a patched object leaves them out. */
export function fieldStepsOf(root: Schema, steps: Steps): Steps {
  let schema: Schema | undefined = root;
  const kept: (string | number)[] = [];
  for (const step of steps) {
    if (!schema) break;
    const inside: Schema = schemaInside(schema);
    if (inside.type !== 'map') kept.push(step);
    schema = inside.type === 'object' ? inside.fields.get(String(step)) : inside.items;
  }
  return kept;
}

/** Some fields of a CustomResourceDefinition hold a schema or something else. */
function schemaInside(schema: Schema): Schema {
  return schema.type === 'any' && schema.definitionName?.includes('.JSONSchemaPropsOr')
    ? schemaNamed(schema.definitionName.replace(/Or\w+$/, ''))
    : schema;
}

function elementType(type: string): string | undefined {
  return /^(?:\[\]|map\[[^\]]*\])\*?(.*)$/.exec(type)?.[1];
}

/** `v1.Container`; scalars have no package. */
function qualifiedType(schema: Schema): string {
  return schema.definitionName ? schema.definitionName.split('.').slice(-2).join('.') : schema.goType;
}
