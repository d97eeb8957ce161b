import { goQuote } from './go-format';
import { parseIp } from './ip';

/** An address as Go's `net/url` takes it apart. Nothing is decoded. */
export interface GoUrl {
  /** In lower case, or empty. */
  readonly scheme: string;
  readonly user: string | undefined;
  /** With the port. */
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

/** Go's error in its own words, for a text that is no address. */
export interface GoUrlError {
  readonly error: string;
}

/** `url.Parse`. */
export function parseGoUrl(text: string): GoUrl | GoUrlError {
  const hash = text.indexOf('#');
  const main = hash < 0 ? text : text.slice(0, hash);
  const fragment = hash < 0 ? '' : text.slice(hash + 1);
  const parsed = parseMain(main, false);
  if (typeof parsed === 'string') return { error: `parse ${goQuote(main)}: ${parsed}` };
  const problem = wrongEscape(fragment);
  if (problem) return { error: `parse ${goQuote(text)}: ${problem}` };
  return { ...parsed, fragment };
}

/** `url.ParseRequestURI`: an absolute address or path without a fragment. */
export function parseGoRequestUri(text: string): GoUrl | GoUrlError {
  const parsed = parseMain(text, true);
  return typeof parsed === 'string' ? { error: `parse ${goQuote(text)}: ${parsed}` } : parsed;
}

function parseMain(text: string, isRequest: boolean): GoUrl | string {
  if (hasControls(text)) return 'net/url: invalid control character in URL';
  if (text === '' && isRequest) return 'empty url';
  if (text.startsWith(':')) return 'missing protocol scheme';
  const scheme = /^([a-zA-Z][-+.a-zA-Z0-9]*):/.exec(text)?.[1] ?? '';
  const afterScheme = scheme ? text.slice(scheme.length + 1) : text;
  const mark = afterScheme.indexOf('?');
  const rest = mark < 0 ? afterScheme : afterScheme.slice(0, mark);
  const url = {
    scheme: scheme.toLowerCase(),
    user: undefined,
    host: '',
    path: rest,
    query: mark < 0 ? '' : afterScheme.slice(mark + 1),
    fragment: '',
  };
  if (!rest.startsWith('/')) return withoutSlash(url, isRequest);
  const hasAuthority = scheme !== '' || (!isRequest && !rest.startsWith('///'));
  const found = hasAuthority ? withAuthority(url) : url;
  return typeof found === 'string' ? found : (wrongEscape(found.path) ?? found);
}

function hasControls(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

function withoutSlash(url: GoUrl, isRequest: boolean): GoUrl | string {
  if (url.scheme !== '') return url;
  if (isRequest && url.path !== '*') return 'invalid URI for request';
  if (url.path.split('/', 1)[0]!.includes(':')) return 'first path segment in URL cannot contain colon';
  return wrongEscape(url.path) ?? url;
}

function withAuthority(url: GoUrl): GoUrl | string {
  const found = /^\/\/([^/]*)(.*)$/s.exec(url.path);
  if (!found) return url;
  const authority = found[1]!;
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  const problem = wrongHost(host, url.scheme);
  if (problem) return problem;
  const user = at < 0 ? undefined : authority.slice(0, at);
  if (user !== undefined && !/^[-A-Za-z0-9._:~!$&'()*+,;=%@]*$/.test(user))
    return 'net/url: invalid userinfo';
  return wrongEscape(user ?? '') ?? { ...url, user, host, path: found[2]! };
}

function wrongHost(host: string, scheme: string): string | undefined {
  if (host.lastIndexOf('[') > 0) return 'invalid IP-literal';
  const literal = host.startsWith('[');
  if (literal && !host.includes(']')) return "missing ']' in host";
  const isStrict = scheme === 'http' || scheme === 'https';
  const colon = isStrict ? host.indexOf(':') : host.lastIndexOf(':');
  const port = literal ? host.slice(host.lastIndexOf(']') + 1) : host.slice(colon < 0 ? host.length : colon);
  if (!/^(:[0-9]*)?$/.test(port)) return `invalid port ${goQuote(port)} after host`;
  const wrong = wrongHostCharacter(host);
  if (wrong || !literal) return wrong;
  const address = host.slice(1, host.lastIndexOf(']')).replace(/%25.*$/s, '');
  const family = parseIp(address)?.family;
  if (family === 6) return undefined;
  if (family === 4) return 'invalid IP-literal';
  return `invalid host: ParseAddr(${goQuote(address)}): unable to parse IP`;
}

/** Escapes in hosts are for characters beyond ASCII only. */
function wrongHostCharacter(host: string): string | undefined {
  const found = /%(?![89a-fA-F][0-9a-fA-F]|25)|[^-\w.~!$&'()*+,;=:[\]<>"%\x80-\u{10ffff}]/u.exec(host);
  if (!found) return undefined;
  if (found[0] === '%') return escapeError(host, found.index);
  return `invalid character ${goQuote(found[0])} in host name`;
}

function wrongEscape(text: string): string | undefined {
  const at = text.search(/%(?![0-9a-fA-F]{2})/);
  return at < 0 ? undefined : escapeError(text, at);
}

function escapeError(text: string, at: number): string {
  return `invalid URL escape ${goQuote(text.slice(at, at + 3))}`;
}
