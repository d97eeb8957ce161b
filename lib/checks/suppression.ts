import type { KubeObject } from '../kube/object';
import type { CheckContext } from './context/check-context';
import type { Finding } from './finding';
import { type PlacedFinding, placedFinding } from './placed-finding';
import { unknownRule } from './registry';
import type { Rule } from './rule';
import { SUPPRESSION, UNUSED_SUPPRESSION } from './rules/schema/suppressions';

/** On an object: `rule-a: reason; rule-b: reason`. */
export const IGNORE_ANNOTATION = 'checks.seaworthy.dev/ignore';

/** A finding that its object asks not to report. */
export interface SuppressedFinding {
  readonly finding: Finding;
  readonly reason: string;
}

interface Suppression {
  readonly rule: string;
  readonly reason: string;
}

/** What the objects of a set ask not to report. */
export class Suppressions {
  private readonly byObject = new Map<KubeObject, readonly Suppression[]>();
  private readonly suppressed: SuppressedFinding[] = [];
  private readonly effective = new Set<Suppression>();

  constructor(
    private readonly context: CheckContext,
    private readonly rules: ReadonlyMap<string, Rule>,
    private readonly active: ReadonlySet<Rule>,
  ) {
    for (const { object } of context.objects) {
      const text = object.metadata.annotations?.[IGNORE_ANNOTATION];
      if (text !== undefined) this.byObject.set(object, parse(text));
    }
  }

  /** Whether a finding is not to be reported; remembers it. A suppression without a reason covers nothing. */
  covers(object: KubeObject, finding: Finding): boolean {
    const suppression = this.byObject
      .get(object)
      ?.find(({ rule, reason }) => rule === finding.rule && reason !== '');
    if (!suppression) return false;
    this.effective.add(suppression);
    this.suppressed.push({ finding, reason: suppression.reason });
    return true;
  }

  /** In the order in which the rules found them. */
  get used(): readonly SuppressedFinding[] {
    return this.suppressed;
  }

  /** What is wrong with the suppressions themselves. Asked once everything is covered that can be. */
  *findings(): Iterable<PlacedFinding> {
    const field = `metadata.annotations[${IGNORE_ANNOTATION}]`;
    for (const [object, suppressions] of this.byObject)
      for (const suppression of suppressions) {
        const message = this.problemOf(suppression);
        if (message && this.active.has(SUPPRESSION))
          yield placedFinding(SUPPRESSION, { object, field, message }, this.context);
        else if (!message && this.isUseless(suppression))
          yield placedFinding(
            UNUSED_SUPPRESSION,
            { object, field, message: `${suppression.rule} finds nothing here that could be ignored` },
            this.context,
          );
      }
  }

  private problemOf({ rule, reason }: Suppression): string | undefined {
    if (!this.rules.has(rule)) return unknownRule(rule, this.rules.keys());
    return reason === '' ? `gives no reason to ignore ${rule}, and so ignores nothing` : undefined;
  }

  /** A rule that was not checked may have found something. */
  private isUseless(suppression: Suppression): boolean {
    return (
      !this.effective.has(suppression) &&
      this.active.has(UNUSED_SUPPRESSION) &&
      this.active.has(this.rules.get(suppression.rule)!)
    );
  }
}

function parse(text: string): readonly Suppression[] {
  return text
    .split(';')
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const colon = part.indexOf(':');
      if (colon < 0) return { rule: part, reason: '' };
      return { rule: part.slice(0, colon).trim(), reason: part.slice(colon + 1).trim() };
    });
}
