import { baselineEntry } from '../../checks/baseline';
import { describeOrigin, type Finding, type Severity } from '../../checks/finding';
import type { Rule } from '../../checks/rule';
import type { SuppressedFinding } from '../../checks/suppression';
import { describeObject } from '../../kube/object-identity';

/** What a SARIF log says beside its findings. */
export interface SarifOptions {
  /** Of this program. */
  readonly version: string;
  /** All that were checked, with or without findings. */
  readonly rules: readonly Rule[];
  /** What annotations ask not to report: shown as suppressed, with their reasons. */
  readonly suppressed?: readonly SuppressedFinding[];
  /** What the baseline knows: shown as suppressed. */
  readonly known?: readonly Finding[];
}

const LEVELS: { readonly [severity in Severity]: string } = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

/** Findings as a SARIF 2.1.0 log, which code scanning services show beside the lines. */
export function findingsSarif(findings: readonly Finding[], options: SarifOptions): string {
  const { version, rules, suppressed = [], known = [] } = options;
  const places = new Map(rules.map(({ id }, index) => [id, index]));
  const results = [
    ...findings.map((finding) => resultOf(finding, places)),
    ...suppressed.map(({ finding, reason }) => ({
      ...resultOf(finding, places),
      suppressions: [{ kind: 'inSource', justification: reason }],
    })),
    ...known.map((finding) => ({
      ...resultOf(finding, places),
      suppressions: [{ kind: 'external', justification: 'in the baseline' }],
    })),
  ];
  const driver = { name: 'seaworthy', version, rules: rules.map(describeRule) };
  return JSON.stringify(
    { $schema: SCHEMA, version: '2.1.0', runs: [{ tool: { driver }, results }] },
    null,
    2,
  );
}

function describeRule({ id, severity, why, fix, ...rest }: Rule & { readonly finds?: string }) {
  return {
    id,
    shortDescription: { text: rest.finds ?? why },
    fullDescription: { text: why },
    help: { text: fix },
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function resultOf(finding: Finding, places: ReadonlyMap<string, number>) {
  const { rule, severity, message, fix, origin } = finding;
  const ruleIndex = places.get(rule);
  return {
    ruleId: rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: LEVELS[severity],
    message: { text: fix ? `${message}\nfix: ${fix}` : message },
    locations: [locationOf(finding)],
    ...(origin?.source
      ? {
          relatedLocations: [
            {
              id: 1,
              physicalLocation: physical(origin.source.file, origin.source.line),
              message: { text: `written by ${describeOrigin(origin)}` },
            },
          ],
        }
      : {}),
    partialFingerprints: { 'ruleObjectField/v1': fingerprintOf(finding) },
  };
}

function locationOf({ object, field, position, origin }: Finding) {
  const name = object.kind ? describeObject(object) : '';
  const logical = [
    ...(name
      ? [
          {
            fullyQualifiedName: [object.namespace, name, field].filter(Boolean).join('/'),
            kind: field ? 'member' : 'resource',
          },
        ]
      : []),
    ...(origin ? [{ fullyQualifiedName: origin.path, kind: 'construct' }] : []),
  ];
  return {
    ...(position ? { physicalLocation: physical(position.file, position.line, position.column) } : {}),
    ...(logical.length > 0 ? { logicalLocations: logical } : {}),
  };
}

function physical(file: string, startLine: number, startColumn?: number) {
  return {
    artifactLocation: { uri: uriOf(file) },
    region: { startLine, ...(startColumn === undefined ? {} : { startColumn }) },
  };
}

/** A relative reference, or a file URI for an absolute path. */
function uriOf(file: string): string {
  const path = file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
  return path.startsWith('/') ? `file://${path}` : path;
}

function fingerprintOf(finding: Finding): string {
  const { rule, object, field } = baselineEntry(finding);
  return `${rule} ${object} ${field}`.trim();
}
