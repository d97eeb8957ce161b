/** The parts of an image's name. */
export interface ImageReference {
  /** `docker.io` where the name has none. */
  readonly registry: string;
  /** `library/nginx`, `shop/api`. */
  readonly repository: string;
  /** Undefined where the name has none. */
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** Reads `registry.example.com:5000/shop/api:1.4.2@sha256:…`. */
export function parseImage(image: string): ImageReference {
  const at = image.indexOf('@');
  const digest = at < 0 ? undefined : image.slice(at + 1);
  const named = at < 0 ? image : image.slice(0, at);
  const colon = named.lastIndexOf(':');
  const hasTag = colon > named.lastIndexOf('/');
  const path = hasTag ? named.slice(0, colon) : named;
  const tag = hasTag ? named.slice(colon + 1) : undefined;
  const slash = path.indexOf('/');
  const first = slash < 0 ? '' : path.slice(0, slash);
  const isRegistry = first.includes('.') || first.includes(':') || first === 'localhost';
  const registry = isRegistry ? first : 'docker.io';
  const rest = isRegistry ? path.slice(slash + 1) : path;
  const repository = registry === 'docker.io' && !rest.includes('/') ? `library/${rest}` : rest;
  return { registry, repository, tag, digest };
}

/** How far one version is from another. `unknown`: at least one of them is no version. */
export type VersionStep = 'major' | 'minor' | 'patch' | 'prerelease' | 'downgrade' | 'same' | 'unknown';

/** From one tag to another, read as semantic versions: `v1.4.2`, `1.4`, `1.4.2-alpine`. */
export function versionStep(from: string | undefined, to: string | undefined): VersionStep {
  const before = parseVersion(from);
  const after = parseVersion(to);
  if (!before || !after || before.suffixKind !== after.suffixKind) return 'unknown';
  const order = compareVersions(before, after);
  if (order === 0) return 'same';
  if (order > 0) return 'downgrade';
  if (before.numbers[0] !== after.numbers[0]) return 'major';
  if (before.numbers[1] !== after.numbers[1]) return 'minor';
  return before.numbers[2] !== after.numbers[2] || before.numbers[3] !== after.numbers[3]
    ? 'patch'
    : 'prerelease';
}

interface Version {
  readonly numbers: readonly [number, number, number, number];
  readonly suffix: string;
  /** `-alpine3.19` and `-alpine3.20` are of one kind, `-debian-12-r5` of another. */
  readonly suffixKind: string;
}

const VERSION = /^v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:[-+_](.+))?$/;
const PRERELEASE = /^(?:alpha|beta|rc|pre|preview|dev|snapshot|m\d|nightly)/i;

function parseVersion(tag: string | undefined): Version | undefined {
  const found = tag === undefined ? null : VERSION.exec(tag);
  if (!found) return undefined;
  const [, major, minor = '0', patch = '0', build = '0', suffix = ''] = found;
  return {
    numbers: [Number(major), Number(minor), Number(patch), Number(build)],
    suffix,
    suffixKind: PRERELEASE.test(suffix) ? '' : suffix.replace(/[\d.]+/g, '#'),
  };
}

function compareVersions(a: Version, b: Version): number {
  for (let index = 0; index < a.numbers.length; index++) {
    const difference = a.numbers[index]! - b.numbers[index]!;
    if (difference !== 0) return difference;
  }
  if (a.suffix === b.suffix) return 0;
  // A version comes after its own prereleases.
  if (PRERELEASE.test(a.suffix) !== PRERELEASE.test(b.suffix)) return PRERELEASE.test(a.suffix) ? -1 : 1;
  return compareSuffixes(a.suffix, b.suffix);
}

/** Numbers in them count as numbers. */
function compareSuffixes(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? [];
  const right = b.match(/\d+|\D+/g) ?? [];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const [one = '', other = ''] = [left[index], right[index]];
    if (one === other) continue;
    const areNumbers = /^\d+$/.test(one) && /^\d+$/.test(other);
    return areNumbers ? Number(one) - Number(other) : one < other ? -1 : 1;
  }
  return 0;
}
