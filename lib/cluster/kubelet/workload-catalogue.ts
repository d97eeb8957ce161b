import type { Container, Pod } from '../../kube/generated/core-v1';
import { type ResolvedWorkload, resolveWorkload } from './resolved-workload';
import type { Workload } from './workload';
import { annotatedWorkload } from './workload-annotations';

/** Which containers a workload is for: those to which everything that is given applies. */
export interface WorkloadRule {
  /** `*` stands for any characters, as in all the patterns: `registry.example.com/shop/*`. */
  readonly image?: string;
  readonly namespace?: string;
  readonly pod?: string;
  readonly container?: string;
  /** Labels of the pod, all of which must be there. */
  readonly labels?: { readonly [key: string]: string };
  readonly workload: Workload;
}

interface CompiledRule {
  readonly matches: (pod: Pod, container: Container) => boolean;
  readonly workload: Workload;
}

/**
 * Knows how the process in a container behaves. Of several rules that match, a later one decides field by field; the
 * pod's annotations (see workload-annotations.ts) decide over all rules.
 */
export class WorkloadCatalogue {
  private readonly rules: CompiledRule[];
  private readonly resolved = new Map<string, ResolvedWorkload>();

  constructor(rules: readonly WorkloadRule[] = []) {
    this.rules = rules.map(compile);
  }

  /** A further rule, for the containers that start from now on. */
  add(rule: WorkloadRule): void {
    this.rules.push(compile(rule));
    this.resolved.clear();
  }

  /** @throws WorkloadAnnotationError for an annotation that cannot be read */
  workloadOf(pod: Pod, container: Container): ResolvedWorkload {
    let key = '';
    for (const rule of this.rules) key += rule.matches(pod, container) ? '1' : '0';
    const annotated = pod.metadata.annotations && annotatedWorkload(pod.metadata.annotations, container.name);
    if (annotated) return resolveWorkload(this.merged(key, annotated));
    let known = this.resolved.get(key);
    if (!known) {
      known = resolveWorkload(this.merged(key, {}));
      this.resolved.set(key, known);
    }
    return known;
  }

  private merged(key: string, last: Workload): Workload {
    const matching = this.rules.filter((_, index) => key[index] === '1');
    return Object.assign({}, ...matching.map(({ workload }) => workload), last) as Workload;
  }
}

function compile({ image, namespace, pod, container, labels, workload }: WorkloadRule): CompiledRule {
  const tests: ((pod: Pod, container: Container) => boolean)[] = [];
  if (image !== undefined) {
    const pattern = glob(image);
    tests.push((_pod, { image: name = '' }) => pattern.test(name));
  }
  if (namespace !== undefined) {
    const pattern = glob(namespace);
    tests.push(({ metadata }) => pattern.test(metadata.namespace ?? ''));
  }
  if (pod !== undefined) {
    const pattern = glob(pod);
    tests.push(({ metadata }) => pattern.test(metadata.name ?? ''));
  }
  if (container !== undefined) {
    const pattern = glob(container);
    tests.push((_pod, { name }) => pattern.test(name));
  }
  for (const [key, value] of Object.entries(labels ?? {}))
    tests.push(({ metadata }) => metadata.labels?.[key] === value);
  return { workload, matches: (of, its) => tests.every((test) => test(of, its)) };
}

function glob(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}
