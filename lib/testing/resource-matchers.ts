import type { KubeObject } from '../kube/object';
import { nearestOf } from '../kube/suggestion';
import { type ManifestSource, objectsOf } from './manifest-source';
import type { MatcherResult } from './matcher-result';
import { findMismatch, type Mismatch } from './resource-pattern';
import { workloadsSelectedBy } from './resource-selection';

/** A name, a pattern of names (`/^web-/`, `expect.stringContaining('web')`), with or without a namespace: `shop/web`. */
export type NamePattern = string | RegExp | unknown;

/** Matchers about manifests: `expect(app)` of a cdk8s App or Chart, objects, or YAML. */
export const resourceMatchers = {
  /** There is an object of this kind and name that is as the pattern says, see `match`. */
  toHaveResource(source: unknown, kind: string, name: NamePattern, pattern: unknown = {}): MatcherResult {
    const candidates = ofKind(source, kind, 'toHaveResource');
    const named = candidates.filter((object) => isNamed(object, name));
    const tried = named.map((object) => ({ object, mismatch: findMismatch(object, pattern, '') }));
    const found = tried.find(({ mismatch }) => !mismatch);
    if (found)
      return {
        pass: true,
        message: () => `expected no ${kind} like ${nameOf(found.object)}, but it is there`,
      };
    const message = () => missingMessage(kind, name, candidates, tried as readonly Attempt[]);
    return { pass: false, message };
  },

  /** There are this many objects of a kind; with a pattern, this many that are as it says. */
  toHaveResourceCount(source: unknown, kind: string, count: number, pattern: unknown = {}): MatcherResult {
    const found = ofKind(source, kind, 'toHaveResourceCount').filter(
      (object) => findMismatch(object, pattern, '') === undefined,
    );
    const pass = found.length === count;
    const names = found.length > 0 ? `: ${found.map(nameOf).join(', ')}` : '';
    return {
      pass,
      message: () =>
        `expected ${pass ? 'another number than ' : ''}${count} ${kind}, there are ${found.length}${names}`,
    };
  },

  /** A Service, budget, policy or autoscaler is for the pods of exactly these workloads: `'Deployment/web'`. */
  toSelect(source: unknown, selecting: string, ...workloads: readonly string[]): MatcherResult {
    const selected = workloadsSelectedBy(objectsFrom(source, 'toSelect'), selecting);
    const wanted = [...workloads].sort();
    const pass = selected.length === wanted.length && selected.every((name, index) => name === wanted[index]);
    const what = (names: readonly string[]) =>
      names.length > 0 ? `the pods of ${names.join(', ')}` : 'no pods';
    return {
      pass,
      message: () =>
        `expected ${selecting} ${pass ? 'to select others than' : 'to select'} ${what(wanted)}${pass ? '' : `, it selects ${what(selected)}`}`,
    };
  },
};

interface Attempt {
  readonly object: KubeObject;
  readonly mismatch: Mismatch;
}

function objectsFrom(source: unknown, matcher: string): readonly KubeObject[] {
  const isSource = typeof source === 'string' || (typeof source === 'object' && source !== null);
  if (isSource) return objectsOf(source as ManifestSource);
  throw new Error(`${matcher} is about manifests: expect(app).${matcher}(…)`);
}

/** `Deployment`, or with its group `apps/Deployment`. */
function ofKind(source: unknown, kind: string, matcher: string): readonly KubeObject[] {
  const objects = objectsFrom(source, matcher);
  const slash = kind.lastIndexOf('/');
  const found = objects.filter(
    (object) =>
      object.kind === kind.slice(slash + 1) &&
      (slash < 0 || (object.apiVersion ?? '').startsWith(`${kind.slice(0, slash)}/`)),
  );
  const kinds = [...new Set(objects.map((object) => object.kind ?? ''))];
  const near = found.length === 0 ? nearestOf(kind, kinds) : undefined;
  if (near && near !== kind) throw new Error(`the manifests have no kind "${kind}"; did you mean ${near}?`);
  return found;
}

function isNamed({ metadata }: KubeObject, name: NamePattern): boolean {
  const own = metadata.name ?? metadata.generateName ?? '';
  const slash = typeof name === 'string' ? name.indexOf('/') : -1;
  if (typeof name === 'string' && slash >= 0)
    return metadata.namespace === name.slice(0, slash) && own === name.slice(slash + 1);
  return findMismatch(own, name, '') === undefined;
}

function missingMessage(
  kind: string,
  name: NamePattern,
  candidates: readonly KubeObject[],
  attempts: readonly Attempt[],
): string {
  const head = `expected a ${kind} ${String(name)} like the pattern`;
  const [best] = [...attempts].sort((a, b) => b.mismatch.matched - a.mismatch.matched);
  if (best)
    return `${head}\n  nearest: ${nameOf(best.object)}\n  ${best.mismatch.path || 'the object'}: ${best.mismatch.message}`;
  if (candidates.length === 0) return `${head}\n  there is no ${kind}`;
  const names = candidates.map(({ metadata }) => metadata.name ?? '');
  const near = typeof name === 'string' ? nearestOf(name, names) : undefined;
  const shown = names.slice(0, MOST_NAMES).join(', ') + (names.length > MOST_NAMES ? ', …' : '');
  return `${head}\n  there is no ${kind} of that name${near ? `; nearest: ${near}` : ''}\n  there are: ${shown}`;
}

const MOST_NAMES = 10;

function nameOf({ kind, metadata }: KubeObject): string {
  return `${kind}/${metadata.name}${metadata.namespace ? ` in namespace ${metadata.namespace}` : ''}`;
}

declare global {
  namespace jest {
    interface Matchers<R> {
      /** The manifests have an object of this kind and name that is as the pattern says. */
      toHaveResource(kind: string, name: NamePattern, pattern?: unknown): R;
      /** The manifests have this many objects of a kind (that are as the pattern says). */
      toHaveResourceCount(kind: string, count: number, pattern?: unknown): R;
      /** `'Service/web'` is for the pods of exactly these workloads. */
      toSelect(selecting: string, ...workloads: string[]): R;
    }
  }
}
