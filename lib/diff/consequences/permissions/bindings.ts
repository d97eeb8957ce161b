import { equal } from '../../../kube/frozen';
import type { PolicyRule, RoleBinding, RoleRef, Subject } from '../../../kube/generated/rbac-v1';
import type { KubeObject } from '../../../kube/object';
import { missingRules } from '../../../kube/rbac/missing-rules';
import type { Relations } from '../../../kube/relations/relations';
import type { Consequence, Severity } from '../../change';
import type { DiffContext, PairChange } from '../../context';
import { changesBelow, pathsOf } from '../../field-lookup';
import { listed } from '../../wording';
import { describeRules, rulesOfReference, severityOfGain } from './rules';

const ROLE_BINDING = 'rbac.authorization.k8s.io/RoleBinding';
const CLUSTER_ROLE_BINDING = 'rbac.authorization.k8s.io/ClusterRoleBinding';
export const BINDING_KINDS = [ROLE_BINDING, CLUSTER_ROLE_BINDING];

/** What the subjects of a binding may do that they could not do before, by any binding; and the other way round. */
export function* bindingChange(change: PairChange, context: DiffContext): Generator<Consequence> {
  const before = change.before?.object as RoleBinding | undefined;
  const after = change.after?.object as RoleBinding | undefined;
  const fields = pathsOf(changesBelow(change.fields, 'subjects', 'roleRef'));
  // What the roles themselves allow is told of them.
  if (before && after && change.action !== 'rename' && fields.length === 0) return;
  if (before && after && change.action === 'rename' && givesTheSame(before, after)) return;
  if (after)
    for (const { subjects, access, severity } of differences(after, context.after, context.before))
      yield {
        type: 'permissions-widened',
        severity,
        fields,
        message: `${listed(subjects)} may now do ${access}`,
      };
  if (before && !change.isLeftBehind)
    for (const { subjects, access } of differences(before, context.before, context.after))
      yield {
        type: 'permissions-narrowed',
        severity: 'notice',
        fields,
        message: `${listed(subjects)} may no longer do ${access}`,
      };
}

/** A binding that moved to another namespace with its subjects. */
function givesTheSame(before: RoleBinding, after: RoleBinding): boolean {
  const [left, right] = [before, after].map((binding) =>
    subjectsOf(binding).map(describeSubject).sort().join(),
  );
  return left === right && equal(before.roleRef, after.roleRef);
}

/** The bindings that refer to a role. */
export function bindingsOf({ kind, metadata }: KubeObject, relations: Relations): readonly RoleBinding[] {
  return BINDING_KINDS.flatMap((one) => relations.of<RoleBinding>(one)).filter(
    ({ roleRef, metadata: own }) =>
      roleRef?.kind === kind &&
      roleRef.name === metadata.name &&
      (kind === 'ClusterRole' || own.namespace === metadata.namespace),
  );
}

/** ServiceAccounts without a namespace are those of the binding's own. */
export function subjectsOf({ subjects = [], metadata }: RoleBinding): readonly Subject[] {
  const { namespace } = metadata;
  return subjects.map((subject) =>
    subject.kind === 'ServiceAccount' && !subject.namespace && namespace
      ? { ...subject, namespace }
      : subject,
  );
}

export function describeSubject({ kind, name }: Subject): string {
  return `${kind}/${name}`;
}

interface Difference {
  readonly subjects: readonly string[];
  readonly access: string;
  readonly severity: Severity;
}

/** What a binding gives on one side that its subjects do not have on the other one; subjects of one difference together. */
function differences(binding: RoleBinding, own: Relations, other: Relations): readonly Difference[] {
  const { roleRef, metadata } = binding;
  if (!roleRef) return [];
  const namespace = metadata.namespace ?? '';
  const where = namespace ? ` in namespace ${namespace}` : ' in the whole cluster';
  const rules = rulesOfReference(roleRef, namespace, own);
  const found = new Map<string, { subjects: string[]; severity: Severity }>();
  for (const subject of subjectsOf(binding)) {
    const held = grantsOf(subject, namespace, other);
    const more = rules ? missingRules(held.rules, rules) : held.roles.has(roleRef.name) ? [] : UNKNOWN;
    if (more.length === 0) continue;
    const access =
      more === UNKNOWN
        ? `what ${roleRef.kind}/${roleRef.name} allows${where}`
        : `${describeRules(more)}${where}`;
    const entry = found.get(access) ?? { subjects: [], severity: severityOf(roleRef, more) };
    entry.subjects.push(describeSubject(subject));
    found.set(access, entry);
  }
  return [...found].map(([access, entry]) => ({ access, ...entry }));
}

/** Of a role that is not in these manifests. */
const UNKNOWN: readonly PolicyRule[] = [{ verbs: [] }];

function severityOf({ name }: RoleRef, rules: readonly PolicyRule[]): Severity {
  if (rules === UNKNOWN) return name === 'view' ? 'notice' : 'warning';
  return severityOfGain(rules);
}

interface Grants {
  readonly rules: readonly PolicyRule[];
  /** Names of the roles. */
  readonly roles: ReadonlySet<string>;
}

/** What somebody may do in a namespace, or in the whole cluster where it is empty, by all bindings. */
export function grantsOf(subject: Subject, namespace: string, relations: Relations): Grants {
  const bindings = [
    ...relations.of<RoleBinding>(CLUSTER_ROLE_BINDING),
    ...(namespace
      ? relations.of<RoleBinding>(ROLE_BINDING).filter(({ metadata }) => metadata.namespace === namespace)
      : []),
  ].filter((binding) => binding.roleRef && isBound(subject, binding));
  return {
    rules: bindings.flatMap(
      ({ roleRef, metadata }) => rulesOfReference(roleRef, metadata.namespace ?? '', relations) ?? [],
    ),
    roles: new Set(bindings.map(({ roleRef }) => roleRef.name)),
  };
}

function isBound(subject: Subject, binding: RoleBinding): boolean {
  return subjectsOf(binding).some(
    ({ kind, name, namespace }) =>
      kind === subject.kind && name === subject.name && (namespace ?? '') === (subject.namespace ?? ''),
  );
}
