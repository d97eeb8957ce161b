import { type FieldError, invalidValue, required } from '../field-error';
import { FieldPath } from '../field-path';
import { equal } from '../frozen';
import type { EventSource, ObjectReference } from '../generated/core-v1';
import type { ObjectMeta } from '../generated/meta-v1';
import { goTyped } from '../go-format';
import { goStruct } from '../go-struct';
import { isDns1123Subdomain, nameIsDnsSubdomain } from '../names';
import { validateQualifiedName } from './names';
import { validateKindMeta, validateKindMetaUpdate } from './object-meta';
import { IS_IMMUTABLE, validateByRule } from './scalars';

/** An event of either API group, under the names that messages use. */
export interface EventFields {
  readonly metadata: ObjectMeta;
  readonly involvedObject?: ObjectReference;
  readonly reason?: string;
  readonly message?: string;
  readonly source?: EventSource;
  readonly firstTimestamp?: string;
  readonly lastTimestamp?: string;
  readonly count?: number;
  readonly type?: string;
  readonly eventTime?: string;
  readonly series?: { readonly count?: number; readonly lastObservedTime?: string };
  readonly action?: string;
  readonly related?: ObjectReference;
  readonly reportingController?: string;
  readonly reportingInstance?: string;
}

const METADATA = FieldPath.of('metadata');
const INVOLVED_NAMESPACE = FieldPath.of('involvedObject').child('namespace');
const NAMESPACE_MISMATCH = 'does not match event.namespace';

/** What all events are held to. `controllerField` is what the version calls the field. */
export function validateEvent(
  event: EventFields & { readonly reportingComponent?: string },
  controllerField: 'reportingComponent' | 'reportingController',
): FieldError[] {
  const errors: FieldError[] = [];
  const { namespace = '' } = event.metadata;
  const involved = event.involvedObject?.namespace ?? '';
  if (!event.eventTime) {
    const matches = involved ? involved === namespace : namespace === '' || namespace === 'default';
    if (!matches) errors.push(invalidValue(INVOLVED_NAMESPACE, involved, NAMESPACE_MISMATCH));
  } else {
    if (!involved && namespace !== 'default' && namespace !== 'kube-system')
      errors.push(invalidValue(INVOLVED_NAMESPACE, involved, NAMESPACE_MISMATCH));
    validateReporter(event, event[controllerField] ?? '', FieldPath.of(controllerField), errors);
  }
  validateByRule(namespace, isDns1123Subdomain, FieldPath.of('namespace'), errors);
  return errors;
}

const LIMITS = [
  ['reportingInstance', 128],
  ['action', 128],
  ['reason', 128],
  ['message', 1024],
] as const;

function validateReporter(
  event: EventFields,
  reporter: string,
  controller: FieldPath,
  errors: FieldError[],
): void {
  if (!reporter) errors.push(required(controller));
  validateQualifiedName(reporter, controller, errors);
  for (const [field, limit] of LIMITS) {
    const text = event[field] ?? '';
    if (!text && field !== 'message') errors.push(required(FieldPath.of(field)));
    if (Buffer.byteLength(text) > limit)
      errors.push(invalidValue(FieldPath.of(field), '', `can have at most ${limit} characters`));
  }
}

/** A new event of the newer API group. */
export function validateEventStrictly(event: EventFields): FieldError[] {
  const errors = validateEvent(event, 'reportingController');
  validateKindMeta(event.metadata, true, nameIsDnsSubdomain, METADATA, errors);
  validateSeries(event, errors);
  if (!event.eventTime) errors.push(required(FieldPath.of('eventTime')));
  if (event.type !== 'Normal' && event.type !== 'Warning')
    errors.push(invalidValue(FieldPath.of('type'), '', `has invalid value: ${event.type ?? ''}`));
  for (const field of ['firstTimestamp', 'lastTimestamp', 'count'] as const)
    if (event[field]) errors.push(unwanted(field));
  if (event.source?.component || event.source?.host) errors.push(unwanted('source'));
  return errors;
}

const unwanted = (field: string) => invalidValue(FieldPath.of(field), '', 'needs to be unset');

function validateSeries({ series }: EventFields, errors: FieldError[]): void {
  if (!series) return;
  if ((series.count ?? 0) < 2)
    errors.push(invalidValue(FieldPath.of('series.count'), '', 'should be at least 2'));
  if (!series.lastObservedTime) errors.push(required(FieldPath.of('series.lastObservedTime')));
}

/** What of an event may not change, with the Go type that messages print it as. */
const IMMUTABLE: readonly (readonly [field: keyof EventFields, type: string])[] = [
  ['involvedObject', 'core.ObjectReference'],
  ['reason', 'string'],
  ['message', 'string'],
  ['source', 'core.EventSource'],
  ['firstTimestamp', 'time'],
  ['lastTimestamp', 'time'],
  ['count', 'number'],
  ['reason', 'string'],
  ['type', 'string'],
  ['eventTime', 'time'],
  ['action', 'string'],
  ['related', '*core.ObjectReference'],
  ['reportingController', 'string'],
  ['reportingInstance', 'string'],
];

/** Only the series and the metadata of an event of the newer API group change. */
export function validateEventUpdate(event: EventFields, old: EventFields): FieldError[] {
  const errors = validateEvent(event, 'reportingController');
  validateKindMetaUpdate(event.metadata, old.metadata, METADATA, errors);
  if (!equal(event.series, old.series)) validateSeries(event, errors);
  for (const [field, type] of IMMUTABLE) {
    const printed = goStruct(type, event[field]);
    if (!equal(printed, goStruct(type, old[field])))
      errors.push(
        invalidValue(FieldPath.of(field), type === 'time' ? timeAsJson(printed) : printed, IS_IMMUTABLE),
      );
  }
  return errors;
}

const timeAsJson = (time: unknown) => (typeof time === 'string' ? goTyped(time) : time);
