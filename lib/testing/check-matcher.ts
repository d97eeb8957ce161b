import { relative } from 'node:path';
import type { IConstruct } from 'constructs';
import { type Assumptions, parseKubernetesVersion } from '../checks/context/assumptions';
import type { CheckInput } from '../checks/context/checked-object';
import type { Severity } from '../checks/finding';
import { type CheckOptions, checkObjects, isAtLeast } from '../checks/run-checks';
import { type Origin, originsOf } from '../constructs/origins';
import { identityOf, type ObjectIdentity } from '../kube/object-identity';
import { countFindings, findingsText } from '../report/findings/text';
import { type ManifestSource, objectsOf } from './manifest-source';
import type { MatcherResult } from './matcher-result';

export interface PassChecksOptions
  extends Omit<CheckOptions, 'assumptions'>,
    Omit<Assumptions, 'kubernetesVersion'> {
  /** Such as `1.29`. @default the newest known */
  readonly kubernetesVersion?: string;
  /** The least severity that fails. @default 'error' */
  readonly failOn?: Severity;
}

/** A matcher about manifests; `expect.extend(checkMatchers)` once, in a file of Jest's `setupFilesAfterEnv`. */
export const checkMatchers = {
  /** `expect(app).toPassChecks({ profile: 'restricted' })`: what the app writes passes the rules of `seaworthy check`. */
  toPassChecks(source: unknown, options: PassChecksOptions = {}): MatcherResult {
    const { failOn = 'error', kubernetesVersion, nodes, namespace, partial, ...chosen } = options;
    const assumptions = {
      nodes,
      namespace,
      partial,
      ...(kubernetesVersion === undefined
        ? {}
        : { kubernetesVersion: parseKubernetesVersion(kubernetesVersion) }),
    };
    const inputs = inputsOf(source as ManifestSource);
    const { findings } = checkObjects(inputs, { ...chosen, assumptions });
    const failures = findings.filter(({ severity }) => isAtLeast(severity, failOn));
    const pass = failures.length === 0;
    const text = pass
      ? `expected ${inputs.length} objects not to pass the checks`
      : `${countFindings(failures)} in ${inputs.length} objects:\n${findingsText(failures)}`;
    return { pass, message: () => text };
  },
};

/** Objects of constructs know who made them. */
function inputsOf(source: ManifestSource): readonly CheckInput[] {
  const objects = objectsOf(source);
  if (!isConstruct(source)) return objects.map((object) => ({ object }));
  const origins = new Map(originsOf(source).map((origin) => [keyOf(origin), origin]));
  return objects.map((object) => {
    const origin = origins.get(keyOf(identityOf(object)));
    return origin ? { object, origin: shown(origin) } : { object };
  });
}

function isConstruct(source: unknown): source is IConstruct {
  return typeof source === 'object' && source !== null && 'node' in source;
}

function keyOf({ apiVersion, kind, name }: Pick<ObjectIdentity, 'apiVersion' | 'kind' | 'name'>): string {
  return `${apiVersion} ${kind} ${name}`;
}

/** Source files as seen from the current folder. */
function shown({ path, type, source }: Origin): NonNullable<CheckInput['origin']> {
  return source
    ? { path, type, source: { file: relative(process.cwd(), source.file), line: source.line } }
    : { path, type };
}

declare global {
  namespace jest {
    interface Matchers<R> {
      /** What an app or chart writes, or manifests, pass the rules of `seaworthy check`. */
      toPassChecks(options?: PassChecksOptions): R;
    }
  }
}
