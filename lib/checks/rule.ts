import type { KubeObject } from '../kube/object';
import type { CheckContext } from './context/check-context';
import type { Severity } from './finding';

/**
 * How much is asked of manifests. Each profile has the rules of those before it: `learning` what cannot work, `default`
 * what causes trouble in production, `restricted` hardening and advice as well.
 */
export type Profile = 'learning' | 'default' | 'restricted';

export const PROFILES: readonly Profile[] = ['learning', 'default', 'restricted'];

/** Something about an object that a rule objects to. */
export interface Problem {
  /** As the context has it: {@link CheckContext.objects}, its relations and workloads. */
  readonly object: KubeObject;
  /** Path of the field at fault, below the object: `spec.template.spec.containers[0].image`. @default the whole object */
  readonly field?: string;
  /** What is wrong, in one sentence, with the values. */
  readonly message: string;
  /** What to do about this one. @default the rule's `fix` */
  readonly fix?: string;
  /** @default the rule's severity */
  readonly severity?: Severity;
}

/** Looks for one kind of mistake in a whole set of objects. */
export interface Rule {
  /** In kebab case: what annotations, baselines and reports name it by. */
  readonly id: string;
  readonly severity: Severity;
  /** One sentence: what happens if nothing is done. */
  readonly why: string;
  /** What to do about it. */
  readonly fix: string;
  /** The least strict profile that asks for it. @default 'default' */
  readonly profile?: Profile;
  /**
   * Finds the problems, all of them. Objects of kinds that Kubernetes knows are decoded, with the API server's
   * defaults: their fields have the types they should have, whatever the author wrote.
   */
  check(context: CheckContext): Iterable<Problem>;
}

/** A rule of this library, which is also documented. */
export interface BuiltInRule extends Rule {
  /** What it finds, in one sentence. */
  readonly finds: string;
  readonly profile: Profile;
  /** What other tools call it: `kube-linter latest-tag`. */
  readonly peers?: readonly string[];
}

/** Whether a profile asks for a rule. */
export function isInProfile({ profile = 'default' }: Rule, chosen: Profile): boolean {
  return PROFILES.indexOf(profile) <= PROFILES.indexOf(chosen);
}
