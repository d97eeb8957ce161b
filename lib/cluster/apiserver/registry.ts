import type { ApiRequest } from '../../kube/api-request';
import type { ManagedFields } from '../../kube/apply/managed-fields';
import { withField } from '../../kube/defaults/defaulting';
import { equal, freezeSharing, type Writable } from '../../kube/frozen';
import type { KubeObject, ObjectMeta } from '../../kube/object';
import { alreadyExists, notFound, plainError } from '../../kube/status';
import { admitNew, admitUpdate } from '../../kube/validation/admit-object';
import { timestamp } from '../clock/clock';
import type { WriteInfo } from '../storage/revision';
import type { AdmissionChain } from './admission/chain';
import { type AdmissionNotes, aboutObject, admissionRequest, type Operation } from './admission/plugin';
import { checkConcurrency, namesVersion } from './concurrency';
import { warningsOf } from './decoding';
import { checkPreconditions, deletionStep } from './deletion';
import type { ApiServerEnvironment } from './environment';
import { asRequested, asStored, type KindRegistration } from './kind-registration';
import { withoutSystemMetadata, withSystemMetadata } from './object-metadata';
import { withOwnersOnce } from './owner-references';
import { type OwnershipChange, WrittenFields } from './ownership-change';
import { StoredObject } from './stored-object';

/** What a kind does beside its strategy when it is written: it needs the API server's own state. */
export interface RegistryHooks {
  /** After admission, before validation: allocation of addresses and ports, and who may give which rights. */
  beforeCreate?(object: KubeObject, request: ApiRequest): KubeObject;
  beforeUpdate?(object: KubeObject, old: KubeObject, request: ApiRequest): KubeObject;
  /** After the write is in storage. Not called for a dry run. */
  afterWrite?(object: KubeObject, old: KubeObject | undefined): void;
  afterRemove?(object: KubeObject): void;
  /** What the first DELETE makes of an object that is not to go at once, in place of the generic rules. */
  marked?(object: KubeObject): KubeObject;
  /** What a DELETE does to an object before the generic rules; may refuse it. */
  beforeDelete?(object: KubeObject, request: ApiRequest): KubeObject;
  /** Whether an object marked for deletion and without finalizers may go. */
  mayBeRemoved?(object: KubeObject): boolean;
}

/** What a write made of an object. */
export interface WriteOutcome {
  readonly stored: StoredObject;
  readonly created: boolean;
  /** The object is gone: a delete, or an update that removed the last finalizer. */
  readonly removed: boolean;
  readonly warnings: readonly string[];
}

/** A version of an object on its way in. */
export interface Draft {
  readonly object: KubeObject;
  /** The ownership it comes with, as its sender wrote it. Default: that of the stored object. */
  readonly managed?: ManagedFields;
  /** What the write does to the ownership, where that is not just what changed: server-side apply, scale. */
  readonly ownership?: OwnershipChange;
  /** Present for a subresource whose body is of another kind: admission is shown that, in place of the object. */
  readonly part?: DraftPart;
}

/** The body of a write to a subresource such as scale, and what it stands for. */
export interface DraftPart {
  readonly body: KubeObject;
  /** What the subresource shows of an object. */
  show(object: KubeObject): KubeObject;
  /** The object with what an admitted body says; may refuse it. */
  merge(body: KubeObject): KubeObject;
}

/** How often a generated name is drawn again when it is taken. */
const NAME_ATTEMPTS = 8;

/**
 * Creates, updates and deletes the objects of one resource: defaulting, admission, the strategy's rules, validation,
 * optimistic concurrency, finalizers, and the write (Kubernetes' generic registry store).
 */
export class Registry {
  /** What somebody outside has sent last: more of the same often follows. */
  private lastSent: KubeObject | undefined;

  constructor(
    readonly kind: KindRegistration,
    private readonly environment: ApiServerEnvironment,
    readonly admission: AdmissionChain,
    private readonly hooks: RegistryHooks = {},
  ) {}

  find(namespace: string, name: string): StoredObject | undefined {
    return this.environment.storage.get(this.kind.storageName, namespace, name) as StoredObject | undefined;
  }

  get(namespace: string, name: string): StoredObject {
    const stored = this.find(namespace, name);
    if (!stored) throw notFound(this.kind.info, name);
    return stored;
  }

  /** @param isUpdate it is an update of what is not there: the version it names does not matter */
  create(request: ApiRequest, draft: Draft, isUpdate = false): WriteOutcome {
    const { info, strategy } = this.kind;
    const notes = notesOf(request);
    const sent = sentObject(draft, request, this.lastSent, notes.warnings);
    if (!request.lean) this.lastSent = sent;
    const placed = withoutSystemMetadata(sent, request, info);
    const defaulted = strategy.defaults?.(placed) ?? placed;
    const asked = this.admissionRequest('CREATE', request, placed.metadata.name ?? '', notes);
    const mutated = withOwnersOnce(this.admission.mutate(defaulted, asked), notes.warnings, true);
    const named = this.withFreeName(mutated);
    const allocated = this.hooks.beforeCreate?.(named, request) ?? named;
    const { object, warnings } = admitNew(info, allocated, request.user, strategy);
    notes.warnings.push(...warnings);
    const name = object.metadata.name!;
    this.admission.validate(aboutObject(asked, object, name));
    const taken = this.find(request.namespace, name);
    if (taken) throw alreadyExists(info, name, taken.object.metadata.deletionTimestamp !== undefined);
    const change = this.ownershipChange(request, undefined, draft, defaulted);
    if (!isUpdate && draft.object.metadata.resourceVersion && !request.options.dryRun)
      throw plainError('resourceVersion should not be set on objects to be created');
    this.writeFirst(notes, request);
    const stored = this.write(request, object, undefined, change);
    return { stored, created: true, removed: false, warnings: notes.warnings };
  }

  /**
   * Replaces an object by what `draft` makes of the stored one.
   * @param subresource `status`, or another part whose rules are those of the main resource
   */
  update(
    request: ApiRequest,
    name: string,
    makeDraft: (existing: StoredObject | undefined) => Draft,
    subresource = '',
  ): WriteOutcome {
    const existing = this.find(request.namespace, name);
    if (!existing && !(this.kind.strategy.allowCreateOnUpdate && subresource === ''))
      throw notFound(this.kind.info, name);
    const draft = makeDraft(existing);
    if (!existing) {
      checkConcurrency(draft.object, undefined, request, this.kind.info);
      return this.create({ ...request, verb: 'create' }, draft, true);
    }
    const notes = notesOf(request);
    const { warnings } = notes;
    const old = this.asRequested(existing);
    const given = this.withVersion(sentObject(draft, request, old, warnings), old);
    checkConcurrency(given, old, request, this.kind.info);
    const defaulted = this.kind.strategy.defaults?.(given) ?? given;
    const { part } = draft;
    const oldObject = part ? part.show(old) : old;
    const asked = this.admissionRequest('UPDATE', request, name, notes, oldObject);
    const admitted = part
      ? part.merge(this.admission.mutate(part.body, asked))
      : withOwnersOnce(this.admission.mutate(defaulted, asked), warnings, true);
    const allocated = this.hooks.beforeUpdate?.(admitted, old, request) ?? admitted;
    const { object, warnings: more } = admitUpdate(
      this.kind.info,
      subresource,
      allocated,
      old,
      request.user,
      this.kind.strategy,
    );
    warnings.push(...more);
    this.admission.validate(aboutObject(asked, part ? part.show(object) : object));
    const change = this.ownershipChange(request, existing, draft, defaulted);
    this.writeFirst(notes, request);
    if (this.isFinished(object, old)) return this.remove(request, existing, object, warnings, change);
    const isAsked = () =>
      draft.managed !== undefined || draft.ownership !== undefined || !equal(defaulted, old);
    if (this.changesNothing(object, existing, isAsked, change))
      return { stored: existing, created: false, removed: false, warnings };
    return {
      stored: this.write(request, object, existing, change),
      created: false,
      removed: false,
      warnings,
    };
  }

  delete(request: ApiRequest, name: string): WriteOutcome {
    const existing = this.get(request.namespace, name);
    const { group, kind } = this.kind.info;
    // A conflict names the kind where other errors name the resource.
    checkPreconditions(existing.object, request.options, { group, resource: kind });
    const notes = notesOf(request);
    this.admission.validate(
      this.admissionRequest('DELETE', request, name, notes, this.asRequested(existing)),
    );
    return this.deleteAdmitted(request, existing, notes.warnings);
  }

  /** Deletes past admission and preconditions: for evictions, which are admitted as such. */
  deleteAdmitted(
    request: ApiRequest,
    existing: StoredObject,
    warnings: readonly string[] = [],
  ): WriteOutcome {
    const old = this.asRequested(existing);
    const object = this.hooks.beforeDelete?.(old, request) ?? old;
    const now = this.environment.clock.now();
    const step = deletionStep(object, request.options, this.kind.strategy, now);
    const unchanged = { stored: existing, created: false, removed: false, warnings };
    if (this.hooks.marked && !old.metadata.deletionTimestamp)
      return { ...unchanged, stored: this.write(request, this.hooks.marked(old), existing, undefined) };
    if (step.kind === 'pending') return unchanged;
    if (step.kind === 'remove' && (this.hooks.mayBeRemoved?.(object) ?? true)) {
      if (!step.marked) return this.remove(request, existing, object, warnings);
      const last = this.write(request, step.marked, existing, undefined);
      return this.remove(request, last, this.asRequested(last), warnings);
    }
    const marked = step.kind === 'mark' ? step.object : object;
    if (equal(marked, old)) return unchanged;
    return { ...unchanged, stored: this.write(request, marked, existing, undefined) };
  }

  /** Writes an object as it is, past admission and validation: for the API server's own bookkeeping (bindings, quota). */
  writeInternally(request: ApiRequest, object: KubeObject, existing: StoredObject): StoredObject {
    return equal(object, existing.object) ? existing : this.write(request, object, existing, undefined);
  }

  private withFreeName(object: KubeObject): KubeObject {
    const { name, namespace = '', generateName } = object.metadata;
    for (let attempt = 1; ; attempt++) {
      const named = withSystemMetadata(object, this.environment);
      const generated = !name && generateName;
      if (!generated || attempt === NAME_ATTEMPTS || !this.find(namespace, named.metadata.name!))
        return named;
    }
  }

  private writeFirst({ writes }: AdmissionNotes, { options }: ApiRequest): void {
    if (!options.dryRun) for (const write of writes) write();
  }

  /** An update that names no version is one of whatever version there is, for most kinds. */
  private withVersion(given: KubeObject, old: KubeObject): KubeObject {
    if (namesVersion(given) || this.kind.strategy.allowUnconditionalUpdate === false) return given;
    return { ...given, metadata: { ...given.metadata, resourceVersion: old.metadata.resourceVersion } };
  }

  /** The update removed the last reason to keep an object that is marked for deletion. */
  private isFinished(object: KubeObject, old: KubeObject): boolean {
    if (!old.metadata.deletionTimestamp || object.metadata.finalizers?.length) return false;
    return !old.metadata.deletionGracePeriodSeconds && (this.hooks.mayBeRemoved?.(object) ?? true);
  }

  /** @param isAsked whether the request wants anything that is not there */
  private changesNothing(
    object: KubeObject,
    existing: StoredObject,
    isAsked: () => boolean,
    change: OwnershipChange,
  ): boolean {
    const old = this.asRequested(existing);
    const { resourceVersion } = old.metadata;
    const isVersioned = object.metadata.resourceVersion === resourceVersion;
    const unversioned = isVersioned
      ? object
      : { ...object, metadata: { ...object.metadata, resourceVersion } };
    if (!equal(unversioned, old)) return false;
    // An unchanged object can still gain an owner, if more was asked for than what was there.
    if (!isAsked()) return true;
    const before = existing.managed();
    return change.of(before).withTimesOf(before).equals(before);
  }

  private ownershipChange(
    request: ApiRequest,
    existing: StoredObject | undefined,
    { managed, ownership }: Draft,
    after: KubeObject,
  ): OwnershipChange {
    if (ownership) return ownership;
    const replaced = existing && this.asRequested(existing);
    const time = timestamp(this.environment.clock.now());
    return new WrittenFields(this.kind, request, replaced, after, managed, time);
  }

  private write(
    request: ApiRequest,
    object: KubeObject,
    existing: StoredObject | undefined,
    change: OwnershipChange | undefined,
  ): StoredObject {
    const { storage } = this.environment;
    if (request.options.dryRun) return StoredObject.of(asStored(this.kind, object), existing, change);
    const stored = StoredObject.of(this.asStored(object, storage.revision + 1), existing, change);
    const { namespace = '', name } = object.metadata;
    storage.put(this.kind.storageName, namespace, name!, stored, this.writeInfo(request));
    this.hooks.afterWrite?.(stored.object, existing?.object);
    return stored;
  }

  private remove(
    request: ApiRequest,
    existing: StoredObject,
    object: KubeObject,
    warnings: readonly string[],
    change?: OwnershipChange,
  ): WriteOutcome {
    const { storage } = this.environment;
    const final = StoredObject.of(this.asStored(object, storage.revision + 1), existing, change);
    if (!request.options.dryRun) {
      const { namespace = '', name } = object.metadata;
      storage.remove(this.kind.storageName, namespace, name!, final, this.writeInfo(request));
      this.hooks.afterRemove?.(final.object);
    }
    return { stored: final, created: false, removed: true, warnings };
  }

  private asRequested({ object }: StoredObject): KubeObject {
    return asRequested(this.kind, object);
  }

  private asStored(object: KubeObject, revision: number): KubeObject {
    return asStored(this.kind, versioned(object, revision));
  }

  private writeInfo(request: ApiRequest): WriteInfo {
    const { user, agent, verb, subresource = '', cause } = request;
    return { user, agent, verb, subresource, cause, time: this.environment.clock.now() };
  }

  private admissionRequest(
    operation: Operation,
    request: ApiRequest,
    name: string,
    notes: AdmissionNotes,
    oldObject?: KubeObject,
  ) {
    return admissionRequest(operation, this.kind.info, request, name, notes, oldObject);
  }
}

/** Parts that it has in common with what is known need not be looked at again; components share theirs already. */
function sentObject(
  { object }: Draft,
  { verb, lean }: ApiRequest,
  known: KubeObject | undefined,
  warnings: string[],
): KubeObject {
  const owned = verb === 'patch' ? object : withOwnersOnce(object, warnings);
  return lean ? owned : freezeSharing(owned, known);
}

function notesOf(request: ApiRequest): AdmissionNotes {
  return { warnings: warningsOf(request), writes: [] };
}

/** In place, where the parts are this write's own: what is stored, or belongs to somebody else, is frozen. */
function versioned(object: KubeObject, revision: number): KubeObject {
  const { metadata } = object;
  const own: Writable<ObjectMeta> = Object.isFrozen(metadata) ? { ...metadata } : metadata;
  own.resourceVersion = String(revision);
  if (Object.isFrozen(object)) return withField(object, 'metadata', own);
  (object as Writable<KubeObject>).metadata = own;
  return object;
}
