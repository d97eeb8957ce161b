import type { Client } from '../../../client/client';
import type { Clock } from '../../clock/clock';
import type { EventRecorder } from '../../component/event-recorder';
import type { Expectations } from '../../component/expectations';
import type { PodControl } from '../../component/pod-control';
import type { FailureRecord } from './failure-backoff';
import type { FinalizerExpectations } from './finalizer-expectations';

/** What all syncs of the Job controller share. */
export interface JobEnvironment {
  readonly clock: Clock;
  readonly client: Client;
  readonly events: EventRecorder;
  readonly podControl: PodControl;
  readonly expectations: Expectations;
  readonly finalizers: FinalizerExpectations;
  /** How the pods of Jobs have failed lately, by the Jobs' keys. */
  readonly failures: Map<string, FailureRecord>;
  /** Looks at a Job again after so many milliseconds. */
  syncAfter(key: string, delay: number): void;
}
