import type { Diff, ObjectChange, Severity } from '../../diff/change';
import { keysOf, splitChanges } from './groups';
import { describeChanged, describeDependent, describeField, firstOf, summarySentence } from './wording';

export const SEVERITY_MARKS: { readonly [severity in Severity]: string } = {
  danger: '🔴',
  warning: '🟠',
  notice: '🔵',
  info: '⚪',
};

/** A diff as Markdown: what each change does, the worst first, its fields folded. */
export function diffMarkdown(diff: Diff): string {
  const { telling, labelsOnly } = splitChanges(diff.changes);
  const rest = labelsOnly.length > 0 ? [labelsMarkdown(labelsOnly)] : [];
  return [`**${summarySentence(diff)}**`, ...telling.map(changeMarkdown), ...rest].join('\n\n');
}

/** Objects that only change their own labels and annotations, in one sentence. */
export function labelsMarkdown(changes: readonly ObjectChange[]): string {
  const names = firstOf(
    changes.map((change) => code(describeChanged(change))),
    MOST_NAMES,
  );
  const keys = firstOf(keysOf(changes).map(code), MOST_NAMES);
  return `${SEVERITY_MARKS.info} Only their own labels and annotations (${keys}) change, which no running pod notices: ${names}`;
}

const MOST_NAMES = 12;

function changeMarkdown(change: ObjectChange): string {
  const { object, action, consequences } = change;
  const where = object.namespace ? ` in \`${object.namespace}\`` : '';
  const head = `${SEVERITY_MARKS[consequences[0]!.severity]} **${code(describeChanged(change))}**${where} (${action})`;
  return `${head}\n\n${changeBody(change)}`;
}

/** What a change does as a list, what depends on its object, and its fields, folded. */
export function changeBody(change: ObjectChange): string {
  const told = change.consequences.map(
    ({ type, severity, message }) => `- ${SEVERITY_MARKS[severity]} ${plain(message)} <sub>${type}</sub>`,
  );
  return [...told, ...dependents(change), ...fieldsMarkdown(change)].join('\n');
}

function dependents({ affects }: ObjectChange): readonly string[] {
  return affects.length > 0 ? [`- depends on it: ${plain(firstOf(affects.map(describeDependent), 8))}`] : [];
}

/** Fields that a reader sees at once when they unfold them. */
const MOST_FIELDS = 40;

function fieldsMarkdown({ fields }: ObjectChange): readonly string[] {
  if (fields.length === 0) return [];
  const lines = fields.slice(0, MOST_FIELDS).map((field) => describeField(field).replaceAll('\n', ' '));
  const rest = fields.length - lines.length;
  const fence = '`'.repeat(Math.max(3, longestTicks(lines) + 1));
  return [
    '',
    `<details><summary>${fields.length} field${fields.length === 1 ? '' : 's'}</summary>`,
    '',
    fence,
    ...lines,
    ...(rest > 0 ? [`and ${rest} more`] : []),
    fence,
    '',
    '</details>',
    '',
  ];
}

function longestTicks(lines: readonly string[]): number {
  return Math.max(0, ...lines.flatMap((line) => (line.match(/`+/g) ?? []).map((ticks) => ticks.length)));
}

/** As code, whatever is in it. */
export function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** Characters that Markdown, HTML or a code host would read as something else: tags, emphasis, mentions. */
export function plain(text: string): string {
  return text
    .replace(/[\\`*_~[\]|#]/g, (character) => `\\${character}`)
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/@(?=\w)/g, '@\u200b')
    .replaceAll('\n', ' ');
}
