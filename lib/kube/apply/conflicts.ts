import { applyConflict, type StatusError } from '../status';
import { type FieldPathElements, FieldSet, printedPath } from './field-set';
import { compareText } from './path-element';
import { printedManager, type Share } from './share';

interface Conflict {
  readonly owner: Share;
  readonly path: FieldPathElements;
}

/** What stands in the way of a configuration, as one set. */
export function fieldsInConflict(conflicts: readonly Share[]): FieldSet {
  return conflicts.reduce((all, { fields }) => all.union(fields), FieldSet.empty);
}

/** The conflicts without those about fields of `allowed`. */
export function withoutAllowed(conflicts: readonly Share[], allowed: FieldSet): readonly Share[] {
  return conflicts
    .map((share) => share.with(share.fields.difference(allowed)))
    .filter(({ fields }) => !fields.isEmpty);
}

/**
 * The answer to a configuration with fields that others own.
 * @param conflicts each owner's share of those fields
 */
export function conflictError(conflicts: readonly Share[]): StatusError {
  const owners = [...conflicts].sort((a, b) => compareText(a.key, b.key));
  const all = owners.flatMap((owner) => owner.fields.paths().map((path): Conflict => ({ owner, path })));
  const causes = all.map(({ owner, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${printedManager(owner)}`,
    field: printedPath(path),
  }));
  return applyConflict(messageOf(owners, all), causes);
}

function messageOf(owners: readonly Share[], all: readonly Conflict[]): string {
  if (all.length === 1) {
    const { owner, path } = all[0]!;
    return `Apply failed with 1 conflict: conflict with ${printedManager(owner)}: ${printedPath(path)}`;
  }
  const lines = owners.flatMap((owner) => [
    `conflicts with ${printedManager(owner)}:`,
    ...all.filter((conflict) => conflict.owner === owner).map(({ path }) => `- ${printedPath(path)}`),
  ]);
  return `Apply failed with ${all.length} conflicts: ${lines.join('\n')}`;
}
