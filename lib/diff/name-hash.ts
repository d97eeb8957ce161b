/**
 * Suffixes that tools derive from the content or the place of an object: another one is no other object.
 */
const SUFFIXES: readonly RegExp[] = [
  // Kustomize: ten characters of an encoded hash, without vowels and look-alikes.
  /-[bcdfghkmt2456789]{10}$/,
  // cdk8s: the first characters of the construct's address.
  /-c8[0-9a-f]{6}$/,
  // Content hashes as charts and pipelines append them; a mere number is a version or an index.
  /-(?=[0-9a-f]*[a-f])(?=[0-9a-f]*[0-9])[0-9a-f]{8,64}$/,
];

/** The name without the hash at its end; undefined when there is none. */
export function withoutHash(name: string): string | undefined {
  for (const suffix of SUFFIXES) {
    const found = suffix.exec(name);
    if (found && found.index > 0) return name.slice(0, found.index);
  }
  return undefined;
}
