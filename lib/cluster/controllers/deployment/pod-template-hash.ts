import type { PodTemplateSpec } from '../../../kube/generated/core-v1';

export const HASH_LABEL = 'pod-template-hash';

/** Letters and digits of generated names (Kubernetes' `rand.SafeEncodeString`). */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** @param collisionCount how often this Deployment met a ReplicaSet of the same hash and another template */
export function podTemplateHash(template: PodTemplateSpec, collisionCount: number | undefined): string {
  const hash = fnv32a(`${JSON.stringify(sorted(template))}${collisionCount ?? ''}`);
  return Array.from(String(hash), (digit) => ALPHABET[digit.charCodeAt(0) % ALPHABET.length]).join('');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, sorted(part)]));
}

function fnv32a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
