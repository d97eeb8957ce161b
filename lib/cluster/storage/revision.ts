import type { UserInfo, Verb } from '../../kube/api-request';
import type { ManagedFieldsEntry } from '../../kube/generated/meta-v1';
import type { KubeObject } from '../../kube/object';

/** A stored object, frozen, and apart from it who owns which of its fields: most readers need only the object. */
export interface Stored {
  readonly object: KubeObject;
  /** As in `metadata.managedFields`; computed when it is first read. */
  managedFields(): readonly ManagedFieldsEntry[];
}

/** Who made a write, and why. */
export interface WriteInfo {
  readonly user: UserInfo;
  /** The client program. */
  readonly agent: string;
  readonly verb: Verb;
  /** Empty for the object itself. */
  readonly subresource: string;
  /** The revision whose event made a component write. */
  readonly cause: number | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
}

/** One write: an entry of the journal. */
export interface Revision extends WriteInfo {
  readonly revision: number;
  readonly type: 'create' | 'update' | 'delete';
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  /** For a delete, the last state. */
  readonly value: Stored;
  readonly previous: Stored | undefined;
}

/** Is told of every write when it has happened: what keeps a journal outside of the process. */
export interface JournalSink {
  write(revision: Revision): void;
}
