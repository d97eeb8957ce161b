import { BACKDATED } from '../../../kube/certificates/certificate';

const SECOND = 1000;
const HOUR = 3_600 * SECOND;
/** Milliseconds that a certificate is valid unless a shorter time is asked for. */
const LONGEST = 365 * 24 * HOUR;
/** What is shorter ends when it was asked to end; what is longer ends as much earlier as it begins. */
const SHORT = 8 * HOUR;
const SHORTEST = 600 * SECOND;

/** When a certificate is valid, in milliseconds since the Unix epoch. */
export interface Validity {
  readonly notBefore: number;
  readonly notAfter: number;
}

/**
 * @param expirationSeconds for how long the certificate is asked to be valid
 * @param now milliseconds since the Unix epoch
 * @param signerNotAfter when the signer's own certificate ends; nothing that it signs outlives it
 */
export function validityOf(
  expirationSeconds: number | undefined,
  now: number,
  signerNotAfter: number,
): Validity {
  const asked = expirationSeconds === undefined ? LONGEST : expirationSeconds * SECOND;
  const duration = Math.min(Math.max(asked, SHORTEST), LONGEST);
  const end = now + duration - (duration < SHORT ? 0 : BACKDATED);
  return { notBefore: now - BACKDATED, notAfter: Math.min(end, signerNotAfter) };
}
