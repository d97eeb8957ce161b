import type { IConstruct } from 'constructs';
import { describeConstruct } from './construct-error';
import type { Report } from './report';
import { printLocation, sourceOf } from './source-location';

const claims = new WeakMap<IConstruct, Map<string, IConstruct>>();

/**
 * Claims something of which an app can have only one, such as an object's name in a namespace.
 *
 * @param key What is claimed, unique in the app.
 * @param what The same in words, as the subject of a sentence: `Deployment "api" in namespace "shop"`.
 * @returns What to report when another construct has it already.
 */
export function claim(construct: IConstruct, key: string, what: string): Report | undefined {
  const { root } = construct.node;
  const known = claims.get(root) ?? new Map<string, IConstruct>();
  claims.set(root, known);
  const holder = known.get(key);
  if (holder === undefined) known.set(key, construct);
  if (holder === undefined || holder === construct) return undefined;
  const source = sourceOf(holder);
  const other = `${describeConstruct(holder)}${source ? ` (${printLocation(source)})` : ''}`;
  return {
    message: `${what} is made twice: by ${describeConstruct(construct)} and by ${other}`,
    fix: 'give one of them another id: names come from ids, not from paths',
  };
}
