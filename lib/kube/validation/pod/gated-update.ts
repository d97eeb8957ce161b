import { type FieldError, invalidValue } from '../../field-error';
import type { FieldPath } from '../../field-path';
import { equal } from '../../frozen';
import type { NodeAffinity, NodeSelectorTerm, PodSpec } from '../../generated/core-v1';
import { sortedMap } from '../../go-format';
import { goStruct } from '../../go-struct';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const ADDITIONS_ONLY = 'only additions are allowed (no mutations or deletions)';

/**
 * While a pod waits behind scheduling gates, where it may run can be narrowed: checks that, and returns the spec with
 * the old node selector and node affinity.
 */
export function withOldGatedFields(
  spec: PodSpec,
  old: PodSpec,
  path: FieldPath,
  errors: FieldError[],
): PodSpec {
  if (!old.schedulingGates?.length) return spec;
  const { nodeSelector = {} } = spec;
  if (!isExtended(nodeSelector, old.nodeSelector ?? {}))
    errors.push(
      invalidValue(
        path.child('nodeSelector'),
        spec.nodeSelector && sortedMap(spec.nodeSelector),
        'only additions to spec.nodeSelector are allowed (no mutations or deletions)',
      ),
    );
  const affinity = spec.affinity?.nodeAffinity;
  const oldAffinity = old.affinity?.nodeAffinity;
  if (!equal(affinity, oldAffinity))
    validateNodeAffinity(affinity, oldAffinity, path.child('affinity', 'nodeAffinity', REQUIRED), errors);
  return { ...spec, nodeSelector: old.nodeSelector, affinity: withOldNodeAffinity(spec, old) };
}

function isExtended(
  selector: { readonly [key: string]: string },
  old: { readonly [key: string]: string },
): boolean {
  return Object.entries(old).every(([key, value]) => selector[key] === value);
}

function withOldNodeAffinity(spec: PodSpec, old: PodSpec): PodSpec['affinity'] {
  const nodeAffinity = old.affinity?.nodeAffinity;
  if (equal(spec.affinity?.nodeAffinity, nodeAffinity)) return spec.affinity;
  const { podAffinity, podAntiAffinity } = spec.affinity ?? {};
  if (!old.affinity && !podAffinity && !podAntiAffinity) return undefined;
  return { ...spec.affinity, nodeAffinity };
}

/** Terms are alternatives, so none may be added or removed; within a term requirements may be added. */
function validateNodeAffinity(
  affinity: NodeAffinity | undefined,
  old: NodeAffinity | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  const oldTerms = old?.[REQUIRED]?.nodeSelectorTerms ?? [];
  const terms = affinity?.[REQUIRED]?.nodeSelectorTerms ?? [];
  const at = path.child('nodeSelectorTerms');
  if (oldTerms.length > 0 && terms.length !== oldTerms.length) {
    errors.push(
      invalidValue(
        at,
        terms.length > 0 ? goStruct('[]core.NodeSelectorTerm', terms) : undefined,
        'no additions/deletions to non-empty NodeSelectorTerms list are allowed',
      ),
    );
    return;
  }
  oldTerms.forEach((term, index) => {
    if (!hasOnlyAdditions(terms[index]!, term))
      errors.push(
        invalidValue(at.index(index), goStruct('core.NodeSelectorTerm', terms[index]), ADDITIONS_ONLY),
      );
  });
}

function hasOnlyAdditions(term: NodeSelectorTerm, old: NodeSelectorTerm): boolean {
  const { matchExpressions = [], matchFields = [] } = term;
  const { matchExpressions: oldExpressions = [], matchFields: oldFields = [] } = old;
  // A term without requirements matches nothing; with one, it would match something.
  if (oldExpressions.length === 0 && oldFields.length === 0)
    return matchExpressions.length === 0 && matchFields.length === 0;
  return (
    equal(matchExpressions.slice(0, oldExpressions.length), oldExpressions) &&
    equal(matchFields.slice(0, oldFields.length), oldFields)
  );
}
