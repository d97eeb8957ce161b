import { type FieldError, invalidValue } from '../field-error';
import { FieldPath } from '../field-path';

/** How strict a policy is: `privileged` forbids nothing. */
export type PodSecurityLevel = 'privileged' | 'baseline' | 'restricted';

/** The Kubernetes 1.x whose policy is meant: its minor number, or the newest there is. */
export type PodSecurityVersion = number | 'latest';

/** One policy: what pods of a level and version must not do. */
export interface LevelVersion {
  readonly level: PodSecurityLevel;
  readonly version: PodSecurityVersion;
}

/** What a namespace does with pods that break a policy: refuse, note in the audit log, warn. */
export interface PodSecurityPolicy {
  readonly enforce: LevelVersion;
  readonly audit: LevelVersion;
  readonly warn: LevelVersion;
}

export const LEVELS: readonly PodSecurityLevel[] = ['privileged', 'baseline', 'restricted'];

const PREFIX = 'pod-security.kubernetes.io/';
export const ENFORCE_LABEL = `${PREFIX}enforce`;
export const AUDIT_LABEL = `${PREFIX}audit`;
export const WARN_LABEL = `${PREFIX}warn`;

const LATEST_PRIVILEGED: LevelVersion = { level: 'privileged', version: 'latest' };

/** What the API server does in a namespace whose labels say nothing, unless it is configured otherwise. */
export const DEFAULT_POLICY: PodSecurityPolicy = {
  enforce: LATEST_PRIVILEGED,
  audit: LATEST_PRIVILEGED,
  warn: LATEST_PRIVILEGED,
};

/** `restricted:latest`, `baseline:v1.25` */
export function printLevelVersion({ level, version }: LevelVersion): string {
  return `${level}:${version === 'latest' ? version : `v1.${version}`}`;
}

/** Negative when `a` is less strict than `b`. */
export function compareLevels(a: PodSecurityLevel, b: PodSecurityLevel): number {
  return LEVELS.indexOf(a) - LEVELS.indexOf(b);
}

export function parseLevel(text: string): PodSecurityLevel | undefined {
  return LEVELS.find((level) => level === text);
}

/** Of `latest` or `v1.25`. */
export function parsePolicyVersion(text: string): PodSecurityVersion | undefined {
  if (text === 'latest') return text;
  const minor = /^v1\.(0|[1-9]\d*)$/.exec(text)?.[1];
  return minor === undefined || !Number.isSafeInteger(Number(minor)) ? undefined : Number(minor);
}

/** The policy of a namespace, and what is wrong with the labels that state it. */
export interface NamespacePolicy {
  /** Where labels are wrong: the strictest for pods that are to be refused, none for those to be noted or warned of. */
  readonly policy: PodSecurityPolicy;
  readonly errors: readonly FieldError[];
}

/** Reads the `pod-security.kubernetes.io` labels of a namespace. */
export function namespacePolicy(
  labels: { readonly [key: string]: string } | undefined,
  defaults: PodSecurityPolicy = DEFAULT_POLICY,
): NamespacePolicy {
  if (!labels) return { policy: defaults, errors: [] };
  const reader = new LabelReader(labels);
  const enforce = reader.read(ENFORCE_LABEL, defaults.enforce, 'restricted');
  const audit = reader.read(AUDIT_LABEL, defaults.audit, 'privileged');
  const warn = reader.read(WARN_LABEL, defaults.warn, 'privileged');
  const followed = followEnforce(labels, enforce, warn);
  return { policy: { enforce, audit, warn: followed }, errors: reader.errors };
}

/** Who refuses pods also warns of the controllers that would make them, unless told otherwise. */
function followEnforce(
  labels: { readonly [key: string]: string },
  enforce: LevelVersion,
  warn: LevelVersion,
): LevelVersion {
  const chosen = parseLevel(labels[ENFORCE_LABEL] ?? '') !== undefined;
  if (!chosen || labels[WARN_LABEL] !== undefined || compareLevels(enforce.level, warn.level) <= 0)
    return warn;
  return {
    level: enforce.level,
    version: labels[`${WARN_LABEL}-version`] === undefined ? enforce.version : warn.version,
  };
}

class LabelReader {
  readonly errors: FieldError[] = [];

  constructor(private readonly labels: { readonly [key: string]: string }) {}

  /** @param fallback the level in place of one that cannot be read */
  read(label: string, defaults: LevelVersion, fallback: PodSecurityLevel): LevelVersion {
    return {
      level: this.part(label, parseLevel, fallback, `must be one of ${LEVELS.join(', ')}`) ?? defaults.level,
      version:
        this.part(`${label}-version`, parsePolicyVersion, 'latest', 'must be "latest" or "v1.x"') ??
        defaults.version,
    };
  }

  private part<T>(
    label: string,
    parse: (text: string) => T | undefined,
    fallback: T,
    rule: string,
  ): T | undefined {
    const text = this.labels[label];
    if (text === undefined) return undefined;
    const value = parse(text);
    if (value !== undefined) return value;
    this.errors.push(invalidValue(FieldPath.of('metadata').child('labels').key(label), text, rule));
    return fallback;
  }
}
