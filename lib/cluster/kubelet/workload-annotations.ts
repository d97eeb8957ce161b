import { DurationError, parseDuration } from '../../kube/duration';
import { Quantity, QuantityError } from '../../kube/quantity';
import type { Crash, Exit, Outage, Workload } from './workload';

/**
 * Annotations of a pod that say how its processes behave:
 *
 * `simulation.seaworthy.dev/startup: 3s` for all its containers,
 * `web.simulation.seaworthy.dev/startup: 3s` for the container `web` alone.
 *
 * | name | value | field of Workload |
 * |---|---|---|
 * | startup, ready-after, latency | duration | startup, readyAfter, latency |
 * | ports | `8080,9090` | ports |
 * | status | `503`, or `/ready=503,/live=200` | status |
 * | exec | exit code | exec |
 * | shutdown | duration or `never` | shutdown |
 * | shutdown-code | exit code | shutdownCode |
 * | serves-while-stopping | `true`, `false` | servesWhileStopping |
 * | exit | `never`, or duration and code: `30s`, `30s code=2` | exit |
 * | crash | `10s`, `10s code=2 times=3` | crash |
 * | outage | `1m`, `1m for=30s as=hang times=1` (as: status, `hang`, `refuse`) | outage |
 * | memory | quantity | memory |
 * | cpu | quantity | cpu |
 * | cpu-per-request | duration | cpuPerRequest |
 * | image | `missing` | image.missing |
 * | image-pull | duration | image.pull |
 * | image-size | quantity in bytes | image.size |
 */
export const SIMULATION_DOMAIN = 'simulation.seaworthy.dev';

/** An annotation in the simulation's domain that says nothing it understands. */
export class WorkloadAnnotationError extends Error {
  override readonly name = 'WorkloadAnnotationError';

  constructor(key: string, value: string, why: string) {
    super(`annotation ${key}: ${JSON.stringify(value)}: ${why}`);
  }
}

const SUFFIX = `${SIMULATION_DOMAIN}/`;

/** What a pod's annotations say of one of its containers; undefined if nothing. @throws WorkloadAnnotationError */
export function annotatedWorkload(
  annotations: { readonly [key: string]: string },
  container: string,
): Workload | undefined {
  let general: Workload | undefined;
  let own: Workload | undefined;
  for (const key in annotations) {
    const domain = key.indexOf(SUFFIX);
    if (domain < 0) continue;
    const prefix = key.slice(0, domain);
    const field = () => readField(key, key.slice(domain + SUFFIX.length), annotations[key]!);
    if (prefix === '') general = merge(general, field());
    else if (prefix === `${container}.`) own = merge(own, field());
  }
  return general && own ? merge(general, own) : (own ?? general);
}

function merge(first: Workload | undefined, second: Workload): Workload {
  const image = first?.image && second.image ? { image: { ...first.image, ...second.image } } : {};
  return { ...first, ...second, ...image };
}

type Reader = (value: string) => Workload;

const READERS: { readonly [name: string]: Reader } = {
  startup: (value) => ({ startup: duration(value) }),
  'ready-after': (value) => ({ readyAfter: duration(value) }),
  latency: (value) => ({ latency: duration(value) }),
  ports: (value) => ({ ports: value.split(',').map((port) => wholeNumber(port, 1, 65535)) }),
  status: (value) => ({ status: value.includes('=') ? statuses(value) : wholeNumber(value, 100, 599) }),
  exec: (value) => ({ exec: exitCode(value) }),
  shutdown: (value) => ({ shutdown: value === 'never' ? value : duration(value) }),
  'shutdown-code': (value) => ({ shutdownCode: exitCode(value) }),
  'serves-while-stopping': (value) => ({ servesWhileStopping: truth(value) }),
  exit: (value) => ({ exit: value === 'never' ? value : exit(value) }),
  crash: (value) => ({ crash: crash(value) }),
  outage: (value) => ({ outage: outage(value) }),
  memory: (value) => ({ memory: Quantity.parse(value).toString() }),
  cpu: (value) => ({ cpu: Quantity.parse(value).toString() }),
  'cpu-per-request': (value) => ({ cpuPerRequest: duration(value) }),
  image: (value) => ({ image: { missing: value === 'missing' || refuse('must be "missing"') } }),
  'image-pull': (value) => ({ image: { pull: duration(value) } }),
  'image-size': (value) => ({ image: { size: Quantity.parse(value).value() } }),
};

/** What a reader throws; {@link readField} adds which annotation it was. */
class Unreadable extends Error {}

function refuse(why: string): never {
  throw new Unreadable(why);
}

function readField(key: string, name: string, value: string): Workload {
  if (!Object.hasOwn(READERS, name))
    throw new WorkloadAnnotationError(key, value, `unknown; known are ${Object.keys(READERS).join(', ')}`);
  try {
    return READERS[name]!(value.trim());
  } catch (error) {
    if (error instanceof Unreadable || error instanceof DurationError || error instanceof QuantityError)
      throw new WorkloadAnnotationError(key, value, error.message);
    throw error;
  }
}

function duration(text: string): number {
  const parsed = parseDuration(text);
  return parsed >= 0 ? parsed : refuse('must not be negative');
}

function wholeNumber(text: string, least: number, most: number): number {
  const value = Number(text);
  return /^\s*\d+\s*$/.test(text) && value >= least && value <= most
    ? value
    : refuse(`must be a whole number from ${least} to ${most}`);
}

function exitCode(text: string): number {
  return wholeNumber(text, 0, 255);
}

function truth(text: string): boolean {
  return text === 'true' || (text === 'false' ? false : refuse('must be "true" or "false"'));
}

function statuses(text: string): { readonly [path: string]: number } {
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim(), wholeNumber(pair.slice(at + 1), 100, 599)];
    }),
  );
}

function exit(text: string): Exit {
  const { after, rest } = words(text, ['code']);
  return { after, ...(rest['code'] === undefined ? {} : { code: exitCode(rest['code']) }) };
}

function crash(text: string): Crash {
  const { after, rest } = words(text, ['code', 'times']);
  return {
    after,
    ...(rest['code'] === undefined ? {} : { code: exitCode(rest['code']) }),
    ...(rest['times'] === undefined ? {} : { times: wholeNumber(rest['times'], 1, 1000) }),
  };
}

function outage(text: string): Outage {
  const { after, rest } = words(text, ['for', 'as', 'times']);
  const as = rest['as'];
  return {
    after,
    ...(rest['for'] === undefined ? {} : { for: duration(rest['for']) }),
    ...(as === undefined ? {} : { as: as === 'hang' || as === 'refuse' ? as : wholeNumber(as, 100, 599) }),
    ...(rest['times'] === undefined ? {} : { times: wholeNumber(rest['times'], 1, 1000) }),
  };
}

/** A duration, then words of the form `name=value`. */
function words(
  text: string,
  names: readonly string[],
): { after: number; rest: { readonly [name: string]: string | undefined } } {
  const [first = '', ...others] = text.split(/\s+/);
  const rest: { [name: string]: string } = {};
  for (const word of others) {
    const at = word.indexOf('=');
    const name = word.slice(0, Math.max(0, at));
    if (!names.includes(name))
      refuse(`expected a duration and then ${names.map((one) => `${one}=…`).join(' ')}`);
    rest[name] = word.slice(at + 1);
  }
  return { after: duration(first), rest };
}
