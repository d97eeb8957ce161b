import { goQuote } from '../go-format';
import type { GroupVersionKind, KubeObject } from '../object';
import { badRequest } from '../status';

/** How a field that a selector may name is read; absent values are empty texts. */
export type SelectableFields = { readonly [field: string]: (object: never) => string };

export interface FieldRequirement {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

const METADATA: { readonly [field: string]: (object: KubeObject) => string } = {
  'metadata.name': (object) => object.metadata.name ?? '',
  'metadata.namespace': (object) => object.metadata.namespace ?? '',
};

/** The old name of a field that kubectl and others may still send. */
const ALIASES: { readonly [kind: string]: { readonly [field: string]: string } } = {
  'v1/Pod': { 'spec.host': 'spec.nodeName' },
};

/** These cluster-scoped kinds have lists of fields that leave the namespace out. */
const WITHOUT_NAMESPACE = new Set([
  'v1/Node',
  'v1/Namespace',
  'certificates.k8s.io/v1/CertificateSigningRequest',
  'resource.k8s.io/v1/ResourceSlice',
]);

/** A compiled field selector: all of its requirements must hold. */
export class FieldSelector {
  static readonly everything = new FieldSelector([], METADATA);

  private constructor(
    /** Sorted as texts. */
    readonly requirements: readonly FieldRequirement[],
    private readonly fields: { readonly [field: string]: (object: never) => string },
  ) {}

  /**
   * Of a query string: `metadata.name=web,status.phase!=Running`; `\` escapes `,`, `=` and itself in values.
   * `selectable` are the fields of the kind beyond name and namespace. Throws a `BadRequest` in Kubernetes' words for
   * a malformed text and for a field that the kind does not select by.
   */
  static parse(text: string, selectable?: SelectableFields, kind?: GroupVersionKind): FieldSelector {
    const requirements = parseFieldRequirements(text).map((requirement) =>
      supported(requirement, selectable, kind),
    );
    return new FieldSelector(requirements, selectable ? { ...METADATA, ...selectable } : METADATA);
  }

  matches(object: KubeObject): boolean {
    return this.requirements.every(({ field, operator, value }) => {
      const read = this.fields[field] as (object: KubeObject) => string;
      return (read(object) === value) === (operator === '=');
    });
  }

  /** Whether it selects everything. */
  get isEmpty(): boolean {
    return this.requirements.length === 0;
  }

  /** The one value that `field` must have, if the selector says so. */
  exactValue(field: string): string | undefined {
    return this.requirements.find((one) => one.field === field && one.operator === '=')?.value;
  }

  /** The name of the only object that can match, if the selector names one. */
  exactName(): string | undefined {
    return this.exactValue('metadata.name');
  }

  toString(): string {
    return this.requirements
      .map(({ field, operator, value }) => `${field}${operator}${escapeFieldValue(value)}`)
      .join(',');
  }
}

/** The requirements of a query string, sorted as Kubernetes sorts them, whatever the fields. */
export function parseFieldRequirements(text: string): FieldRequirement[] {
  const requirements: FieldRequirement[] = [];
  for (const term of splitTerms(text).sort(byBytes)) {
    if (term === '') continue;
    const match = /!=|==|=/.exec(term);
    if (!match) throw badRequest(`invalid selector: '${text}'; can't understand '${term}'`);
    const field = term.slice(0, match.index);
    const value = unescapeFieldValue(term.slice(match.index + match[0].length));
    // Kubernetes drops a term that names nothing.
    if (field !== '' || value !== '')
      requirements.push({ field, operator: match[0] === '!=' ? '!=' : '=', value });
  }
  return requirements;
}

export function escapeFieldValue(value: string): string {
  return value.replace(/[\\,=]/g, '\\$&');
}

/** At commas that are not escaped. */
function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '\\') index++;
    else if (text[index] === ',') {
      terms.push(text.slice(start, index));
      start = index + 1;
    }
  }
  terms.push(text.slice(start));
  return terms;
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function unescapeFieldValue(text: string): string {
  if (!/[\\,=]/.test(text)) return text;
  const characters = [...text];
  let value = '';
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index]!;
    if (character === ',' || character === '=')
      throw badRequest(`invalid field selector: unescaped character in value: ${character.codePointAt(0)}`);
    if (character !== '\\') {
      value += character;
      continue;
    }
    const escaped = characters[++index] ?? '';
    if (!['\\', ',', '='].includes(escaped))
      throw badRequest(`invalid field selector: invalid escape sequence: \\${escaped}`);
    value += escaped;
  }
  return value;
}

function supported(
  requirement: FieldRequirement,
  selectable: SelectableFields | undefined,
  kind: GroupVersionKind | undefined,
): FieldRequirement {
  const kindName = kind ? `${kind.group ? `${kind.group}/` : ''}${kind.version}/${kind.kind}` : '';
  const field = ALIASES[kindName]?.[requirement.field] ?? requirement.field;
  const known =
    field === 'metadata.namespace'
      ? !WITHOUT_NAMESPACE.has(kindName)
      : Object.hasOwn(METADATA, field) || (selectable !== undefined && Object.hasOwn(selectable, field));
  if (!known) throw badRequest(unsupported(field, selectable, kind));
  return field === requirement.field ? requirement : { ...requirement, field };
}

function unsupported(
  field: string,
  selectable: SelectableFields | undefined,
  kind: GroupVersionKind | undefined,
): string {
  if (!selectable)
    return `${goQuote(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`;
  if (kind?.kind === 'Job') return `field label ${goQuote(field)} not supported for Job`;
  if (kind?.kind === 'ResourceSlice')
    return `field label not supported for ${kind.group}/${kind.version}, Kind=${kind.kind}: ${field}`;
  return `field label not supported: ${field}`;
}
