import { isDefinition } from '../../../kube/custom-resource/custom-version';
import { equal, freeze } from '../../../kube/frozen';
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionCondition,
  CustomResourceDefinitionNames,
} from '../../../kube/generated/apiextensions-v1';
import { goQuote } from '../../../kube/go-format';
import { approvalCondition } from '../../../kube/validation/crd/api-approval';

type Definition = CustomResourceDefinition;
type Condition = Omit<CustomResourceDefinitionCondition, 'lastTransitionTime' | 'observedGeneration'>;

/** The definition with a condition; its time changes with its status only. `now` as the API writes it. */
export function withCondition(definition: Definition, condition: Condition, now: string): Definition {
  const { conditions = [] } = definition.status ?? {};
  const old = conditions.find(({ type }) => type === condition.type);
  const lastTransitionTime = old?.status === condition.status ? old.lastTransitionTime : now;
  const { observedGeneration } = old ?? {};
  const made = {
    ...condition,
    lastTransitionTime,
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
  };
  const updated = old ? conditions.map((one) => (one === old ? made : one)) : [...conditions, made];
  return freeze({ ...definition, status: { ...definition.status, conditions: updated } });
}

/** Names that other definitions of the group have. */
interface TakenNames {
  readonly resources: ReadonlySet<string | undefined>;
  readonly kinds: ReadonlySet<string | undefined>;
}

function takenNames(group: string, all: readonly Definition[]): TakenNames {
  const names = all.filter(({ spec }) => spec.group === group).map(({ status }) => status?.acceptedNames);
  return {
    resources: new Set(names.flatMap((one) => [one?.plural, one?.singular, ...(one?.shortNames ?? [])])),
    kinds: new Set(names.flatMap((one) => [one?.kind, one?.listKind])),
  };
}

const NO_NAMES: CustomResourceDefinitionNames = { plural: '', kind: '' };

/**
 * The definition with the names it may have, and what the conditions say of that; the same definition when its names
 * are settled. @param all definitions, this one among them
 */
export function withNames(definition: Definition, all: readonly Definition[], now: string): Definition {
  const accepted = definition.status?.acceptedNames ?? NO_NAMES;
  const { names } = definition.spec;
  if (equal(names, accepted)) return definition;
  const { newNames, condition } = settle(names, accepted, takenNames(definition.spec.group, all));
  const old = definition.status?.conditions?.find(({ type }) => type === 'NamesAccepted');
  const isSame =
    old?.status === condition.status && old.reason === condition.reason && old.message === condition.message;
  if (isSame && equal(accepted, newNames)) return definition;
  const named = { ...definition, status: { ...definition.status, acceptedNames: newNames } };
  return withInstalling(withCondition(named, condition, now), condition, now);
}

function withInstalling(definition: Definition, names: Condition, now: string): Definition {
  if (isDefinition(definition, 'Established')) return definition;
  if (names.status === 'True')
    return withCondition(
      definition,
      {
        type: 'Established',
        status: 'False',
        reason: 'Installing',
        message: 'the initial names have been accepted',
      },
      now,
    );
  const isKnown = definition.status?.conditions?.some(({ type }) => type === 'Established');
  const refused = { status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' } as const;
  return isKnown ? definition : withCondition(definition, { type: 'Established', ...refused }, now);
}

function settle(
  asked: CustomResourceDefinitionNames,
  accepted: CustomResourceDefinitionNames,
  { resources, kinds }: TakenNames,
): { readonly newNames: CustomResourceDefinitionNames; readonly condition: Condition } {
  let condition: Condition = {
    type: 'NamesAccepted',
    status: 'True',
    reason: 'NoConflicts',
    message: 'no conflicts found',
  };
  const refuse = (reason: string, message: string) => {
    condition = { type: 'NamesAccepted', status: 'False', reason, message };
  };
  const one = <K extends 'plural' | 'singular' | 'kind' | 'listKind'>(
    field: K,
    taken: ReadonlySet<string | undefined>,
    reason: string,
  ) => {
    if (asked[field] === accepted[field] || !taken.has(asked[field])) return asked[field];
    refuse(reason, inUse(asked[field]!));
    return accepted[field];
  };
  const plural = one('plural', resources, 'PluralConflict')!;
  const singular = one('singular', resources, 'SingularConflict');
  const own = new Set(accepted.shortNames);
  const wrong = (asked.shortNames ?? []).filter((name) => !own.has(name) && resources.has(name));
  if (wrong.length > 0) refuse('ShortNamesConflict', together(wrong.map(inUse)));
  const { shortNames } = wrong.length > 0 ? accepted : asked;
  const kind = one('kind', kinds, 'KindConflict')!;
  const listKind = one('listKind', kinds, 'ListKindConflict');
  const { categories } = asked;
  const newNames = {
    plural,
    ...(singular ? { singular } : {}),
    ...(shortNames?.length ? { shortNames } : {}),
    kind,
    ...(listKind ? { listKind } : {}),
    ...(categories?.length ? { categories } : {}),
  };
  return { newNames, condition };
}

const inUse = (name: string) => `${goQuote(name)} is already in use`;

function together(messages: readonly string[]): string {
  return messages.length === 1 ? messages[0]! : `[${messages.join(', ')}]`;
}

/** The definition with what is to be said about its approval; the same when that is said. */
export function withApproval(definition: Definition, now: string): Definition {
  const condition = approvalCondition(definition);
  if (!condition) return definition;
  const old = definition.status?.conditions?.find(({ type }) => type === condition.type);
  const isSaid =
    old?.status === condition.status && old.reason === condition.reason && old.message === condition.message;
  return isSaid ? definition : withCondition(definition, condition, now);
}

/** A definition whose names are accepted is served from now on. */
export function withEstablished(definition: Definition, now: string): Definition {
  if (!isDefinition(definition, 'NamesAccepted') || isDefinition(definition, 'Established'))
    return definition;
  return withCondition(
    definition,
    {
      type: 'Established',
      status: 'True',
      reason: 'InitialNamesAccepted',
      message: 'the initial names have been accepted',
    },
    now,
  );
}
