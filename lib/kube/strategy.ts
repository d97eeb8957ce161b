import type { FieldError } from './field-error';
import type { KubeObject } from './object';

/**
 * How one kind behaves in the API server (Kubernetes' registry strategies). Everything is pure and synchronous; objects
 * go in frozen and come out new, sharing what did not change. What a strategy leaves out, the generic one does.
 */
export interface Strategy<T extends KubeObject = KubeObject> {
  /** Fills what the author left out, as decoding does in Kubernetes. Returns the same object when nothing is missing. */
  defaults?(object: T): T;
  /** After the generic reset (status dropped, generation 1). */
  prepareForCreate?(object: T): T;
  /** After the generic reset (status kept from `old`, generation raised when the spec changed). */
  prepareForUpdate?(object: T, old: T): T;
  /** All that is wrong with a new object. Metadata is validated for every kind and need not be repeated here. */
  validate?(object: T): FieldError[];
  /** All that is wrong with an update; metadata is validated for every kind. Includes {@link validate} where Kubernetes does. */
  validateUpdate?(object: T, old: T): FieldError[];
  /** On the `/status` subresource. */
  prepareForStatusUpdate?(object: T, old: T): T;
  validateStatusUpdate?(object: T, old: T): FieldError[];
  /** Texts for `Warning:` headers, on create and update. */
  warnings?(object: T, old?: T): string[];
  /** The rule for `metadata.name`; the default is a DNS subdomain. Returns what is wrong with the name. */
  validateName?(name: string, prefix: boolean): string[];
  /** Whether PUT on a missing object creates it. Default false. */
  readonly allowCreateOnUpdate?: boolean;
  /** Whether PUT without resourceVersion is allowed. Default true. */
  readonly allowUnconditionalUpdate?: boolean;
  /** Which part, changed, raises `metadata.generation`. Default `spec` for kinds with a spec and a generation. */
  readonly generation?: 'spec' | 'all' | 'none';
  /** Seconds of graceful deletion, or undefined for none. */
  gracePeriod?(object: T, asked: number | undefined): number | undefined;
  /** Fields a field selector may use beyond `metadata.name` and `metadata.namespace`, and their value. */
  readonly selectableFields?: { readonly [field: string]: (object: T) => string };
}
