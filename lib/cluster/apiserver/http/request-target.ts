/** What follows the method in the first line of a request. */
export interface RequestTarget {
  /** With its escapes undone. */
  readonly path: string;
  /** As it was sent, without the question mark. */
  readonly query: string;
}

/** Undefined for a path with malformed escapes, or none at all. */
export function parseTarget(target: string): RequestTarget | undefined {
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? '' : target.slice(mark + 1);
  if (!path.startsWith('/')) return undefined;
  if (!path.includes('%')) return { path, query };
  const decoded = unescaped(path);
  return decoded === undefined ? undefined : { path: decoded, query };
}

/** Values by name, in their order; parts that are malformed are left out, as Go does. */
export class QueryParameters {
  static readonly none = new QueryParameters(new Map());

  private constructor(private readonly values: ReadonlyMap<string, readonly string[]>) {}

  static parse(query: string): QueryParameters {
    if (query === '') return QueryParameters.none;
    const values = new Map<string, string[]>();
    for (const part of query.split('&')) {
      if (part === '' || part.includes(';')) continue;
      const equals = part.indexOf('=');
      const name = unescapedPart(equals < 0 ? part : part.slice(0, equals));
      const value = unescapedPart(equals < 0 ? '' : part.slice(equals + 1));
      if (name === undefined || value === undefined) continue;
      const known = values.get(name);
      if (known) known.push(value);
      else values.set(name, [value]);
    }
    return new QueryParameters(values);
  }

  /** The first value of a name. */
  get(name: string): string | undefined {
    return this.values.get(name)?.[0];
  }

  all(name: string): readonly string[] {
    return this.values.get(name) ?? NONE;
  }

  has(name: string): boolean {
    return this.values.has(name);
  }
}

const NONE: readonly string[] = [];

function unescapedPart(text: string): string | undefined {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  return spaced.includes('%') ? unescaped(spaced) : spaced;
}

const ESCAPE = /%([0-9A-Fa-f]{2})?/g;

/** Undefined when an escape is malformed. Bytes that are no UTF-8 become U+FFFD. */
function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // Either an escape is malformed, or the bytes are no UTF-8, which is allowed.
  }
  let isMalformed = false;
  const latin = Buffer.from(text)
    .toString('latin1')
    .replace(ESCAPE, (_, code: string | undefined) => {
      if (code === undefined) isMalformed = true;
      return String.fromCharCode(Number.parseInt(code ?? '0', 16));
    });
  return isMalformed ? undefined : Buffer.from(latin, 'latin1').toString('utf8');
}
