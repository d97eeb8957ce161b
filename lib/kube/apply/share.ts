import { freeze } from '../frozen';
import type { ManagedFieldsEntry } from '../generated/meta-v1';
import { goJson, goQuote } from '../go-format';
import type { FieldSet } from './field-set';
import { compareText } from './path-element';

export type Operation = 'Apply' | 'Update';

export interface ManagerIdentity {
  readonly manager: string;
  readonly operation: Operation;
  readonly apiVersion: string;
  /** Empty for the main resource. */
  readonly subresource: string;
}

/** What one manager owns of an object: one entry of `managedFields`. Immutable. */
export class Share implements ManagerIdentity {
  readonly manager: string;
  readonly operation: Operation;
  readonly apiVersion: string;
  readonly subresource: string;
  private knownKey?: string;
  private knownEntry?: ManagedFieldsEntry;

  constructor(
    identity: ManagerIdentity,
    readonly fields: FieldSet,
    /** When the manager last changed something, in whole seconds. */
    readonly time: string | undefined,
  ) {
    this.manager = identity.manager;
    this.operation = identity.operation;
    this.apiVersion = identity.apiVersion;
    this.subresource = identity.subresource;
  }

  /** Who applies is the same in all versions; who updates has an entry for each. */
  isOf(identity: ManagerIdentity): boolean {
    return (
      this.manager === identity.manager &&
      this.operation === identity.operation &&
      this.subresource === identity.subresource &&
      (this.operation === 'Apply' || this.apiVersion === identity.apiVersion)
    );
  }

  with(fields: FieldSet): Share {
    return fields === this.fields ? this : new Share(this, fields, this.time);
  }

  /** What Kubernetes knows the manager by; it decides some orders. */
  get key(): string {
    const { manager, operation, apiVersion, subresource } = this;
    this.knownKey ??= goJson({
      ...(manager ? { manager } : {}),
      operation,
      ...(operation === 'Update' ? { apiVersion } : {}),
      ...(subresource ? { subresource } : {}),
    });
    return this.knownKey;
  }

  get entry(): ManagedFieldsEntry {
    this.knownEntry ??= freeze({
      ...(this.manager ? { manager: this.manager } : {}),
      operation: this.operation,
      apiVersion: this.apiVersion,
      ...(this.time === undefined ? {} : { time: this.time }),
      fieldsType: 'FieldsV1',
      fieldsV1: this.fields.print(),
      ...(this.subresource ? { subresource: this.subresource } : {}),
    });
    return this.knownEntry;
  }

  equals(other: Share): boolean {
    if (this === other) return true;
    return (
      this.isOf(other) &&
      this.apiVersion === other.apiVersion &&
      this.time === other.time &&
      this.fields.equals(other.fields)
    );
  }
}

/** `"kubectl" with subresource "status" using apps/v1`, as conflicts name a manager. */
export function printedManager({ manager, operation, apiVersion, subresource }: ManagerIdentity): string {
  const name = subresource
    ? `${goQuote(manager)} with subresource ${goQuote(subresource)}`
    : goQuote(manager);
  return operation === 'Update' ? `${name} using ${apiVersion}` : name;
}

/** The order of `managedFields`. */
export function compareEntries(a: Share, b: Share): number {
  return (
    compareText(a.operation, b.operation) ||
    compareTimes(a, b) ||
    compareText(a.manager, b.manager) ||
    compareText(a.apiVersion, b.apiVersion) ||
    compareText(a.subresource, b.subresource)
  );
}

/** Entries without a time come first; times are written alike, so that text order is time's order. */
export function compareTimes(a: Share, b: Share): number {
  return compareText(a.time ?? '', b.time ?? '');
}
