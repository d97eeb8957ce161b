import type { ApiObject } from 'cdk8s';
import { describeConstruct, type Problem } from './authoring/construct-error';
import { isKubeApiObject, listObjects, mismatchProblem } from './kube-api-object';
import { applyChange, type Change } from './patch/change';
import { toJsonPatch } from './patch/operation';
import type { Stack } from './stack';

interface Pending {
  readonly kind: string;
  readonly name: string;
  readonly change: Change;
}

/** Changes asked for by kind and name. They wait for synthesis, because the object may be made after its change. */
export class StackChanges {
  private pending: Pending[] = [];
  private readonly problems: Problem[] = [];

  constructor(private readonly stack: Stack) {}

  add(kind: string, name: string, change: Change): void {
    this.pending.push({ kind, name, change });
  }

  /** Hands each change to its object. Returns those that found none, or fit nowhere. */
  settle(): readonly Problem[] {
    const waiting = this.pending;
    this.pending = [];
    const objects = waiting.length > 0 ? this.stack.objects : [];
    for (const pending of waiting) this.settleOne(pending, objects);
    return this.problems;
  }

  private settleOne({ kind, name, change }: Pending, objects: readonly ApiObject[]): void {
    const [object, ...others] = objects.filter((one) => one.kind === kind && one.name === name);
    if (!object) this.refuse(change, `the stack has no ${kind}/${name}; it has ${nearby(objects, kind)}`);
    else if (others.length > 0) {
      this.refuse(
        change,
        `${kind}/${name} is ambiguous: ${[object, ...others].map(describeConstruct).join(', ')}`,
      );
    } else if (isKubeApiObject(object)) object.addChange(change);
    else this.changeForeign(object, change);
  }

  /** An object of another library knows only lenient patches: they are tried strictly first. */
  private changeForeign(object: ApiObject, change: Change): void {
    try {
      applyChange(object.toJson(), change);
      object.addJsonPatch(...change.operationsFor(object.toJson()).map(toJsonPatch));
    } catch (error) {
      this.problems.push(mismatchProblem(object, change, error));
    }
  }

  private refuse({ source }: Change, message: string): void {
    this.problems.push({ construct: describeConstruct(this.stack), source, message });
  }
}

/** Objects of the same kind, or all when there are none. */
function nearby(objects: readonly ApiObject[], kind: string): string {
  const alike = objects.filter((object) => object.kind === kind);
  return listObjects(alike.length > 0 ? alike : objects);
}
