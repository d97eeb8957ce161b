import { isObject, type JsonObject } from '../../../kube/record';
import type { SigningKey } from './signing-key';

/** What a token says before anybody has looked at its signature. */
export interface ParsedToken {
  readonly claims: JsonObject;
  /** The key it says it is signed with; empty for none. */
  readonly keyId: string;
  isSignedBy(key: SigningKey): boolean;
}

/** A JSON Web Token in its compact form. The claims keep their order. */
export function signedToken(claims: object, key: SigningKey): string {
  const header = { alg: key.algorithm, kid: key.id };
  const text = `${encoded(JSON.stringify(header))}.${encoded(JSON.stringify(claims))}`;
  return `${text}.${encoded(key.sign(text))}`;
}

/** Undefined for a text that is no such token. */
export function parseToken(token: string): ParsedToken | undefined {
  const [head, body, signature, ...more] = token.split('.');
  if (head === undefined || body === undefined || signature === undefined || more.length > 0)
    return undefined;
  const header = decodedObject(head);
  const claims = decodedObject(body);
  if (!header || !claims) return undefined;
  return {
    claims,
    keyId: typeof header['kid'] === 'string' ? header['kid'] : '',
    isSignedBy: (key) =>
      header['alg'] === key.algorithm && key.verify(`${head}.${body}`, Buffer.from(signature, 'base64url')),
  };
}

function encoded(part: string | Buffer): string {
  return Buffer.from(part as string).toString('base64url');
}

function decodedObject(part: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return isObject(value) ? value : undefined;
  } catch {
    // Not JSON: no token of this kind.
    return undefined;
  }
}
