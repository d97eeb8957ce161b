import type { Event as CoreEvent } from '../generated/core-v1';
import type { Event as NewEvent } from '../generated/events-v1';
import type { KubeObject } from '../object';
import type { Strategy } from '../strategy';
import {
  type EventFields,
  validateEvent,
  validateEventStrictly,
  validateEventUpdate,
} from '../validation/event';

/** Events of both API groups are the same objects; they differ in the names of fields, and in how strict they are. */

function fieldsOfCore({ metadata, reportingComponent, ...event }: CoreEvent): EventFields {
  return { ...event, metadata, reportingController: reportingComponent };
}

function fieldsOfNew({ metadata, ...event }: NewEvent): EventFields {
  return {
    ...event,
    metadata,
    involvedObject: event.regarding,
    message: event.note,
    source: event.deprecatedSource,
    firstTimestamp: event.deprecatedFirstTimestamp,
    lastTimestamp: event.deprecatedLastTimestamp,
    count: event.deprecatedCount,
  };
}

function selectable<T extends KubeObject>(
  fieldsOf: (event: T) => EventFields,
): { readonly [field: string]: (event: T) => string } {
  const object = (field: keyof NonNullable<EventFields['involvedObject']>) => (event: T) =>
    fieldsOf(event).involvedObject?.[field] ?? '';
  return {
    'involvedObject.kind': object('kind'),
    'involvedObject.namespace': object('namespace'),
    'involvedObject.name': object('name'),
    'involvedObject.uid': object('uid'),
    'involvedObject.apiVersion': object('apiVersion'),
    'involvedObject.resourceVersion': object('resourceVersion'),
    'involvedObject.fieldPath': object('fieldPath'),
    reason: (event) => fieldsOf(event).reason ?? '',
    reportingComponent: (event) => fieldsOf(event).reportingController ?? '',
    source: (event) => fieldsOf(event).source?.component || fieldsOf(event).reportingController || '',
    type: (event) => fieldsOf(event).type ?? '',
  };
}

export const eventStrategy: Strategy<CoreEvent> = {
  validatesOwnMetadata: true,
  validate: (event) => validateEvent(fieldsOfCore(event), 'reportingComponent'),
  validateUpdate: (event) => validateEvent(fieldsOfCore(event), 'reportingComponent'),
  allowCreateOnUpdate: true,
  defaultPropagation: 'Unsupported',
  selectableFields: selectable(fieldsOfCore),
};

export const newEventStrategy: Strategy<NewEvent> = {
  validatesOwnMetadata: true,
  reportedKind: { group: '', version: 'v1', kind: 'Event' },
  validate: (event) => validateEventStrictly(fieldsOfNew(event)),
  validateUpdate: (event, old) => validateEventUpdate(fieldsOfNew(event), fieldsOfNew(old)),
  allowCreateOnUpdate: true,
  defaultPropagation: 'Unsupported',
  selectableFields: selectable(fieldsOfNew),
};
