import { badRequest, expired } from '../../kube/status';

/** Where a limited list goes on: the last key that was returned and the revision the list was taken at. */
export interface ContinueToken {
  readonly revision: number;
  /** `namespace/name` of the last returned object. */
  readonly after: string;
}

const VERSION = 'meta.k8s.io/v1';
/** The smallest byte: the first key behind another one is that key and this byte. */
const NUL = '\0';

export function encodeContinue({ revision, after }: ContinueToken): string {
  return Buffer.from(JSON.stringify({ v: VERSION, rv: revision, start: `${after}${NUL}` })).toString(
    'base64url',
  );
}

export function decodeContinue(token: string): ContinueToken {
  try {
    const { v, rv, start } = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (v === VERSION && Number.isSafeInteger(rv) && typeof start === 'string') {
      return { revision: rv, after: start.endsWith(NUL) ? start.slice(0, -1) : start };
    }
  } catch {
    // Not JSON: refused below, like any other token that is not ours.
  }
  throw badRequest('continue key is not valid: invalid continue token');
}

/** The list can no longer be continued at its revision. */
export function continueExpired(): Error {
  return expired(
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.',
  );
}
