import { isObject, setMember } from '../kube/record';
import { stepsOf } from '../manifests/position';
import type { FieldChange } from './change';
import { valueAt } from './field-lookup';

/** What stands for a secret value. As in `kubectl diff`, a changed one is told apart by its side. */
export const MASK = '***';
const MASK_BEFORE = '*** (before)';
const MASK_AFTER = '*** (after)';

/** What the name of a credential ends in, in small letters with `_` between words: `db_password`, `api_key`. */
const CREDENTIAL_NAME =
  /(?:(?:password|passwd|passphrase)|(?:^|_)(?:pass|pwd|pw|secret|token|credentials?|auth|dsn|bearer|jwt|cookie|(?:api|access|private|secret|session|signing|encryption|master|account|license|ssh|webhook|hmac)_?key|conn(?:ection)?_?string))$/;

/** Texts that are credentials wherever they stand. */
const CREDENTIAL_TEXTS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{20,}/,
  /\bgithub_pat_[A-Za-z0-9_]{20,}/,
  /\bglpat-[A-Za-z0-9_-]{16,}/,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/,
  /\bsk_(?:live|test)_[A-Za-z0-9]{10,}/,
  /\bAIza[0-9A-Za-z_-]{30,}/,
];

/** `postgres://user:password@host`. */
const PASSWORD_IN_URL = /([a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)([^\s/@]+)(@)/gi;
/** `--password=secret`, and in lines of a file `password: secret` or `db.password = secret`. */
const ASSIGNMENT = /^(\s*["']?-{0,2}([\w.-]+)["']?\s*(?:[:=]|=>)\s*)(["']?)(\S.*?)\3(\s*,?\s*)$/gm;

/** Whether the name of a variable or a field says that its value is a credential. */
export function looksSecret(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();
  return CREDENTIAL_NAME.test(words);
}

/** Masks what looks like a credential in a text that need not be one as a whole. */
export function maskText(text: string): string {
  if (CREDENTIAL_TEXTS.some((pattern) => pattern.test(text))) return MASK;
  const masked = text.replace(PASSWORD_IN_URL, `$1${MASK}$3`);
  return masked.replace(
    ASSIGNMENT,
    (line, head: string, name: string, _quote, value: string, tail: string) =>
      looksSecret(name) && !isHarmless(value) ? `${head}${MASK}${tail}` : line,
  );
}

/** Values that are switches, references or nothing, whatever their name. */
function isHarmless(value: string): boolean {
  return value === '' || /^(?:true|false|yes|no|on|off|null|none|~)$/i.test(value) || /^\$[({]/.test(value);
}

/** A kind all of whose data is secret. */
const SECRET_FIELDS = new Set(['data', 'stringData']);

/** A value of an object as it may be shown. `path` leads to it. */
export function maskValue(kind: string, path: string, value: unknown): unknown {
  const steps = stepsOf(path);
  if (kind === 'Secret' && SECRET_FIELDS.has(steps[0] ?? '')) return maskAll(value);
  return mask(value, steps.at(-1) ?? '', isEnvironment(steps));
}

/** An object as it may be shown. */
export function maskObject<T extends { readonly kind?: string }>(object: T): T {
  const masked: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(object))
    setMember(masked, key, maskValue(object.kind ?? '', key, value));
  return masked as T;
}

/** The objects that a change lies in: where a value stands may say what it is. */
export interface ChangedObjects {
  readonly kind: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Masks both values of a change; those that differed still do. */
export function maskChange({ kind, before, after }: ChangedObjects, field: FieldChange): FieldChange {
  const { path, change } = field;
  if (change === 'reordered') return field;
  const left = change === 'added' ? undefined : maskPlaced(kind, path, field.before, before);
  const right = change === 'removed' ? undefined : maskPlaced(kind, path, field.after, after);
  if (change === 'added') return { path, change, after: right };
  if (change === 'removed') return { path, change, before: left };
  if (JSON.stringify(left) !== JSON.stringify(right)) return { path, change, before: left, after: right };
  return { path, change, before: told(left, MASK_BEFORE), after: told(right, MASK_AFTER) };
}

function maskPlaced(kind: string, path: string, value: unknown, object: unknown): unknown {
  const [, list, index] = /^(.*)\[(\d+)\]$/.exec(path) ?? [];
  const elements = list === undefined ? undefined : valueAt(object, list);
  // Of an element that was removed or moved, the index is that of its own side.
  const place =
    Array.isArray(elements) && elements[Number(index)] !== value ? elements.indexOf(value) : Number(index);
  if (Array.isArray(elements) && place >= 0 && isFlagValue(elements, place)) return MASK;
  return maskValue(kind, path, value);
}

function told(value: unknown, mark: string): unknown {
  return typeof value === 'string' ? value.replaceAll(MASK, mark) : value;
}

/** `…env[name=DB_PASSWORD].value`: the variable's name decides, not the field's. */
function isEnvironment(steps: readonly string[]): string | undefined {
  const place = steps.at(-1) === 'value' ? steps.at(-2) : undefined;
  return place?.startsWith('name=') ? place.slice('name='.length) : undefined;
}

function mask(value: unknown, field: string, variable: string | undefined): unknown {
  if (typeof value === 'string') {
    const name = variable ?? field;
    return looksSecret(name) && !isHarmless(value) ? MASK : maskText(value);
  }
  if (Array.isArray(value))
    return value.map((element, index) => (isFlagValue(value, index) ? MASK : mask(element, '', undefined)));
  if (!isObject(value)) return value;
  const masked: Record<string, unknown> = {};
  const named = typeof value.name === 'string' ? value.name : undefined;
  for (const [key, part] of Object.entries(value))
    setMember(
      masked,
      key,
      key === LAST_APPLIED ? MASK : mask(part, key, key === 'value' ? named : undefined),
    );
  return masked;
}

/** The argument after `--password`. */
function isFlagValue(list: readonly unknown[], index: number): boolean {
  const [flag, value] = [list[index - 1], list[index]];
  const name = typeof flag === 'string' ? /^--?([\w.-]+)$/.exec(flag)?.[1] : undefined;
  return name !== undefined && looksSecret(name) && typeof value === 'string' && !isHarmless(value);
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

function maskAll(value: unknown): unknown {
  if (!isObject(value)) return MASK;
  const masked: Record<string, unknown> = {};
  for (const key of Object.keys(value)) setMember(masked, key, MASK);
  return masked;
}
