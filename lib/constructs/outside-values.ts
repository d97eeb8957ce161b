import { type Problem, throwProblems } from './authoring/construct-error';

/** How a value from outside is read: from a text, or the reason why it is none. */
export interface ValueReader<T> {
  read(text: string): { readonly value: T } | { readonly wrong: string };
  /** What it is when it is not given; without a default it must be. */
  readonly fallback?: { readonly value: T };
}

/** The values that readers give. */
export type ValuesOf<R> = { readonly [K in keyof R]: R[K] extends ValueReader<infer T> ? T : never };

export interface WithDefault<T> {
  /**
   * What it is when it is not given.
   *
   * @default none: it must be given
   */
  readonly default?: T;
}

/** A text; it may have to match a pattern. */
function text(props: WithDefault<string> & { readonly matching?: RegExp } = {}): ValueReader<string> {
  const { matching } = props;
  return reader<string>(props.default, (given) =>
    matching && !matching.test(given) ? { wrong: `does not match ${matching}` } : { value: given },
  );
}

/** A whole number between bounds. */
function whole(
  props: WithDefault<number> & { readonly min?: number; readonly max?: number } = {},
): ValueReader<number> {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = props;
  return reader<number>(props.default, (given) => {
    const number = /^[+-]?\d+$/.test(given) ? Number(given) : Number.NaN;
    if (Number.isNaN(number)) return { wrong: 'is not a whole number' };
    return number < min || number > max ? { wrong: `is not from ${min} to ${max}` } : { value: number };
  });
}

/** `true` or `false`. */
function flag(props: WithDefault<boolean> = {}): ValueReader<boolean> {
  return reader<boolean>(props.default, (given) =>
    given === 'true' || given === 'false'
      ? { value: given === 'true' }
      : { wrong: 'is neither true nor false' },
  );
}

/** One of several texts. */
function choice<T extends string>(choices: readonly T[], props: WithDefault<T> = {}): ValueReader<T> {
  return reader<T>(props.default, (given) => {
    const found = choices.find((one) => one === given);
    return found === undefined ? { wrong: `is none of ${choices.join(', ')}` } : { value: found };
  });
}

/** What values from outside can be. */
export const value = { text, whole, flag, choice } as const;

/**
 * Reads values that come from outside of the program, typed and checked, all problems at once.
 *
 * ```ts
 * const { STAGE, REPLICAS } = outsideValues({
 *   STAGE: value.choice(['dev', 'production'], { default: 'dev' }),
 *   REPLICAS: value.whole({ min: 1, max: 50, default: 3 }),
 * });
 * ```
 *
 * @param source Where they are found. Default: the environment variables of the process.
 * @throws ConstructError for values that are missing or refused
 */
export function outsideValues<R extends { readonly [name: string]: ValueReader<unknown> }>(
  readers: R,
  source: { readonly [name: string]: string | undefined } = process.env,
): ValuesOf<R> {
  const values: { [name: string]: unknown } = {};
  const problems: Problem[] = [];
  for (const [name, { read, fallback }] of Object.entries(readers)) {
    const given = source[name];
    if (given === undefined) {
      if (fallback) values[name] = fallback.value;
      else problems.push({ construct: `value ${name}`, message: 'is not given, and has no default' });
      continue;
    }
    const result = read(given);
    if ('value' in result) values[name] = result.value;
    else problems.push({ construct: `value ${name}`, message: `${JSON.stringify(given)} ${result.wrong}` });
  }
  throwProblems(problems);
  return values as ValuesOf<R>;
}

function reader<T>(fallback: T | undefined, read: ValueReader<T>['read']): ValueReader<T> {
  return fallback === undefined ? { read } : { read, fallback: { value: fallback } };
}
