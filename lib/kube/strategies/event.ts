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

/** The core group's own names are those that messages use, but for the reporter. */
const fieldsOfCore = (event: CoreEvent): EventFields => event;

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

/** What both groups select by. @param subject the name of the field that says what the event is about */
function selectable<T extends KubeObject>(
  fieldsOf: (event: T) => EventFields,
  subject: 'involvedObject' | 'regarding',
): { readonly [field: string]: (event: T) => string } {
  const object = (field: (typeof SUBJECT_FIELDS)[number]) => (event: T) =>
    fieldsOf(event).involvedObject?.[field] ?? '';
  return {
    ...Object.fromEntries(SUBJECT_FIELDS.map((field) => [`${subject}.${field}`, object(field)])),
    reason: (event) => fieldsOf(event).reason ?? '',
    type: (event) => fieldsOf(event).type ?? '',
  };
}

const SUBJECT_FIELDS = [
  'kind',
  'namespace',
  'name',
  'uid',
  'apiVersion',
  'resourceVersion',
  'fieldPath',
] as const satisfies readonly (keyof NonNullable<EventFields['involvedObject']>)[];

export const eventStrategy: Strategy<CoreEvent> = {
  validatesOwnMetadata: true,
  validate: (event) => validateEvent(event, 'reportingComponent'),
  validateUpdate: (event) => validateEvent(event, 'reportingComponent'),
  allowCreateOnUpdate: true,
  defaultPropagation: 'Unsupported',
  selectableFields: {
    ...selectable(fieldsOfCore, 'involvedObject'),
    reportingComponent: (event) => event.reportingComponent ?? '',
    source: (event) => event.source?.component || event.reportingComponent || '',
  },
};

export const newEventStrategy: Strategy<NewEvent> = {
  validatesOwnMetadata: true,
  reportedKind: { group: '', version: 'v1', kind: 'Event' },
  validate: (event) => validateEventStrictly(fieldsOfNew(event)),
  validateUpdate: (event, old) => validateEventUpdate(fieldsOfNew(event), fieldsOfNew(old)),
  allowCreateOnUpdate: true,
  defaultPropagation: 'Unsupported',
  selectableFields: {
    ...selectable(fieldsOfNew, 'regarding'),
    reportingController: (event) => event.reportingController ?? '',
  },
};
