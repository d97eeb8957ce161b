import { App } from 'cdk8s';
import { ConstructError, type Problem, Stack, type StackProps } from '../../lib/constructs';
import type { KubeObject } from '../../lib/kube/object';

/** A stack in an app of its own. */
export function newStack(id = 'shop', props: StackProps = {}): Stack {
  return new Stack(new App(), id, props);
}

/** An object as it is synthesized, loosely typed for assertions. */
export interface SynthesizedObject extends KubeObject {
  readonly spec?: Record<string, never>;
  readonly data?: Record<string, string>;
}

/** All objects of a stack, as they are synthesized. */
export function synthesize(stack: Stack): readonly SynthesizedObject[] {
  return stack.toJson() as SynthesizedObject[];
}

/** `Kind/name` of all objects of a stack, in order. */
export function namesIn(stack: Stack): readonly string[] {
  return synthesize(stack).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
}

/** The problems that the function fails with. */
export function problemsOf(action: () => unknown): readonly Problem[] {
  try {
    action();
  } catch (error) {
    if (error instanceof ConstructError) return error.problems;
    throw error;
  }
  throw new Error('it did not fail');
}

/** The messages of these problems, each with its field. */
export function messagesOf(action: () => unknown): readonly string[] {
  return problemsOf(action).map(({ field, message }) => (field ? `${field}: ${message}` : message));
}
