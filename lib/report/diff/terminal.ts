import type { Action, Diff, ObjectChange } from '../../diff/change';
import { COLOR_OF, type DiffColors, NO_COLORS } from './colors';
import { type ChangeGroup, groupsOf, keysOf, splitChanges } from './groups';
import { describeChanged, describeDependent, describeField, firstOf, summarySentence } from './wording';

export interface DiffTextOptions {
  /** Every field that differs. @default only what it does */
  readonly full?: boolean;
  /** @default none */
  readonly colors?: DiffColors;
}

const MARKS: { readonly [action in Action]: string } = {
  create: '+',
  update: '~',
  rename: '>',
  replace: '!',
  delete: '-',
};

const MARK_COLORS: { readonly [action in Action]: 'green' | 'yellow' | 'cyan' | 'red' } = {
  create: 'green',
  update: 'yellow',
  rename: 'cyan',
  replace: 'red',
  delete: 'red',
};

/** Dependents that are named in the short view. */
const MOST_DEPENDENTS = 6;

/**
 * A diff for people: grouped by workload, each object with what its change does, the worst first, and what depends on it.
 * The last line sums up; it is all there is when nothing differs.
 */
export function diffText(diff: Diff, options: DiffTextOptions = {}): string {
  const { telling, labelsOnly } = splitChanges(diff.changes);
  const groups = groupsOf(options.full ? diff.changes : telling).map((group) => groupText(group, options));
  const rest = options.full || labelsOnly.length === 0 ? [] : [labelsText(labelsOnly, options)];
  return [...groups, ...rest, summarySentence(diff)].join('\n\n');
}

function labelsText(changes: readonly ObjectChange[], { colors = NO_COLORS }: DiffTextOptions): string {
  const names = changes.map(describeChanged);
  return [
    `${colors.bold('labels and annotations of the objects themselves')}${colors.dim(`  ${firstOf(keysOf(changes), MOST_DEPENDENTS)}`)}`,
    `  ~ ${firstOf(names, MOST_DEPENDENTS)}  ${colors.dim('running pods are not affected')}`,
  ].join('\n');
}

function groupText({ workload, namespace, changes }: ChangeGroup, options: DiffTextOptions): string {
  const { colors = NO_COLORS, full } = options;
  const title = workload ?? 'other objects';
  const head = `${colors.bold(title)}${namespace ? colors.dim(`  ${namespace}`) : ''}`;
  const affected = [...new Set(changes.flatMap(({ affects }) => affects.map(describeDependent)))].filter(
    (name) => name !== workload,
  );
  const most = full ? affected.length : MOST_DEPENDENTS;
  const radius =
    workload && affected.length > 0 ? [colors.dim(`  depends on it: ${firstOf(affected, most)}`)] : [];
  return [head, ...changes.flatMap((change) => changeLines(change, options, workload)), ...radius].join('\n');
}

function changeLines(
  change: ObjectChange,
  { colors = NO_COLORS, full }: DiffTextOptions,
  workload: string | undefined,
): readonly string[] {
  const { action, consequences, fields, affects } = change;
  const mark = colors[MARK_COLORS[action]](MARKS[action]);
  const head = `  ${mark} ${describeChanged(change)}`;
  const [only, ...others] = consequences;
  // What does nothing is told in one line.
  if (!full && only?.type === 'none' && others.length === 0) return [`${head}  ${colors.dim(only.message)}`];
  const told = consequences.map(({ type, severity, message }) => {
    const label = colors[COLOR_OF[severity]](severity.padEnd(WIDEST));
    return `      ${label} ${message}${type === 'none' ? '' : colors.dim(`  [${type}]`)}`;
  });
  const detail = full ? fields.map((field) => colors.dim(`      ${describeField(field)}`)) : [];
  const dependents = affects.map(describeDependent);
  const radius =
    workload === undefined && dependents.length > 0
      ? [
          colors.dim(
            `      depends on it: ${firstOf(dependents, full ? dependents.length : MOST_DEPENDENTS)}`,
          ),
        ]
      : [];
  return [head, ...told, ...detail, ...radius];
}

const WIDEST = 'warning'.length;
