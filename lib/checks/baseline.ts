import { parseApiVersion } from '../kube/object';
import { isObject } from '../kube/record';
import type { Finding } from './finding';

/** A finding that was there when the checks were introduced: it is known, and not to be reported again. */
export interface BaselineEntry {
  readonly rule: string;
  /** `apps/Deployment shop/api` */
  readonly object: string;
  readonly field: string;
}

/** What is new, what is known, and what of the baseline is no longer found. */
export interface BaselineComparison {
  readonly findings: readonly Finding[];
  readonly known: readonly Finding[];
  readonly gone: readonly BaselineEntry[];
}

/** The file is no baseline; the message says why. */
export class BaselineError extends Error {
  override readonly name = 'BaselineError';
}

/** What makes two findings the same: neither the wording nor the line, but rule, object and field. */
export function baselineEntry({ rule, object, field }: Finding): BaselineEntry {
  const { group } = parseApiVersion(object.apiVersion);
  const kind = group ? `${group}/${object.kind}` : object.kind;
  const name = object.namespace ? `${object.namespace}/${object.name}` : object.name;
  return { rule, object: [kind, name].filter(Boolean).join(' '), field };
}

/** Sets apart what a baseline knows. A finding that the baseline has once is known once. */
export function compareWithBaseline(
  findings: readonly Finding[],
  baseline: readonly BaselineEntry[],
): BaselineComparison {
  const left = new Map<string, BaselineEntry[]>();
  for (const entry of baseline) {
    const entries = left.get(keyOf(entry));
    if (entries) entries.push(entry);
    else left.set(keyOf(entry), [entry]);
  }
  const known: Finding[] = [];
  const unknown = findings.filter((finding) => {
    const isKnown = left.get(keyOf(baselineEntry(finding)))?.pop() !== undefined;
    if (isKnown) known.push(finding);
    return !isKnown;
  });
  return { findings: unknown, known, gone: [...left.values()].flat() };
}

/** A baseline file of all these findings: sorted, one to a line, so that changes to it can be read. */
export function printBaseline(findings: readonly Finding[]): string {
  const lines = findings
    .map(baselineEntry)
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    .map((entry) => `    ${JSON.stringify(entry)}`);
  return `{\n  "version": 1,\n  "findings": [${lines.length > 0 ? `\n${lines.join(',\n')}\n  ` : ''}]\n}\n`;
}

/** @throws BaselineError for text that {@link printBaseline} did not write */
export function parseBaseline(text: string): readonly BaselineEntry[] {
  const value = jsonOf(text);
  if (!isObject(value) || value.version !== 1 || !Array.isArray(value.findings))
    throw new BaselineError('is no baseline: it needs {"version": 1, "findings": […]}');
  return value.findings.map((entry, index) => {
    if (isEntry(entry)) return entry;
    throw new BaselineError(`findings[${index}] needs the texts rule, object and field`);
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BaselineError(`is no JSON: ${(error as Error).message}`);
  }
}

function isEntry(value: unknown): value is BaselineEntry & Record<string, unknown> {
  return isObject(value) && ['rule', 'object', 'field'].every((name) => typeof value[name] === 'string');
}

function keyOf({ rule, object, field }: BaselineEntry): string {
  return `${object} ${field} ${rule}`;
}
