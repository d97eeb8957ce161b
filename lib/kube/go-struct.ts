import { sortedMap } from './go-format';
import layouts from './go-structs.json';
import { Quantity } from './quantity';

/**
 * The value as `encoding/json` sees Kubernetes' internal type: Go's field names, every field present, in their order.
 * Validation messages print some values so, for example `{"Key":"a","Operator":"","Value":"","Effect":"",…}`.
 *
 * `type` is a structure of `go-structs.json`, also behind `[]` or `*`: `core.Toleration`, `[]core.PodIP`.
 */
export function goStruct(type: string, value: unknown): unknown {
  if (type.startsWith('*')) return isAbsent(value) ? null : goStruct(type.slice(1), value);
  if (type.startsWith('[]'))
    return Array.isArray(value) ? value.map((element) => goStruct(type.slice(2), element)) : (value ?? null);
  if (type.startsWith('{}')) return isAbsent(value) ? null : goMap(type.slice(2), value as Fields);
  const layout = STRUCTS[type];
  if (!layout) return goScalar(type, value);
  const printed: Record<string, unknown> = {};
  fillStruct(printed, layout, shaped(type, (value ?? {}) as Fields));
  return printed;
}

type Fields = { readonly [field: string]: unknown };
type Layout = readonly (readonly [go: string, json: string, type: string])[];

const STRUCTS = layouts as unknown as { readonly [name: string]: Layout };

const ZERO: { readonly [type: string]: unknown } = {
  string: '',
  number: 0,
  bool: false,
  intOrString: 0,
  quantity: '0',
};

const isAbsent = (value: unknown) => value === undefined || value === null;

function goScalar(type: string, value: unknown): unknown {
  if (isAbsent(value)) return ZERO[type] ?? null;
  return type === 'quantity' ? Quantity.parse(value as string).toString() : value;
}

function goMap(type: string, map: Fields): unknown {
  const entries = Object.entries(map).map(([key, value]) => [key, goStruct(type, value)] as const);
  return sortedMap(Object.fromEntries(entries));
}

function fillStruct(printed: Record<string, unknown>, layout: Layout, value: Fields): void {
  for (const [go, json, type] of layout) {
    if (go === '') {
      const embedded = (json ? value[json] : value) ?? {};
      fillStruct(printed, STRUCTS[type]!, shaped(type, embedded as Fields));
    } else if (!go.startsWith('?')) {
      printed[go] = goStruct(type, value[json]);
    } else if (!isEmpty(value[json])) {
      printed[json] = goStruct(type, value[json]);
    }
  }
}

function isEmpty(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return !value;
}

const HOST_FIELDS = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace', 'hostUsers'] as const;

/** Where Kubernetes' internal type differs from the served one by more than names. */
const SHAPES: { readonly [type: string]: (value: Fields) => Fields } = {
  /** The fields of the pod that concern the host belong to its security context. */
  'core.PodSpec': (value) => {
    const host = Object.fromEntries(HOST_FIELDS.map((field) => [field, value[field]]));
    return { ...value, securityContext: { ...(value['securityContext'] as Fields | undefined), ...host } };
  },
  'apiextensions.JSONSchemaPropsOrArray': (value) =>
    Array.isArray(value) ? { jSONSchemas: value } : { schema: value },
  'apiextensions.JSONSchemaPropsOrBool': (value) =>
    typeof value === 'boolean' ? { allows: value } : { allows: true, schema: value },
  'apiextensions.JSONSchemaPropsOrStringArray': (value) =>
    Array.isArray(value) ? { property: value } : { schema: value },
};

function shaped(type: string, value: Fields): Fields {
  return SHAPES[type]?.(value) ?? value;
}

/** Go's names of the fields of a structure that are present, in their order. */
export function goFieldsIn(type: string, value: object): string[] {
  const present = value as Fields;
  return STRUCTS[type]!.filter(([, json]) => !isAbsent(present[json])).map(([go]) => go);
}
