import { type GoUrl, parseGoRequestUri, parseGoUrl } from '../../go-url';
import { global, type Library, member } from '../declarations';
import { BOOL, listOf, mapOf, opaque, STRING } from '../types';
import { ArrayList, CelFailure, CelOpaque, type CelResult, type CelValue, EntryMap } from '../values';
import { traversal } from './cost';

const URL_TYPE = 'kubernetes.URL';
const URL = opaque(URL_TYPE);

class UrlValue extends CelOpaque {
  readonly typeName = URL_TYPE;

  constructor(
    readonly text: string,
    readonly url: GoUrl,
  ) {
    super();
  }

  equals(other: UrlValue): boolean {
    return this.text === other.text;
  }
}

function read(text: string): CelResult {
  const problem = 'URL parse error during conversion from string: ';
  const checked = parseGoRequestUri(text);
  if ('error' in checked) return new CelFailure(problem + checked.error);
  const url = parseGoUrl(text);
  return 'error' in url ? new CelFailure(problem + url.error) : new UrlValue(text, url);
}

function hostname({ host }: GoUrl): string {
  const literal = /^\[([^\]]*)\]/.exec(host);
  return literal ? literal[1]! : host.replace(/:\d*$/, '');
}

const port = ({ host }: GoUrl) => /:(\d*)$/.exec(host)?.[1] ?? '';

/** Characters that Go leaves as they are in a path. */
function escapedPath({ path }: GoUrl): string {
  return path.replace(/[^\w\-.~$&+,/:;=@!'()*%[\]]/gu, (character) =>
    [...Buffer.from(character)]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join(''),
  );
}

function query({ query: text }: GoUrl): CelResult {
  const values = new Map<string, CelValue[]>();
  for (const pair of text.split('&')) {
    if (pair === '' || pair.includes(';')) continue;
    const at = pair.indexOf('=');
    const key = unescaped(at < 0 ? pair : pair.slice(0, at));
    const value = unescaped(at < 0 ? '' : pair.slice(at + 1));
    if (key === undefined || value === undefined) continue;
    values.set(key, [...(values.get(key) ?? []), value]);
  }
  return EntryMap.of([...values].map(([key, all]) => [key, new ArrayList(all)] as const));
}

function unescaped(text: string): string | undefined {
  if (/%(?![0-9a-fA-F]{2})/.test(text)) return undefined;
  const bytes = text
    .replaceAll('+', ' ')
    .replace(/(?:%[0-9a-fA-F]{2})+/g, (escapes) =>
      Buffer.from(escapes.replaceAll('%', ''), 'hex').toString(),
    );
  return bytes;
}

const part = (name: string, of: (url: GoUrl) => string) =>
  member(name, [URL], STRING, ({ url }: UrlValue) => of(url));

/** Addresses: `url('https://example.com:80/').getHost()`. */
export const URLS: Library = [
  global('url', [STRING], URL, read, traversal()),
  global('isURL', [STRING], BOOL, (text: string) => !('error' in parseGoRequestUri(text))),
  part('getScheme', ({ scheme }) => scheme),
  part('getHost', ({ host }) => host),
  part('getHostname', hostname),
  part('getPort', port),
  part('getEscapedPath', escapedPath),
  member('getQuery', [URL], mapOf(STRING, listOf(STRING)), ({ url }: UrlValue) => query(url)),
];
