import { type FieldError, forbiddenField, invalidValue, notSupported, required } from '../field-error';
import type { FieldPath } from '../field-path';
import type {
  LimitedPriorityLevelConfiguration,
  LimitResponse,
  PriorityLevelConfigurationSpec,
  QueuingConfiguration,
} from '../generated/flowcontrol-v1';
import { goTyped } from '../go-format';
import { inclusiveRangeError } from '../names';

const TYPES = ['Exempt', 'Limited'];
const RESPONSES = ['Queue', 'Reject'];
const MOST_QUEUES = 10_000_000;
const MAX_HASH_BITS = 60;

export function validatePriorityLevelSpec(
  name: string | undefined,
  { type = '', exempt, limited }: PriorityLevelConfigurationSpec,
  path: FieldPath,
  errors: FieldError[],
): void {
  if ((name === 'exempt') !== (type === 'Exempt'))
    errors.push(
      invalidValue(path.child('type'), goTyped(type), "must be 'Exempt' if and only if `name` is 'exempt'"),
    );
  const own = path.child('limited');
  if (type === 'Exempt') {
    if (limited) errors.push(forbiddenField(own, 'must be nil if the type is not Limited'));
    if (exempt) validateShares(exempt, path.child('exempt'), errors);
  } else if (type === 'Limited') {
    if (exempt) errors.push(forbiddenField(path.child('exempt'), 'must be nil if the type is Limited'));
    if (limited) validateLimited(limited, own, errors);
    else errors.push(required(own, 'must not be empty when type is Limited'));
  } else validateUnknownType(type, TYPES, path.child('type'), errors);
}

function validateUnknownType(
  type: string,
  known: readonly string[],
  path: FieldPath,
  errors: FieldError[],
): void {
  errors.push(type === '' ? required(path) : notSupported(path, goTyped(type), known));
}

interface Shares {
  readonly nominalConcurrencyShares?: number;
  readonly lendablePercent?: number;
}

const NOT_NEGATIVE = 'must be a non-negative integer';

function validateShares(
  { nominalConcurrencyShares: shares = 0, lendablePercent = 0 }: Shares,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (shares < 0) errors.push(invalidValue(path.child('nominalConcurrencyShares'), shares, NOT_NEGATIVE));
  validateLendable(lendablePercent, path, errors);
}

function validateLendable(percent: number, path: FieldPath, errors: FieldError[]): void {
  if (percent < 0 || percent > 100)
    errors.push(invalidValue(path.child('lendablePercent'), percent, inclusiveRangeError(0, 100)));
}

function validateLimited(
  limited: LimitedPriorityLevelConfiguration,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { limitResponse, borrowingLimitPercent = 0, nominalConcurrencyShares: shares = 0 } = limited;
  if (shares < 0) errors.push(invalidValue(path.child('nominalConcurrencyShares'), shares, NOT_NEGATIVE));
  validateResponse(limitResponse ?? { type: '' }, path.child('limitResponse'), errors);
  validateLendable(limited.lendablePercent ?? 0, path, errors);
  if (borrowingLimitPercent < 0)
    errors.push(
      invalidValue(
        path.child('borrowingLimitPercent'),
        borrowingLimitPercent,
        `if specified, ${NOT_NEGATIVE}`,
      ),
    );
}

function validateResponse(
  { type = '', queuing }: LimitResponse,
  path: FieldPath,
  errors: FieldError[],
): void {
  const own = path.child('queuing');
  if (type === 'Reject') {
    if (queuing) errors.push(forbiddenField(own, 'must be nil if limited.limitResponse.type is not Limited'));
  } else if (type === 'Queue') {
    if (queuing) validateQueuing(queuing, own, errors);
    else errors.push(required(own, 'must not be empty if limited.limitResponse.type is Limited'));
  } else validateUnknownType(type, RESPONSES, path.child('type'), errors);
}

function validateQueuing(
  { queueLengthLimit = 0, queues = 0, handSize = 0 }: QueuingConfiguration,
  path: FieldPath,
  errors: FieldError[],
): void {
  const invalid = (field: string, value: number, detail: string) =>
    errors.push(invalidValue(path.child(field), value, detail));
  if (queueLengthLimit <= 0) invalid('queueLengthLimit', queueLengthLimit, 'must be positive');
  if (queues <= 0) invalid('queues', queues, 'must be positive');
  else if (queues > MOST_QUEUES) invalid('queues', queues, `must not be greater than ${MOST_QUEUES}`);
  if (handSize <= 0) invalid('handSize', handSize, 'must be positive');
  else if (handSize > queues) invalid('handSize', handSize, `should not be greater than queues (${queues})`);
  else if (Math.ceil(Math.log2(queues) * handSize) > MAX_HASH_BITS)
    invalid(
      'handSize',
      handSize,
      `required entropy bits of deckSize ${queues} and handSize ${handSize} should not be greater than ${MAX_HASH_BITS}`,
    );
}
