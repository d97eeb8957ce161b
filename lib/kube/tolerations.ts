import { equal } from './frozen';
import type { Toleration } from './generated/core-v1';

/** Tolerations without those that another one of the list implies. */
export function mergedTolerations(tolerations: readonly Toleration[]): Toleration[] {
  const merged: Toleration[] = [];
  tolerations.forEach((one, index) => {
    const isImplied =
      merged.some((kept) => implies(kept, one)) ||
      tolerations.slice(index + 1).some((later) => !equal(one, later) && implies(later, one));
    if (!isImplied) merged.push(one);
  });
  return merged;
}

/** Whether what tolerates `wide` tolerates all that `narrow` does. */
function implies(wide: Toleration, narrow: Toleration): boolean {
  if (equal(wide, narrow)) return true;
  const ofAnyKey = !wide.key && wide.operator === 'Exists';
  if ((narrow.key ?? '') !== (wide.key ?? '') && !ofAnyKey) return false;
  if (wide.effect && narrow.effect !== wide.effect) return false;
  if (wide.effect === 'NoExecute' && wide.tolerationSeconds !== undefined) {
    const { tolerationSeconds = Number.POSITIVE_INFINITY } = narrow;
    if (tolerationSeconds > wide.tolerationSeconds) return false;
  }
  if (wide.operator === 'Exists') return true;
  const isEquality = !wide.operator || wide.operator === 'Equal';
  return isEquality && narrow.operator === 'Equal' && (narrow.value ?? '') === (wide.value ?? '');
}
