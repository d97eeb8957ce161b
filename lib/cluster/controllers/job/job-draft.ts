import type { Client } from '../../../client/client';
import type { Writable } from '../../../kube/frozen';
import type { Job, JobCondition, JobStatus } from '../../../kube/generated/batch-v1';
import { Jobs } from '../../../kube/generated/resources';
import { withJobCondition } from './job-conditions';

/** A Job whose status is in the making, and what of it has to be written. */
export class JobDraft {
  readonly status: Writable<JobStatus>;
  /** The status says something that has not been written. */
  isChanged = false;

  constructor(private stored: Job) {
    this.status = { ...stored.status, uncountedTerminatedPods: stored.status?.uncountedTerminatedPods ?? {} };
  }

  get job(): Job {
    return this.stored;
  }

  get conditions(): readonly JobCondition[] {
    return this.status.conditions ?? NONE;
  }

  /** Pods whose end is going to be counted when their finalizer is gone. */
  get uncounted(): { readonly succeeded: readonly string[]; readonly failed: readonly string[] } {
    const { succeeded = [], failed = [] } = this.status.uncountedTerminatedPods!;
    return { succeeded, failed };
  }

  /** Sets plain fields of the status; undefined ones are taken out. */
  set(fields: Partial<JobStatus>): void {
    for (const [field, value] of Object.entries(fields) as [keyof JobStatus, never][]) {
      if (this.status[field] === value) continue;
      this.status[field] = value;
      this.isChanged = true;
    }
  }

  /** Sets a condition. Returns whether it changes anything. */
  setCondition(condition: JobCondition): boolean {
    const conditions = withJobCondition(this.conditions, condition);
    if (conditions === this.conditions) return false;
    this.status.conditions = conditions;
    this.isChanged = true;
    return true;
  }

  /** Adds pods to those that are going to be counted. */
  addUncounted(outcome: 'succeeded' | 'failed', uids: readonly string[]): void {
    if (uids.length === 0) return;
    const { uncounted } = this;
    this.status.uncountedTerminatedPods = {
      ...this.status.uncountedTerminatedPods,
      [outcome]: [...uncounted[outcome], ...uids],
    };
    this.isChanged = true;
  }

  /** Counts those of them whose finalizer is gone. */
  countReleased(isTracked: (uid: string) => boolean): void {
    const { succeeded, failed } = this.uncounted;
    const left = { succeeded: succeeded.filter(isTracked), failed: failed.filter(isTracked) };
    const released = {
      succeeded: succeeded.length - left.succeeded.length,
      failed: failed.length - left.failed.length,
    };
    if (released.succeeded + released.failed === 0) return;
    this.status.succeeded = (this.status.succeeded ?? 0) + released.succeeded || undefined;
    this.status.failed = (this.status.failed ?? 0) + released.failed || undefined;
    this.status.uncountedTerminatedPods = {
      ...(left.succeeded.length ? { succeeded: left.succeeded } : {}),
      ...(left.failed.length ? { failed: left.failed } : {}),
    };
    this.isChanged = true;
  }

  /** Writes the status, if there is anything new in it. */
  flush(client: Client): void {
    if (!this.isChanged) return;
    this.stored = client.updateStatus(Jobs, { ...this.stored, status: { ...this.status } });
    this.isChanged = false;
  }
}

const NONE: readonly JobCondition[] = [];
