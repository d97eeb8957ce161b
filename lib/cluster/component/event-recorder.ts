import type { Client } from '../../client/client';
import { withField } from '../../kube/defaults/defaulting';
import { freeze } from '../../kube/frozen';
import type { Event, ObjectReference } from '../../kube/generated/core-v1';
import { Events } from '../../kube/generated/resources';
import type { KubeObject } from '../../kube/object';
import { isStatus } from '../../kube/status';
import { type Clock, timestamp } from '../clock/clock';
import { EventCorrelator } from './event-correlator';
import { eventMetadata } from './event-name';
import { fnv32a } from './safe-hash';

export interface EventSource {
  /** As `kubectl describe` shows under From: `deployment-controller`, `kubelet`. */
  readonly component: string;
  /** The node, for kubelets. */
  readonly host?: string;
}

const EXPECTED = ['Forbidden', 'NotFound', 'Conflict', 'AlreadyExists'];

/** Tells users what happened to an object. A repeated event raises the count of the first one; see {@link EventCorrelator}. */
export class EventRecorder {
  private readonly correlator = new EventCorrelator();
  private readonly reportedSource: EventSource;
  private sequence: number;

  constructor(
    private readonly client: Client,
    private readonly clock: Clock,
    private readonly source: EventSource,
  ) {
    this.reportedSource = freeze({
      component: source.component,
      ...(source.host ? { host: source.host } : {}),
    });
    // Recorders count from different numbers, so that they choose different names in the same millisecond.
    this.sequence = fnv32a(Buffer.from(`${source.component}/${source.host ?? ''}`));
  }

  normal(about: KubeObject, reason: string, message: string, fieldPath?: string): void {
    this.record(about, 'Normal', reason, message, fieldPath);
  }

  warning(about: KubeObject, reason: string, message: string, fieldPath?: string): void {
    this.record(about, 'Warning', reason, message, fieldPath);
  }

  private record(about: KubeObject, type: string, reason: string, message: string, fieldPath?: string): void {
    const told = this.build(about, type, reason, message, fieldPath);
    const { event, isRepeated, isSpam } = this.correlator.correlate(told, this.clock.now());
    if (isSpam) return;
    try {
      if (isRepeated) this.repeat(event);
      else this.client.create(Events, freeze(event));
    } catch (error) {
      // Events are best effort: a namespace that is going away, for example, takes none.
      if (!EXPECTED.some((reason) => isStatus(error, reason))) throw error;
    }
  }

  /** An event that expired, or was never recorded, begins again. */
  private repeat(event: Event): void {
    const { count, lastTimestamp, message, metadata } = event;
    const change = { count, lastTimestamp, message };
    try {
      this.client.patch(Events, metadata.namespace!, metadata.name!, 'merge', change);
    } catch (error) {
      if (!isStatus(error, 'NotFound')) throw error;
      this.client.create(Events, event);
    }
  }

  /** In the form in which the API server keeps it: frozen, it need not be decoded. */
  private build(about: KubeObject, type: string, reason: string, message: string, fieldPath?: string): Event {
    const at = timestamp(this.clock.now());
    const { component, host } = this.source;
    const event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: eventMetadata(about, this.clock.now(), this.sequence++),
      involvedObject: eventReference(about, fieldPath),
      reason,
      message,
      source: this.reportedSource,
      firstTimestamp: at,
      lastTimestamp: at,
      count: 1,
      type,
      reportingComponent: component,
      reportingInstance: host ?? '',
    };
    return message ? event : withField<Event, 'message'>(event, 'message', undefined);
  }
}

/** The object that an event is about, in the version that was seen. */
export function eventReference(about: KubeObject, fieldPath?: string): ObjectReference {
  const { apiVersion, kind } = about;
  const { namespace, name, uid, resourceVersion } = about.metadata;
  // Most events are about these; a literal without spreads is made faster and takes less room.
  if (namespace && resourceVersion)
    return fieldPath
      ? { kind, namespace, name, uid, apiVersion, resourceVersion, fieldPath }
      : { kind, namespace, name, uid, apiVersion, resourceVersion };
  return {
    kind,
    ...(namespace ? { namespace } : {}),
    name,
    uid,
    apiVersion,
    ...(resourceVersion ? { resourceVersion } : {}),
    ...(fieldPath ? { fieldPath } : {}),
  };
}
