import { isObject } from '../../../lib/kube/record';

/** The part of JSON Schema that docs/diff.schema.json uses. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

/** Everything in which a value is not what a schema says; empty when it is. */
export function violations(
  value: unknown,
  schema: JsonSchema,
  root: JsonSchema = schema,
  at = '$',
): string[] {
  const { $ref, type, enum: allowed, items, minItems = 0, minimum } = schema;
  if ($ref) return violations(value, root.$defs![$ref.slice('#/$defs/'.length)]!, root, at);
  if (type && !isOfType(value, type)) return [`${at} is no ${type}`];
  if (allowed && !allowed.includes(value)) return [`${at} is ${JSON.stringify(value)}`];
  if (minimum !== undefined && (value as number) < minimum) return [`${at} is below ${minimum}`];
  if (Array.isArray(value))
    return [
      ...(value.length < minItems ? [`${at} has fewer than ${minItems}`] : []),
      ...value.flatMap((one, index) => (items ? violations(one, items, root, `${at}[${index}]`) : [])),
    ];
  return isObject(value) && schema.properties ? fieldViolations(value, schema, root, at) : [];
}

function fieldViolations(
  value: Readonly<Record<string, unknown>>,
  { required = [], properties = {}, additionalProperties = true }: JsonSchema,
  root: JsonSchema,
  at: string,
): string[] {
  return [
    ...required.filter((name) => !(name in value)).map((name) => `${at}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, part]) => {
      const known = properties[name] ?? (additionalProperties === true ? {} : additionalProperties);
      return known === false
        ? [`${at}.${name} is not known`]
        : violations(part, known, root, `${at}.${name}`);
    }),
  ];
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}
