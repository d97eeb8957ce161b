import { equal } from '../frozen';
import type { KubeObject } from '../object';

/** The usual rule for `metadata.generation`: a change of the spec raises it. */
export function specChanged(object: KubeObject, old: KubeObject): boolean {
  return !equal((object as { readonly spec?: unknown }).spec, (old as { readonly spec?: unknown }).spec);
}
