import { type FieldError, invalidValue, notSupported, required, tooLong } from '../field-error';
import type { FieldPath } from '../field-path';
import type {
  DeviceClaim,
  DeviceConstraint,
  DeviceRequest,
  DeviceSelector,
  DeviceSubRequest,
  DeviceToleration,
  ExactDeviceRequest,
} from '../generated/resource-v1';
import { goTyped } from '../go-format';
import { isLabelValue } from '../names';
import { validateConfiguration, validateFullAttributeName } from './device-names';
import { validateLabelName } from './labels';
import { validateList, validateSet } from './lists';
import { validateDnsLabel, validateDnsSubdomain } from './names';
import { validateByRule } from './scalars';

/** Which devices a claim asks for. */

export const MAX_REQUESTS = 32;
export const MAX_CONFIGURATIONS = 32;
const MAX_CONSTRAINTS = 32;
const MAX_SELECTORS = 32;
const MAX_ALTERNATIVES = 8;
const EXPRESSION_LIMIT = 10 * 1024;
const MODES = ['All', 'ExactCount'];
const OPERATORS = ['Equal', 'Exists'];
export const TAINT_EFFECTS = ['NoExecute', 'NoSchedule', 'None'];

const ONE_KIND = 'exactly one of `exactly` or `firstAvailable` is required';
const NOT_A_REQUEST =
  "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

/** Every request by name, with the names of its alternatives. */
export type RequestNames = ReadonlyMap<string, ReadonlySet<string>>;

export function requestNamesOf({ requests = [] }: DeviceClaim): RequestNames {
  return new Map(
    requests.map(({ name, firstAvailable = [] }) => [
      name,
      new Set(firstAvailable.map((alternative) => alternative.name)),
    ]),
  );
}

export function validateDeviceClaim(claim: DeviceClaim, path: FieldPath, errors: FieldError[]): void {
  const names = requestNamesOf(claim);
  const nameOf = ({ name = '' }: DeviceRequest) => name;
  validateSet(claim.requests, MAX_REQUESTS, validateRequest, nameOf, path.child('requests'), errors);
  validateList(
    claim.constraints,
    MAX_CONSTRAINTS,
    (constraint, own) => validateConstraint(constraint, names, own, errors),
    path.child('constraints'),
    errors,
  );
  validateList(
    claim.config,
    MAX_CONFIGURATIONS,
    ({ requests, opaque }, own) => {
      validateRequestRefs(requests, names, own.child('requests'), errors);
      validateConfiguration(opaque, own, errors);
    },
    path.child('config'),
    errors,
  );
}

function validateRequest(request: DeviceRequest, path: FieldPath, errors: FieldError[]): void {
  const { name = '', exactly, firstAvailable = [] } = request;
  validateDnsLabel(name, path.child('name'), errors);
  const hasAlternatives = firstAvailable.length > 0;
  if (!exactly && !hasAlternatives) errors.push(required(path, ONE_KIND));
  else if (exactly && hasAlternatives)
    errors.push(invalidValue(path, null, `${ONE_KIND}, but multiple fields are set`));
  else if (exactly) validateExactRequest(exactly, path.child('exactly'), errors);
  else
    validateSet(
      firstAvailable,
      MAX_ALTERNATIVES,
      validateAlternative,
      (alternative) => alternative.name ?? '',
      path.child('firstAvailable'),
      errors,
    );
}

function validateAlternative(request: DeviceSubRequest, path: FieldPath, errors: FieldError[]): void {
  validateDnsLabel(request.name ?? '', path.child('name'), errors);
  validateExactRequest(request, path, errors);
}

function validateExactRequest(request: ExactDeviceRequest, path: FieldPath, errors: FieldError[]): void {
  const { deviceClassName = '', allocationMode = '', count = 0 } = request;
  const className = path.child('deviceClassName');
  if (deviceClassName === '') errors.push(required(className));
  else validateDnsSubdomain(deviceClassName, className, errors);
  validateSelectors(request.selectors, path.child('selectors'), errors);
  const counted = path.child('count');
  if (allocationMode === 'All') {
    if (count !== 0)
      errors.push(
        invalidValue(counted, count, `must not be specified when allocationMode is '${allocationMode}'`),
      );
  } else if (allocationMode === 'ExactCount') {
    if (count <= 0) errors.push(invalidValue(counted, count, 'must be greater than zero'));
  } else errors.push(notSupported(path.child('allocationMode'), goTyped(allocationMode), MODES));
  request.tolerations?.forEach((toleration, index) => {
    validateToleration(toleration, path.child('tolerations').index(index), errors);
  });
}

/** The expressions themselves are not looked into. */
export function validateSelectors(
  selectors: readonly DeviceSelector[] | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  validateList(
    selectors,
    MAX_SELECTORS,
    ({ cel }, own) => {
      if (!cel) errors.push(required(own.child('cel')));
      else if (Buffer.byteLength(cel.expression ?? '') > EXPRESSION_LIMIT)
        errors.push(tooLong(own.child('cel').child('expression'), EXPRESSION_LIMIT));
    },
    path,
    errors,
  );
}

function validateToleration(
  { key = '', operator, value = '', effect }: DeviceToleration,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (key !== '') validateLabelName(key, path.child('key'), errors);
  if (operator === 'Exists') {
    if (value !== '')
      errors.push(invalidValue(path.child('value'), value, 'must be empty for operator `Exists`'));
  } else if (operator === 'Equal') validateByRule(value, isLabelValue, path.child('value'), errors);
  else if (!operator) errors.push(required(path.child('operator')));
  else errors.push(notSupported(path.child('operator'), goTyped(operator), OPERATORS));
  if (effect && !TAINT_EFFECTS.includes(effect))
    errors.push(notSupported(path.child('effect'), goTyped(effect), TAINT_EFFECTS));
}

function validateConstraint(
  { requests, matchAttribute, distinctAttribute }: DeviceConstraint,
  names: RequestNames,
  path: FieldPath,
  errors: FieldError[],
): void {
  validateRequestRefs(requests, names, path.child('requests'), errors);
  if (matchAttribute !== undefined)
    validateFullAttributeName(matchAttribute, path.child('matchAttribute'), errors);
  else if (distinctAttribute !== undefined)
    validateFullAttributeName(distinctAttribute, path.child('distinctAttribute'), errors);
  else
    errors.push(
      required(
        path,
        'exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set',
      ),
    );
}

/** The requests of the claim that something is about; all of them without any. */
export function validateRequestRefs(
  requests: readonly string[] | undefined,
  names: RequestNames,
  path: FieldPath,
  errors: FieldError[],
): void {
  validateSet(
    requests,
    MAX_REQUESTS,
    (name, own) => validateRequestRef(name, names, own, errors),
    (name) => name,
    path,
    errors,
  );
}

/** `request` or `request/alternative`. */
export function validateRequestRef(
  name: string,
  names: RequestNames,
  path: FieldPath,
  errors: FieldError[],
): void {
  const [request, alternative, ...more] = name.split('/');
  if (more.length === 0) for (const part of name.split('/')) validateDnsLabel(part, path, errors);
  const alternatives = names.get(request!);
  const isKnown = alternatives && (alternative === undefined || alternatives.has(alternative));
  if (more.length > 0 || !isKnown) errors.push(invalidValue(path, name, NOT_A_REQUEST));
}
