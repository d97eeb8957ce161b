import type { Client } from '../../client/client';
import type { Event, ObjectReference } from '../../kube/generated/core-v1';
import { Events } from '../../kube/generated/resources';
import type { KubeObject, ObjectMeta } from '../../kube/object';
import { isStatus } from '../../kube/status';
import { type Clock, timestamp } from '../clock/clock';

export interface EventSource {
  /** As `kubectl describe` shows under From: `deployment-controller`, `kubelet`. */
  readonly component: string;
  /** The node, for kubelets. */
  readonly host?: string;
}

/** How many different events are remembered for counting repetitions (client-go keeps 4,096). */
const REMEMBERED = 4096;

/** Tells users what happened to an object. A repeated event raises the count of the first one. */
export class EventRecorder {
  private readonly recent = new Map<string, Event>();
  private sequence = 0;

  constructor(
    private readonly client: Client,
    private readonly clock: Clock,
    private readonly source: EventSource,
  ) {}

  normal(about: KubeObject, reason: string, message: string, fieldPath?: string): void {
    this.record(about, 'Normal', reason, message, fieldPath);
  }

  warning(about: KubeObject, reason: string, message: string, fieldPath?: string): void {
    this.record(about, 'Warning', reason, message, fieldPath);
  }

  private record(about: KubeObject, type: string, reason: string, message: string, fieldPath?: string): void {
    const key = `${about.metadata.uid}\0${type}\0${reason}\0${message}\0${fieldPath ?? ''}`;
    const known = this.recent.get(key);
    this.recent.delete(key);
    try {
      const event = known
        ? this.repeat(known)
        : this.client.create(Events, this.build(about, type, reason, message, fieldPath));
      this.recent.set(key, event);
      if (this.recent.size > REMEMBERED) this.recent.delete(this.recent.keys().next().value!);
    } catch (error) {
      // Events are best effort: a namespace that is going away takes none, and an old one may have expired.
      if (!isStatus(error, 'Forbidden') && !isStatus(error, 'NotFound') && !isStatus(error, 'Conflict'))
        throw error;
    }
  }

  private repeat(known: Event): Event {
    const lastTimestamp = timestamp(this.clock.now());
    return this.client.patch(Events, known.metadata.namespace!, known.metadata.name!, 'merge', {
      count: (known.count ?? 1) + 1,
      lastTimestamp,
    });
  }

  private build(about: KubeObject, type: string, reason: string, message: string, fieldPath?: string): Event {
    const at = timestamp(this.clock.now());
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: eventMetadata(about, this.clock.now(), this.sequence++),
      involvedObject: eventReference(about, fieldPath),
      reason,
      message,
      source: this.source.host
        ? { component: this.source.component, host: this.source.host }
        : { component: this.source.component },
      firstTimestamp: at,
      lastTimestamp: at,
      count: 1,
      type,
      reportingComponent: this.source.component,
      ...(this.source.host ? { reportingInstance: this.source.host } : {}),
    };
  }
}

/** An event's name tells when it happened, to the nanosecond; `sequence` tells events of one millisecond apart. */
export function eventMetadata(about: KubeObject, now: number, sequence: number): ObjectMeta {
  const nanoseconds = BigInt(now) * 1_000_000n + BigInt(sequence % 1_000_000);
  const { name, namespace } = about.metadata;
  return { name: `${name}.${nanoseconds.toString(16)}`, namespace: namespace || 'default' };
}

/** The object that an event is about, in the version that was seen. */
export function eventReference(about: KubeObject, fieldPath?: string): ObjectReference {
  const { namespace, name, uid, resourceVersion } = about.metadata;
  return {
    kind: about.kind,
    ...(namespace ? { namespace } : {}),
    name,
    uid,
    apiVersion: about.apiVersion,
    ...(resourceVersion ? { resourceVersion } : {}),
    ...(fieldPath ? { fieldPath } : {}),
  };
}
