import type { UserInfo } from '../../../kube/api-request';
import { goQuote } from '../../../kube/go-format';
import { badRequest } from '../../../kube/status';

const USER = 'impersonate-user';
const GROUP = 'impersonate-group';
const UID = 'impersonate-uid';
const EXTRA = 'impersonate-extra-';

type Extra = { [key: string]: string[] };

/**
 * The user that a request's headers ask to act as; undefined when they ask for none.
 * @param rawHeaders names and values by turns
 * @throws StatusError 400 when they say everything but the user's name
 */
export function impersonatedUser(rawHeaders: readonly string[]): UserInfo | undefined {
  let name = '';
  let uid = '';
  const groups: string[] = [];
  const extra: Extra = Object.create(null);
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const header = rawHeaders[index]!.toLowerCase();
    if (!header.startsWith('impersonate-')) continue;
    const value = rawHeaders[index + 1]!;
    if (header === USER) name ||= value;
    else if (header === UID) uid ||= value;
    else if (header === GROUP) groups.push(value);
    else if (header.startsWith(EXTRA)) addExtra(extra, header.slice(EXTRA.length), value);
  }
  const hasExtra = Object.keys(extra).length > 0;
  if (name) return { name, groups, ...(uid ? { uid } : {}), ...(hasExtra ? { extra: { ...extra } } : {}) };
  if (!uid && groups.length === 0 && !hasExtra) return undefined;
  throw badRequest(`requested ${describe(uid, groups, extra)} without impersonating a user name`);
}

/** Keys are escaped as in a path, because a header's name cannot hold a slash. */
function addExtra(extra: Extra, escapedKey: string, value: string): void {
  const key = unescaped(escapedKey);
  const values = extra[key];
  if (values) values.push(value);
  else extra[key] = [value];
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A malformed escape stands for itself.
    return text;
  }
}

/** As Go prints the structure. */
function describe(uid: string, groups: readonly string[], extra: Extra): string {
  const list = (values: readonly string[]) => `{${values.map(goQuote).join(', ')}}`;
  const entries = Object.keys(extra)
    .sort()
    .map((key) => `${goQuote(key)}:[]string${list(extra[key]!)}`);
  const printedGroups = groups.length ? `[]string${list(groups)}` : '[]string(nil)';
  const printedExtra = entries.length
    ? `map[string][]string{${entries.join(', ')}}`
    : 'map[string][]string(nil)';
  return `&user.DefaultInfo{Name:"", UID:${goQuote(uid)}, Groups:${printedGroups}, Extra:${printedExtra}}`;
}
