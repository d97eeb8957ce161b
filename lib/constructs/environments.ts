import { isObject } from '../kube/record';
import { throwProblems } from './authoring/construct-error';

/** The same, with any of its fields left out, at every depth. Lists are given as a whole. */
export type Overrides<T> = {
  readonly [K in keyof T]?: T[K] extends readonly unknown[] | string | number | boolean | undefined
    ? T[K]
    : Overrides<T[K]>;
};

/** What the settings of every environment are checked by: returns what is wrong, or nothing. */
export type SettingsCheck<T> = (settings: T) => string | undefined;

/**
 * Settings of one stack for several environments, typed: a base, and what each environment has otherwise.
 *
 * ```ts
 * const settings = new Environments(
 *   { host: 'shop.example.com', replicas: { min: 3, max: 30 } },
 *   { dev: { host: 'dev.example.com', replicas: { min: 1 } }, production: {} },
 * );
 * for (const name of settings.names) shop(app, `shop-${name}`, settings.of(name));
 * ```
 */
export class Environments<T extends object, N extends string> {
  constructor(
    private readonly base: T,
    private readonly overrides: { readonly [name in N]: Overrides<T> },
    private readonly check: SettingsCheck<T> = () => undefined,
  ) {}

  /** In the order in which they were given. */
  get names(): readonly N[] {
    return Object.keys(this.overrides) as N[];
  }

  /** The settings of an environment. @throws ConstructError for settings that are refused by the check */
  of(name: N): T {
    const settings = merge(this.base, this.overrides[name]) as T;
    const wrong = this.check(settings);
    if (wrong !== undefined) throwProblems([{ construct: `environment "${name}"`, message: wrong }]);
    return settings;
  }

  /** The environment of a name that comes from outside, such as `process.env.STAGE`. @throws ConstructError for another name */
  named(name: string | undefined): { readonly name: N; readonly settings: T } {
    const found = this.names.find((one) => one === name);
    if (found === undefined) {
      const given = name === undefined ? 'none is named' : `"${name}" is none of them`;
      throwProblems([{ construct: 'environment', message: `${given}; there is ${this.names.join(', ')}` }]);
    }
    return { name: found!, settings: this.of(found!) };
  }
}

function merge(base: unknown, over: unknown): unknown {
  if (over === undefined) return base;
  if (!isObject(base) || !isObject(over) || Array.isArray(over)) return over;
  const merged: { [key: string]: unknown } = { ...base };
  for (const [key, value] of Object.entries(over)) merged[key] = merge(merged[key], value);
  return merged;
}
