/** Letters and digits of generated names (Kubernetes' `rand.SafeEncodeString`). */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** The FNV-32a hash of some bytes, in letters that form no words: what ends the names of ReplicaSets. */
export function safeHash(bytes: Uint8Array): string {
  return safeEncoded(fnv32a(bytes));
}

/** A hash in letters that form no words. */
export function safeEncoded(hash: number): string {
  const digits = String(hash);
  return Array.from(digits, (digit) => ALPHABET[digit.charCodeAt(0) % ALPHABET.length]).join('');
}

export function fnv32a(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** The older FNV-32, which multiplies first. */
export function fnv32(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash, 0x01000193) ^ byte;
  return hash >>> 0;
}
