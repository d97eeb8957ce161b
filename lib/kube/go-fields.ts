import listed from './generated/go-fields.json';

/** What Go's structure says of a field, and the OpenAPI document does not. */
export interface GoField {
  readonly name: string;
  /** As messages name it: `int32`, `v1.PullPolicy`, `[]v1.Container`. */
  readonly type: string;
  /** Names of the embedded structures that hold the field, outermost first. */
  readonly embedded: readonly string[];
  readonly isPointer: boolean;
  /** Left out of JSON when it is false, 0, or an empty text, list or map. */
  readonly omitsEmpty: boolean;
  /** Left out of JSON when it is zero. */
  readonly omitsZero: boolean;
}

const LISTED = listed as { readonly [definition: string]: readonly string[] };
const read = new Map<string, readonly GoField[]>();

/** The fields of a definition (`io.k8s.api.core.v1.PodSpec`) in Go's order; undefined for one that is no structure of Go. */
export function goFieldsOf(definition: string): readonly GoField[] | undefined {
  const known = read.get(definition);
  if (known) return known;
  const fields = Object.hasOwn(LISTED, definition) ? LISTED[definition]!.map(readField) : undefined;
  if (fields) read.set(definition, fields);
  return fields;
}

function readField(line: string): GoField {
  const [name, flags, type, embedded] = line.split(' ') as [string, string, string, string | undefined];
  return {
    name,
    type,
    embedded: embedded ? embedded.split('.') : [],
    isPointer: flags.includes('*'),
    omitsEmpty: flags.includes('e'),
    omitsZero: flags.includes('z'),
  };
}
