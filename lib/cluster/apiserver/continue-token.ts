import type { Status } from '../../kube/generated/meta-v1';
import { JsonSyntaxError, parseJson } from '../../kube/json';
import { isObject } from '../../kube/record';
import { badRequest, expired, StatusError } from '../../kube/status';

/** Where a limited list goes on: the last key that was returned and the revision the list was taken at. */
export interface ContinueToken {
  /** Undefined: at the newest revision, whatever has changed since the last page. */
  readonly revision: number | undefined;
  /** `namespace/name` of the last returned object. */
  readonly after: string;
}

const VERSION = 'meta.k8s.io/v1';
/** What stands for the newest revision. */
const NEWEST = -1;
/** The smallest byte: the first key behind another one is that key and this byte. */
const NUL = '\0';

export function encodeContinue({ revision = NEWEST, after }: ContinueToken): string {
  return Buffer.from(JSON.stringify({ v: VERSION, rv: revision, start: `${after}${NUL}` })).toString(
    'base64url',
  );
}

/** @throws StatusError 400 for a token that this server did not make */
export function decodeContinue(token: string): ContinueToken {
  const { v = '', rv = 0, start = '' } = membersOf(token) as { v?: unknown; rv?: unknown; start?: unknown };
  if (v !== VERSION) throw invalidToken(`server does not recognize this encoded version ${v}`);
  if (typeof rv !== 'number' || !Number.isSafeInteger(rv) || rv === 0)
    throw invalidToken(`incorrect encoded start resourceVersion (version ${VERSION})`);
  if (typeof start !== 'string' || start === '')
    throw invalidToken(`encoded start key empty (version ${VERSION})`);
  // A key that climbs out of its list is none of ours.
  if (start.split('/').some((part) => part === '.' || part === '..')) throw invalidToken(start);
  const after = start.endsWith(NUL) ? start.slice(0, -1) : start;
  return { revision: rv < 0 ? undefined : rv, after };
}

const NO_BASE64 = /[^A-Za-z0-9_-]/;

function membersOf(token: string): object {
  const at = token.search(NO_BASE64);
  if (at >= 0) throw invalidToken(`illegal base64 data at input byte ${at}`);
  // The last of its groups of four characters has one too few.
  if (token.length % 4 === 1) throw invalidToken(`illegal base64 data at input byte ${token.length - 1}`);
  try {
    const members = parseJson(Buffer.from(token, 'base64url').toString());
    return isObject(members) ? members : {};
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw invalidToken(error.message);
    throw error;
  }
}

function invalidToken(why: string): StatusError {
  return badRequest(`invalid continue token: continue key is not valid: ${why}`);
}

/** The list can no longer be continued at its revision. The status holds a token that goes on at the newest one. */
export function continueExpired({ after }: ContinueToken): StatusError {
  const { status } = expired(
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
  );
  const metadata = { continue: encodeContinue({ revision: undefined, after }) };
  return new StatusError({ ...status, metadata } as Status);
}
