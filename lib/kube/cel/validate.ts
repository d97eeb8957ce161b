import { goRegExpError } from '../go-regexp';
import { type Element, type Node, partsOf } from './ast';
import type { CheckedExpression } from './check';
import type { CelIssue } from './issue';
import { FORMAT_CHECKS, placesIn } from './library/format-clauses';
import { readDuration, readTimestamp } from './library/time-values';
import { type CelType, printType, sameType } from './types';
import { unwrapped } from './unify';

/**
 * What Kubernetes finds wrong with an expression whose types fit: texts that are written out must be what they are used
 * as, elements of a list must have one type, and formats must fit their arguments.
 */
export function validate(checked: CheckedExpression): readonly CelIssue[] {
  const issues: CelIssue[] = [];
  visit(checked.node, false, (node, isFormatted) => {
    if (node.kind === 'call') issues.push(...literalIssues(node), ...formatIssues(node, checked));
    if (isFormatted) return;
    if (node.kind === 'list') issues.push(...mixedIssues(node.elements, checked).slice(0, 1));
    if (node.kind === 'map') {
      const keys = node.entries.map(({ key }) => ({ value: key, optional: false }));
      issues.push(...mixedIssues(keys, checked), ...mixedIssues(node.entries, checked));
    }
  });
  return issues;
}

const LITERALS: { readonly [name: string]: (text: string) => boolean } = {
  duration: (text) => readDuration(text) !== undefined,
  timestamp: (text) => readTimestamp(text) !== undefined,
  matches: (text) => goRegExpError(text) === undefined,
};

function literalIssues({ name, args }: Node & { readonly kind: 'call' }): readonly CelIssue[] {
  const argument = args.at(-1);
  if (!Object.hasOwn(LITERALS, name) || argument?.kind !== 'literal') return [];
  const { literal, offset } = argument;
  const isRight = literal.type === 'string' ? LITERALS[name]!(literal.value) : name !== 'duration';
  return isRight ? [] : [{ offset, message: `invalid ${name} argument` }];
}

function mixedIssues(elements: readonly Element[], { typeOf }: CheckedExpression): readonly CelIssue[] {
  let first: CelType | undefined;
  return elements.flatMap(({ value, optional }) => {
    const type = optional ? unwrapped(typeOf(value)).type : typeOf(value);
    first ??= type;
    if (sameType(first, type)) return [];
    const message = `expected type '${printType(first)}' but found '${printType(type)}'`;
    return [{ offset: value.offset, message }];
  });
}

/** `'%d'.format(['a'])`, when both are written out. */
function formatIssues(
  { name, target, args: [list], offset }: Node & { readonly kind: 'call' },
  { typeOf }: CheckedExpression,
): readonly CelIssue[] {
  if (name !== 'format' || target?.kind !== 'literal' || list?.kind !== 'list') return [];
  if (target.literal.type !== 'string') return [];
  let used = 0;
  for (const place of placesIn(target.literal.value)) {
    if ('problem' in place) return [{ offset, message: place.problem }];
    const argument = list.elements[used];
    if (!argument) return [{ offset, message: `index ${used} out of range` }];
    used++;
    const check = FORMAT_CHECKS[place.verb];
    if (!check)
      return [
        {
          offset,
          message: `could not parse formatting clause: unrecognized formatting clause "${place.verb}"`,
        },
      ];
    const type = typeOf(argument.value);
    if (type.kind !== 'dyn' && !check.kinds.includes(type.kind))
      return [
        {
          offset: argument.value.offset,
          message: `error during formatting: ${check.problem(typeName(type))}`,
        },
      ];
  }
  const given = list.elements.length;
  if (given <= used) return [];
  return [
    { offset, message: `too many arguments supplied to string.format (expected ${used}, got ${given})` },
  ];
}

const TYPE_NAMES: { readonly [kind: string]: string } = {
  null: 'null_type',
  timestamp: 'google.protobuf.Timestamp',
  duration: 'google.protobuf.Duration',
};

function typeName(type: CelType): string {
  return type.kind === 'opaque' ? type.name : (TYPE_NAMES[type.kind] ?? type.kind);
}

/** All parts of an expression, also those that macros added, and whether they are inside of a `format`. */
function visit(
  node: Node,
  isFormatted: boolean,
  see: (node: Node, isFormatted: boolean) => void,
  seen = new Set<Node>(),
): void {
  // Macros use some parts twice.
  if (seen.has(node)) return;
  seen.add(node);
  see(node, isFormatted);
  const isFormat = isFormatted || (node.kind === 'call' && node.name === 'format');
  for (const part of partsOf(node)) visit(part, isFormat, see, seen);
}
