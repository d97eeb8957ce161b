/** Settings by whose names one would look for a secret. */
const NAME =
  /pass(?:word|wd|phrase)|secret|token|api[_.-]?key|access[_.-]?key|private[_.-]?key|encryption[_.-]?key|credential|(?:^|[_.-])(?:pass|pwd)$/i;

/** Names that speak of a secret, but say something else of it: where it is, whose, how long it counts. */
const ABOUT =
  /(?:file|path|dir|directory|mount|name|ref|id|ttl|timeout|expiry|expiration|expires|lifetime|age|length|url|uri|endpoint|enabled|disabled|required|policy|type|mode|header|field|prefix|suffix|size|limit|max|issuer|audience|algorithm|interval|days|hours|minutes|seconds|count|username|user|provider|store|manager|source|tokens)$/i;

const NO_SECRET = /^(?:true|false|yes|no|on|off|none|null|\d+|\/.*|\$\(.*\))$/i;

/** Texts that are secrets whatever they are called. */
const SHAPES: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'a private key', pattern: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/ },
  { what: 'an AWS access key', pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { what: 'a GitHub token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22})/ },
  { what: 'a Slack token', pattern: /\bxox[abeprs]-[A-Za-z0-9-]{10}/ },
  { what: 'a Google API key', pattern: /\bAIza[A-Za-z0-9_-]{35}\b/ },
  { what: 'a Stripe key', pattern: /\b[rs]k_live_[A-Za-z0-9]{20}/ },
  {
    what: 'a JSON web token',
    pattern: /\beyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{10}/,
  },
  { what: 'a password in a URL', pattern: /:\/\/[^/\s:@]{1,200}:(?!\$[({])[^/\s:@]{1,200}@/ },
];

/** More than this of one text is not searched. */
const MOST = 65_536;

/**
 * Why a setting looks as if it held a secret: `is called a secret`, `holds a private key`. Undefined for one that does
 * not. The value itself is never repeated.
 */
export function secretIn(name: string, value: string): string | undefined {
  if (value === '') return undefined;
  const text = value.length > MOST ? value.slice(0, MOST) : value;
  for (const { what, pattern } of SHAPES) if (pattern.test(text)) return `holds ${what}`;
  return isSecretName(name) && !NO_SECRET.test(text)
    ? 'is called a secret, and holds a plain value'
    : undefined;
}

/** Whether a name is one of a secret: `DB_PASSWORD`, but not `DB_PASSWORD_FILE`. */
export function isSecretName(name: string): boolean {
  return NAME.test(name) && !ABOUT.test(name);
}
