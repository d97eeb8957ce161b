import type { Finding } from '../../checks/finding';
import type { ObjectChange, Severity } from '../../diff/change';
import { keysOf, splitChanges } from '../diff/groups';
import { changeBody, code, labelsMarkdown, plain, SEVERITY_MARKS } from '../diff/markdown';
import { describeChanged, summarySentence } from '../diff/wording';
import { countFindings } from '../findings/text';
import { type Headline, headlines, type Review, SEVERITY_OF_FINDING, worstSeverity } from './review';
import { TextBudget } from './text-budget';

/** By which a pipeline finds its own comment again, to write it anew. */
export const REVIEW_MARKER = '<!-- seaworthy-review -->';

/** The longest comment that GitHub takes. */
export const MOST_BYTES = 65_536;

/** Sentences that stand at the top. */
const MOST_IN_SUMMARY = 3;

/**
 * A review as one comment: a summary line that a reviewer can act on alone, what to look at, then details, folded. The
 * same review gives the same text. It never exceeds {@link MOST_BYTES}: the least important is cut, and what was cut said.
 */
export function reviewMarkdown(review: Review, most = MOST_BYTES): string {
  const head = [REVIEW_MARKER, `## ${summaryLine(review)}`, '', factsLine(review)].join('\n');
  const foot = `<sub>Compared with ${code(review.base)}. All of it: ${code(`seaworthy diff --base ${review.base} --full`)}</sub>`;
  const budget = new TextBudget(most - Buffer.byteLength(`${head}\n\n${foot}\n`));
  const sections = [
    notesSection(review, budget.part(most / 16)),
    verdictSection(review, budget.part(most / 4)),
    attentionSection(review, budget.part(most / 3)),
    findingSection(review, budget.part(most / 4)),
    topologySection(review, budget.part(most / 8)),
    changeSection(review, budget),
    labelsSection(review, budget),
  ];
  return `${[head, ...sections.filter(Boolean), foot].join('\n\n')}\n`;
}

const VERDICTS: { readonly [severity in Severity]: string } = {
  danger: 'Stop and look',
  warning: 'Check before merging',
  notice: 'Nothing dangerous',
  info: 'No effect to worry about',
};

/** `🔴 Stop and look: PersistentVolumeClaim/data is deleted …` */
function summaryLine(review: Review): string {
  const worst = worstSeverity(review);
  if (!worst) return '✅ Nothing changes, and the checks find nothing new';
  const told = headlines(review, worst).filter(({ severity }) => severity === worst);
  const first = told.slice(0, 1).map(({ text }) => plain(shortened(text)));
  const rest = told.length - first.length;
  const what = worst === 'info' || first.length === 0 ? '' : `: ${first.join('; ')}`;
  return `${SEVERITY_MARKS[worst]} ${VERDICTS[worst]}${what}${rest > 0 && what ? ` (and ${rest} more)` : ''}`;
}

const LONGEST_HEADLINE = 300;

function shortened(text: string): string {
  return text.length > LONGEST_HEADLINE ? `${text.slice(0, LONGEST_HEADLINE)}…` : text;
}

/** What a reader counts on: how many objects change, and what the checks say. */
function factsLine({ diff, findings, known, mended }: Review): string {
  const checks = [
    findings.length > 0 ? `${countFindings(findings)} that ${isOne(findings)} new` : 'no new findings',
    ...(known.length > 0 ? [`${known.length} known`] : []),
    ...(mended.length > 0 ? [`${mended.length} mended`] : []),
  ];
  const sentence = summarySentence(diff);
  return `${sentence[0]!.toUpperCase()}${sentence.slice(1)}. Checks: ${checks.join(', ')}.`;
}

const isOne = (list: readonly unknown[]) => (list.length === 1 ? 'is' : 'are');

/** A heading with items, as many as fit. Empty when there are none. */
function section(title: string, items: readonly string[], budget: TextBudget, separator = '\n'): string {
  if (items.length === 0) return '';
  // What is said of the cut must fit in any case.
  const frame = `### ${title}\n\n${cutNote(items.length)}\n\n`;
  if (!budget.take(frame)) return '';
  const { taken, left } = budget.takeAll(items.map((item) => `${item}${separator}`));
  const note = left > 0 ? [cutNote(left)] : [];
  return [`### ${title}`, '', `${taken.join('')}${note.join('')}`.trimEnd()].join('\n');
}

function cutNote(left: number): string {
  return `\n*${left} more ${left === 1 ? 'does' : 'do'} not fit into this comment.*`;
}

function notesSection({ notes }: Review, budget: TextBudget): string {
  return section(
    'About the base',
    notes.map((note) => `- ${plain(note)}`),
    budget,
  );
}

function verdictSection({ verdicts }: Review, budget: TextBudget): string {
  return verdicts
    .map(({ title, severity, summary, details }) => {
      const line = `${SEVERITY_MARKS[severity]} ${plain(summary)}`;
      return section(plain(title), [line, ...(details ? [folded('Details', details)] : [])], budget, '\n\n');
    })
    .filter(Boolean)
    .join('\n\n');
}

/** What asks for attention, beyond the first sentence. */
function attentionSection(review: Review, budget: TextBudget): string {
  const told = headlines({ ...review, findings: [], verdicts: [] }, 'info').filter(isWorthALine);
  const isLoud = ({ severity }: Headline) => severity === 'danger' || severity === 'warning';
  const loud = told.filter(isLoud).map(bullet);
  const quiet = told.filter((one) => !isLoud(one)).map(bullet);
  const shown = loud.length > 0 ? loud : quiet.slice(0, MOST_IN_SUMMARY);
  const rest = loud.length > 0 ? quiet : quiet.slice(MOST_IN_SUMMARY);
  const items = rest.length > 0 ? [...shown, `\n${foldedList(rest)}`] : shown;
  return section('What it does', items, budget);
}

/** New versions and numbers of pods are what most reviews are about, though nothing has to be done. */
function isWorthALine({ severity, type }: Headline): boolean {
  return severity !== 'info' || type === 'image' || type === 'scaling';
}

/** Longer lists nobody unfolds. */
const MOST_FOLDED = 40;

function foldedList(bullets: readonly string[]): string {
  const more = bullets.length - MOST_FOLDED;
  const lines = [...bullets.slice(0, MOST_FOLDED), ...(more > 0 ? [`- and ${more} more`] : [])];
  return folded(`${bullets.length} to know of`, lines.join('\n'));
}

function bullet({ severity, text }: Headline): string {
  return `- ${SEVERITY_MARKS[severity]} ${plain(text)}`;
}

function findingSection({ findings }: Review, budget: TextBudget): string {
  const order = ['error', 'warning', 'info'] as const;
  const sorted = order.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
  return section('New findings', sorted.map(findingMarkdown), budget);
}

function findingMarkdown({ rule, severity, message, fix, object, field, position, origin }: Finding): string {
  const name = object.kind ? ` ${code(`${object.kind}/${object.name}`)}` : '';
  const at = origin?.source ?? position;
  const where = at ? ` — ${code(`${at.file}:${at.line}`)}` : '';
  const what = `${sentence(message)}${field ? ` (${code(field)})` : ''}`;
  const how = fix ? `; fix: ${sentence(fix)}` : '';
  return `- ${SEVERITY_MARKS[SEVERITY_OF_FINDING[severity]]}${name}: ${what}${how} <sub>${plain(rule)}</sub>${where}`;
}

function sentence(text: string): string {
  return plain(text.replace(/\.$/, ''));
}

function topologySection({ topology }: Review, budget: TextBudget): string {
  if (!topology) return '';
  const text = folded(
    'Topology: what changes, and what is connected with it',
    `\`\`\`mermaid\n${topology}\n\`\`\``,
  );
  return budget.take(`${text}\n\n`) ? text : '';
}

function changeSection({ diff }: Review, budget: TextBudget): string {
  const { telling } = splitChanges(diff.changes);
  const items = telling.map((change) => folded(titleOf(change), changeBody(change)));
  return section('Objects', items, budget, '\n\n');
}

function titleOf(change: ObjectChange): string {
  const { action, object, consequences } = change;
  const where = object.namespace ? ` in ${object.namespace}` : '';
  return `${SEVERITY_MARKS[consequences[0]!.severity]} ${plain(describeChanged(change))}${plain(where)} (${action})`;
}

function labelsSection({ diff }: Review, budget: TextBudget): string {
  const { labelsOnly } = splitChanges(diff.changes);
  if (labelsOnly.length === 0 || keysOf(labelsOnly).length === 0) return '';
  const text = labelsMarkdown(labelsOnly);
  return budget.take(`${text}\n\n`) ? text : '';
}

function folded(title: string, body: string): string {
  return `<details><summary>${title}</summary>\n\n${body.trim()}\n\n</details>`;
}
