import { apiVersionOf } from '../object';
import { byVersionPriority } from '../version-priority';
import type { CustomVersion } from './custom-version';

/** The text of the `Warning:` header on every answer about a deprecated version; undefined for one that is not. */
export function customDeprecationWarning({ definition, version }: CustomVersion): string | undefined {
  if (!version.deprecated) return undefined;
  if (version.deprecationWarning !== undefined) return version.deprecationWarning;
  const { group, names, versions } = definition.spec;
  const name = (one: string) => `${apiVersionOf({ group, version: one })} ${names.kind}`;
  const [better] = versions
    .filter((one) => one.served && !one.deprecated && byVersionPriority(one.name, version.name) < 0)
    .map((one) => one.name)
    .sort(byVersionPriority);
  return `${name(version.name)} is deprecated${better === undefined ? '' : `; use ${name(better)}`}`;
}
