import type { PatchType, RequestOptions } from '../../../kube/api-request';
import {
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
  tooLong,
} from '../../../kube/field-error';
import { FieldPath } from '../../../kube/field-path';
import { goQuote } from '../../../kube/go-format';
import { badRequest } from '../../../kube/status';
import { asRequestOptions, checkedOptions, dryRunErrors } from '../delete-options';
import type { QueryParameters } from './request-target';

type Parameters = QueryParameters;

/** Of a GET: parameters that only lists know are ignored, as all that the API does not know. */
export function getOptions(query: Parameters): RequestOptions {
  const resourceVersion = query.get('resourceVersion');
  return resourceVersion ? { resourceVersion } : NO_OPTIONS;
}

const NO_OPTIONS: RequestOptions = Object.freeze({});

/** Of a list, a watch or a deletecollection. @throws StatusError 400 or 422 */
export function listOptions(query: Parameters, isWatch: boolean): RequestOptions {
  const options: RequestOptions = {
    labelSelector: query.get('labelSelector'),
    fieldSelector: query.get('fieldSelector'),
    allowWatchBookmarks: booleanOf(query, 'allowWatchBookmarks'),
    resourceVersion: query.get('resourceVersion'),
    resourceVersionMatch: query.get('resourceVersionMatch') as RequestOptions['resourceVersionMatch'],
    timeoutSeconds: integerOf(query, 'timeoutSeconds'),
    limit: integerOf(query, 'limit'),
    continue: query.get('continue'),
    sendInitialEvents: booleanOf(query, 'sendInitialEvents'),
  };
  if (!isWatch) return checkedOptions('ListOptions', listErrors(options), options);
  // The old paths, which say by themselves that they watch, do not know of this.
  const full = booleanOf(query, 'watch') ? withWatchDefaults(options) : options;
  return checkedOptions('ListOptions', watchErrors(full), full);
}

/** Who watches from the beginning gets everything that is there first. */
function withWatchDefaults(options: RequestOptions): RequestOptions {
  const { sendInitialEvents, resourceVersionMatch, resourceVersion } = options;
  const isExplicit = sendInitialEvents !== undefined || resourceVersionMatch;
  if (isExplicit || (resourceVersion && resourceVersion !== '0')) return options;
  return { ...options, sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan' };
}

const MATCH = FieldPath.of('resourceVersionMatch');

function listErrors(options: RequestOptions): FieldError[] {
  const { resourceVersion, resourceVersionMatch: match, continue: token, sendInitialEvents } = options;
  const errors: FieldError[] = [];
  if (match) {
    if (!resourceVersion)
      errors.push(
        forbiddenField(MATCH, 'resourceVersionMatch is forbidden unless resourceVersion is provided'),
      );
    if (token)
      errors.push(forbiddenField(MATCH, 'resourceVersionMatch is forbidden when continue is provided'));
    if (match !== 'Exact' && match !== 'NotOlderThan')
      errors.push(notSupported(MATCH, match, ['Exact', 'NotOlderThan', '']));
    if (match === 'Exact' && resourceVersion === '0')
      errors.push(forbiddenField(MATCH, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
  }
  if (sendInitialEvents !== undefined)
    errors.push(forbiddenField(FieldPath.of('sendInitialEvents'), 'sendInitialEvents is forbidden for list'));
  return errors;
}

function watchErrors(options: RequestOptions): FieldError[] {
  const { resourceVersionMatch: match, continue: token, sendInitialEvents } = options;
  const errors: FieldError[] = [];
  if (sendInitialEvents !== undefined && match !== 'NotOlderThan')
    errors.push(
      forbiddenField(MATCH, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'),
    );
  if (!match) return errors;
  if (sendInitialEvents === undefined)
    errors.push(
      forbiddenField(
        MATCH,
        'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
      ),
    );
  if (match !== 'NotOlderThan') errors.push(notSupported(MATCH, match, ['NotOlderThan']));
  if (token)
    errors.push(forbiddenField(MATCH, 'resourceVersionMatch is forbidden when continue is provided'));
  return errors;
}

/** Of a POST or PUT. @throws StatusError 422 */
export function writeOptions(query: Parameters, kind: 'CreateOptions' | 'UpdateOptions'): RequestOptions {
  return checkedOptions(kind, writeErrors(query), writeOptionsIn(query));
}

/** Of a PATCH. @throws StatusError 422 */
export function patchOptions(query: Parameters, type: PatchType): RequestOptions {
  const errors: FieldError[] = [];
  const force = booleanOf(query, 'force');
  if (type === 'apply' && !query.get('fieldManager'))
    errors.push(required(FieldPath.of('fieldManager'), 'is required for apply patch'));
  if (type !== 'apply' && force !== undefined)
    errors.push(forbiddenField(FieldPath.of('force'), 'may not be specified for non-apply patch'));
  const options = writeOptionsIn(query);
  return checkedOptions(
    'PatchOptions',
    [...errors, ...writeErrors(query)],
    force ? { ...options, force } : options,
  );
}

function writeOptionsIn(query: Parameters): RequestOptions {
  const fieldManager = query.get('fieldManager');
  const fieldValidation = query.get('fieldValidation') as RequestOptions['fieldValidation'];
  const dryRun = query.has('dryRun');
  if (!fieldManager && !fieldValidation && !dryRun) return NO_OPTIONS;
  return {
    ...(fieldManager ? { fieldManager } : {}),
    ...(fieldValidation ? { fieldValidation } : {}),
    ...(dryRun ? { dryRun } : {}),
  };
}

const VALIDATIONS = ['', 'Ignore', 'Strict', 'Warn'];

function writeErrors(query: Parameters): FieldError[] {
  const fieldValidation = query.get('fieldValidation') ?? '';
  return [
    ...managerErrors(query.get('fieldManager') ?? ''),
    ...dryRunErrors(query.all('dryRun')),
    ...(VALIDATIONS.includes(fieldValidation)
      ? []
      : [notSupported(FieldPath.of('fieldValidation'), fieldValidation, VALIDATIONS)]),
  ];
}

const LONGEST_MANAGER = 128;
/** What Go takes for printable. */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

function managerErrors(manager: string): FieldError[] {
  const path = FieldPath.of('fieldManager');
  const errors: FieldError[] = [];
  if (Buffer.byteLength(manager) > LONGEST_MANAGER) errors.push(tooLong(path, LONGEST_MANAGER));
  let position = 0;
  for (const character of manager) {
    if (!PRINTABLE.test(character)) {
      const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
      errors.push(invalidValue(path, manager, `invalid character U+${code} (at position ${position})`));
    }
    position += Buffer.byteLength(character);
  }
  return errors;
}

/** Of a DELETE without a body. @throws StatusError 400 or 422 */
export function deleteOptions(query: Parameters): RequestOptions {
  return asRequestOptions({
    gracePeriodSeconds: integerOf(query, 'gracePeriodSeconds'),
    orphanDependents: booleanOf(query, 'orphanDependents'),
    propagationPolicy: query.get('propagationPolicy'),
    dryRun: query.all('dryRun'),
  });
}

/** Whether a parameter is there and means yes: everything does but `false` and `0`. */
export function booleanOf(query: Parameters, name: string): boolean | undefined {
  const text = query.get(name)?.toLowerCase();
  return text === undefined ? undefined : text !== 'false' && text !== '0';
}

const LARGEST_INTEGER = 2n ** 63n;

function integerOf(query: Parameters, name: string): number | undefined {
  const text = query.get(name);
  if (text === undefined) return undefined;
  if (!/^[+-]?\d+$/.test(text)) throw notAnInteger(text, 'invalid syntax');
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  const exact = text.length > 20 ? LARGEST_INTEGER : BigInt(text);
  if (exact >= LARGEST_INTEGER || exact < -LARGEST_INTEGER) throw notAnInteger(text, 'value out of range');
  return value;
}

function notAnInteger(text: string, why: string): Error {
  return badRequest(`strconv.ParseInt: parsing ${goQuote(text)}: ${why}`);
}
