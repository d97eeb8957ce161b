import type { UserInfo } from './api-request';
import type { FieldError } from './field-error';
import type { GroupVersionKind, KubeObject } from './object';

/**
 * How one kind behaves in the API server (Kubernetes' registry strategies). Everything is pure and synchronous; objects
 * go in frozen and come out new, sharing what did not change. What a strategy leaves out, the generic rule does.
 */
export interface Strategy<T extends KubeObject = KubeObject> {
  /** Fills what the author left out, as decoding does in Kubernetes. Returns the same object when nothing is missing. */
  defaults?(object: T): T;
  /** The status a new object starts with. Without it, a kind with a status subresource starts with an empty status. */
  initialStatus?(object: T): unknown;
  /** After the generic reset (status, generation). */
  prepareForCreate?(object: T, user: UserInfo): T;
  /** After the generic reset (status and generation taken from `old`), before {@link generationChanged}. */
  prepareForUpdate?(object: T, old: T, user: UserInfo): T;
  /**
   * Whether an update raises `metadata.generation`. Kinds that leave it out have no generation.
   * {@link specChanged} is the usual rule.
   */
  generationChanged?(object: T, old: T): boolean;
  /** All that is wrong with a new object. Metadata is validated for every kind and need not be repeated here. */
  validate?(object: T): FieldError[];
  /** All that is wrong with an update, including {@link validate} where Kubernetes does; metadata need not be repeated. */
  validateUpdate?(object: T, old: T): FieldError[];
  /** On `/status`, after the generic reset (everything but the status taken from `old`). */
  prepareForStatusUpdate?(object: T, old: T): T;
  validateStatusUpdate?(object: T, old: T): FieldError[];
  /** Texts for `Warning:` headers, on create and update. `asked` is the object before it was prepared. */
  warnings?(object: T, old: T | undefined, asked: T): string[];
  /** The same, for an update of `/status`. */
  statusWarnings?(object: T, old: T): string[];
  /** Subresources besides `/status` that update the object: what of it they take, and what is wrong with the result. */
  readonly subresources?: { readonly [name: string]: SubresourceStrategy<T> };
  /** What errors call the kind, where two kinds are one type inside Kubernetes. */
  readonly reportedKind?: GroupVersionKind;
  /** The kind calls validateObjectMeta in its own functions, because Kubernetes reports metadata in an order of its own. */
  readonly validatesOwnMetadata?: boolean;
  /** What is wrong with `metadata.name`; `prefix` for a generateName. The default rule is a DNS subdomain. */
  validateName?(name: string, prefix: boolean): string[];
  /** Whether PUT on a missing object creates it. Default false. */
  readonly allowCreateOnUpdate?: boolean;
  /** Whether PUT without resourceVersion is allowed. Default true. */
  readonly allowUnconditionalUpdate?: boolean;
  /** Whether DELETE answers with the object instead of a Status. Default false. */
  readonly returnsDeletedObject?: boolean;
  /**
   * Seconds of graceful deletion for what was asked (undefined: nothing was), or undefined if the object goes at once.
   * Kinds that leave it out always go at once.
   */
  gracePeriod?(object: T, asked: number | undefined): number | undefined;
  /** Garbage collection when DELETE does not say: `Background` unless a kind differs. */
  readonly defaultPropagation?: 'Background' | 'Orphan' | 'Unsupported';
  /** Told to whoever deletes without saying what is to become of the dependents. */
  readonly deletionWarning?: string;
  /** Fields a field selector may use beyond `metadata.name` and `metadata.namespace`, and their value. */
  readonly selectableFields?: { readonly [field: string]: (object: T) => string };
}

/** How one subresource such as `pods/resize` updates the object. */
export interface SubresourceStrategy<T extends KubeObject = KubeObject> {
  /** The old object with what this subresource may change taken from the new one. */
  prepareForUpdate(object: T, old: T): T;
  validateUpdate(object: T, old: T): FieldError[];
}
