import type { UserInfo } from '../kube/api-request';
import { withField } from '../kube/defaults/defaulting';
import { freeze } from '../kube/frozen';
import type { CustomResourceDefinition } from '../kube/generated/apiextensions-v1';
import type { PersistentVolumeClaim } from '../kube/generated/core-v1';
import type { KubeObject } from '../kube/object';
import { isObject, setMember } from '../kube/record';
import type { ResourceInfo } from '../kube/resource-catalogue';
import { StatusError } from '../kube/status';
import { admitNew, admitUpdate, errorsOfNew } from '../kube/validation/admit-object';
import { stepsOf } from '../manifests/position';
import { appliedObject } from './applied-object';
import type { RawChange } from './compare';
import { indexedPath, isBelow } from './field-lookup';
import type { ObjectEntry } from './object-set';

/** Why the API server refuses an update. */
export interface Refusal {
  /** Paths of the changes that it does not allow. */
  readonly fields: readonly string[];
  /** The field as the API server names it: `spec.selector`. */
  readonly field: string;
  /** In its words, without values: `field is immutable`. */
  readonly message: string;
}

/** Whoever applies; no built-in kind cares. */
const APPLIER: UserInfo = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

interface FieldFault {
  readonly field: string;
  readonly message: string;
}

/**
 * Asks the API server's own rules whether an object may be updated: the pipeline that the simulated cluster runs. What is
 * wrong with the new object by itself, or was wrong before, is no refusal of the update.
 */
export function refusalsOfUpdate(
  info: ResourceInfo,
  before: ObjectEntry,
  after: ObjectEntry,
  changes: readonly RawChange[],
): readonly Refusal[] {
  const old = stored(info, before.object);
  const sent = stored(info, after.object);
  const applied = appliedObject(info, old, before.written, after.written);
  const wanted = applied ? freeze(applied) : sent;
  const faults = faultsOf(info, wanted, old);
  if (faults.length === 0) return NONE;
  const known = new Set([...errorsOfNew(info, sent), ...faultsOf(info, old, old)].map(printed));
  const refused = faults.filter((fault) => !known.has(printed(fault)));
  return refused.map(({ field, message }) => ({
    field,
    message: withoutValue(message),
    fields: culprits(info, old, wanted, field, changes),
  }));
}

const NONE: readonly Refusal[] = [];

const printed = ({ field, message }: FieldFault) => `${field}: ${message}`;

/** As the object would lie in storage, so that what the server generates is the same on both sides. */
function stored(info: ResourceInfo, object: KubeObject): KubeObject {
  const metadata = { ...object.metadata, uid: UID, resourceVersion: '1', creationTimestamp: CREATED };
  const named = { ...object, metadata };
  let admitted: KubeObject = named;
  try {
    admitted = admitNew(info, named, APPLIER).object;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
  }
  return freeze(inUse(info, admitted));
}

/** With the status that makes the API server careful about an object. */
function inUse({ kind }: ResourceInfo, object: KubeObject): KubeObject {
  if (kind === 'PersistentVolumeClaim') return bound(object as PersistentVolumeClaim);
  if (kind === 'CustomResourceDefinition') return established(object as CustomResourceDefinition);
  return object;
}

const UID = '00000000-0000-4000-8000-000000000000';
const CREATED = '2000-01-01T00:00:00Z';

/** A claim that is in use: only such a one may grow. */
function bound(claim: PersistentVolumeClaim): PersistentVolumeClaim {
  const capacity = claim.spec?.resources?.requests;
  return withField(claim, 'status', { phase: 'Bound', ...(capacity ? { capacity } : {}) });
}

/** A definition whose objects may exist: its scope and names are fixed. */
function established(definition: CustomResourceDefinition): CustomResourceDefinition {
  const { names, versions = [] } = definition.spec ?? {};
  const condition = (type: string) => ({
    type,
    status: 'True',
    reason: '',
    message: '',
    lastTransitionTime: CREATED,
  });
  return withField(definition, 'status', {
    acceptedNames: names,
    conditions: [condition('NamesAccepted'), condition('Established')],
    storedVersions: versions.filter(({ storage }) => storage).map(({ name }) => name),
  });
}

function faultsOf(info: ResourceInfo, object: KubeObject, old: KubeObject): readonly FieldFault[] {
  try {
    admitUpdate(info, undefined, object, old, APPLIER);
    return [];
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    const { causes } = error.status.details ?? {};
    return causes?.length
      ? causes.map(({ field = '', message = '' }) => ({ field, message }))
      : [{ field: '', message: error.message }];
  }
}

/**
 * The changes that a refusal is about. Where it names a structure as a whole, each part is tried alone: those that are
 * refused alone are to blame.
 */
function culprits(
  info: ResourceInfo,
  old: KubeObject,
  wanted: KubeObject,
  field: string,
  changes: readonly RawChange[],
): readonly string[] {
  const related = changes.filter(({ path }) => {
    const place = [indexedPath(wanted, path), indexedPath(old, path), path];
    return place.some((one) => isBelow(one, field) || isBelow(field, one));
  });
  const parts = new Set(
    related.flatMap(({ path }) => (isBelow(path, field) ? [partBelow(path, field)] : [])),
  );
  if (parts.size < 2) return (related.length > 0 ? related : changes).map(({ path }) => path);
  const guilty = [...parts].filter((part) => {
    const alone = withValueOf(old, wanted, stepsOf(part));
    return faultsOf(info, alone, old).some((fault) => isBelow(fault.field, field));
  });
  const blamed = related.filter(({ path }) => guilty.some((part) => isBelow(path, part)));
  return (blamed.length > 0 ? blamed : related).map(({ path }) => path);
}

/** `spec.selector` of `spec.selector.matchLabels[app]` below `spec`. */
function partBelow(path: string, field: string): string {
  const rest = path.slice(field.length);
  const end = /^(?:\.[^.[]+|\[[^\]]*\])/.exec(rest);
  return end ? field + end[0] : path;
}

/** The old object with one field of the new one. */
function withValueOf(old: KubeObject, wanted: KubeObject, steps: readonly string[]): KubeObject {
  const [step, ...rest] = steps;
  if (step === undefined) return wanted;
  const target = { ...(old as object) } as KubeObject;
  const from = isObject(wanted) ? (wanted as { readonly [key: string]: unknown })[step] : undefined;
  const to = (old as unknown as { readonly [key: string]: unknown })[step];
  if (from === undefined) delete (target as unknown as { [key: string]: unknown })[step];
  else if (rest.length > 0 && isObject(from) && isObject(to))
    setMember(target, step, withValueOf(to as never, from as never, rest));
  else setMember(target, step, from);
  return target;
}

/** Without the value that it begins with, which may be a whole pod template, secrets included. */
export function withoutValue(message: string): string {
  const [line = ''] = message.split('\n');
  const start = /^(?:Invalid|Unsupported|Duplicate) value: /.exec(line);
  if (!start) return line.replace(/^Forbidden: /, '');
  const rest = line.slice(start[0].length);
  const value = /^(?:"(?:[^"\\]|\\.)*"|[{[].*[}\]]|[^:{["]*)(?=: )/.exec(rest);
  return value ? rest.slice(value[0].length + 2) : start[0].trim();
}
