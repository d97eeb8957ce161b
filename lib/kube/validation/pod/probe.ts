import { type FieldError, forbiddenField, invalidValue, required } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type {
  ExecAction,
  GRPCAction,
  HTTPGetAction,
  Lifecycle,
  Probe,
  SleepAction,
  TCPSocketAction,
} from '../../generated/core-v1';
import { isHttpHeaderName } from '../../names';
import { validatePortOrName } from '../ports';
import { validateByRule, validateNonNegative, validateSupported } from '../scalars';

interface Handler {
  readonly exec?: ExecAction;
  readonly httpGet?: HTTPGetAction;
  readonly tcpSocket?: TCPSocketAction;
  readonly grpc?: GRPCAction;
  readonly sleep?: SleepAction;
}

/** The pod's `terminationGracePeriodSeconds`, which bounds how long a hook may sleep. */
type GracePeriod = number | undefined;

interface Probes {
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly startupProbe?: Probe;
}

export function validateProbes(
  { livenessProbe, readinessProbe, startupProbe }: Probes,
  grace: GracePeriod,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (livenessProbe) validateRestartingProbe(livenessProbe, grace, path.child('livenessProbe'), errors);
  if (readinessProbe) validateReadinessProbe(readinessProbe, grace, path.child('readinessProbe'), errors);
  if (startupProbe) validateRestartingProbe(startupProbe, grace, path.child('startupProbe'), errors);
}

/** One whose failure restarts the container. */
function validateRestartingProbe(
  probe: Probe,
  grace: GracePeriod,
  path: FieldPath,
  errors: FieldError[],
): void {
  validateProbe(probe, grace, path, errors);
  if (probe.successThreshold !== 1)
    errors.push(invalidValue(path.child('successThreshold'), probe.successThreshold ?? 0, 'must be 1'));
}

function validateReadinessProbe(
  probe: Probe,
  grace: GracePeriod,
  path: FieldPath,
  errors: FieldError[],
): void {
  validateProbe(probe, grace, path, errors);
  const own = probe.terminationGracePeriodSeconds;
  if (own !== undefined)
    errors.push(
      invalidValue(path.child('terminationGracePeriodSeconds'), own, 'must not be set for readinessProbes'),
    );
}

function validateProbe(probe: Probe, grace: GracePeriod, path: FieldPath, errors: FieldError[]): void {
  validateHandler(probe, grace, path, errors);
  for (const field of DURATIONS_AND_COUNTS)
    if (probe[field]! < 0) validateNonNegative(probe[field], path.child(field), errors);
  const own = probe.terminationGracePeriodSeconds;
  if (own !== undefined && own <= 0)
    errors.push(invalidValue(path.child('terminationGracePeriodSeconds'), own, 'must be greater than 0'));
}

const DURATIONS_AND_COUNTS = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
] as const;

export function validateLifecycle(
  { postStart, preStop }: Lifecycle,
  grace: GracePeriod,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (postStart) validateHandler(postStart, grace, path.child('postStart'), errors);
  if (preStop) validateHandler(preStop, grace, path.child('preStop'), errors);
}

/** What is checked of each kind of handler. */
const HANDLERS: {
  readonly [K in keyof Required<Handler>]: (
    handler: Required<Handler>[K],
    grace: GracePeriod,
    path: FieldPath,
    errors: FieldError[],
  ) => void;
} = {
  exec: ({ command }, _, path, errors) => {
    if (!command?.length) errors.push(required(path.child('command')));
  },
  httpGet: (action, _, path, errors) => validateHttpGet(action, path, errors),
  tcpSocket: ({ port }, _, path, errors) => validatePortOrName(port ?? 0, path.child('port'), errors),
  grpc: ({ port }, _, path, errors) => validatePortOrName(port ?? 0, path.child('port'), errors),
  sleep: ({ seconds }, grace, path, errors) => {
    if (grace !== undefined && (seconds < 0 || seconds > grace))
      errors.push(
        invalidValue(
          path,
          seconds,
          `must be non-negative and less than terminationGracePeriodSeconds (${grace})`,
        ),
      );
  },
};
const HANDLER_TYPES = Object.keys(HANDLERS) as (keyof Handler)[];

function validateHandler(handler: Handler, grace: GracePeriod, path: FieldPath, errors: FieldError[]): void {
  let found = false;
  for (const type of HANDLER_TYPES) {
    const action = handler[type];
    if (!action) continue;
    const at = path.child(type);
    if (found) errors.push(forbiddenField(at, 'may not specify more than 1 handler type'));
    else (HANDLERS[type] as (typeof HANDLERS)['exec'])(action as ExecAction, grace, at, errors);
    found = true;
  }
  if (!found) errors.push(required(path, 'must specify a handler type'));
}

const SCHEMES = ['HTTP', 'HTTPS'];

function validateHttpGet(action: HTTPGetAction, path: FieldPath, errors: FieldError[]): void {
  if (!action.path) errors.push(required(path.child('path')));
  validatePortOrName(action.port ?? 0, path.child('port'), errors);
  validateSupported(action.scheme, SCHEMES, path.child('scheme'), errors);
  for (const { name } of action.httpHeaders ?? [])
    validateByRule(name ?? '', isHttpHeaderName, path.child('httpHeaders'), errors);
}
