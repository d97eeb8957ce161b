import { dirname, resolve } from 'node:path';
import type { Finding } from '../checks/finding';
import type { CheckFlags } from './check-options';

/** The part of cdk8s's validation context that the checks need. */
export interface ValidationContext {
  /** Paths of the manifests that were synthesized. */
  readonly manifests: readonly string[];
  /** Of the objects, by their names. */
  readonly metadata: { readonly [name: string]: { readonly path: string } };
  readonly report: {
    addViolation(violation: Violation): void;
    submit(status: 'success' | 'failure', metadata?: { readonly [key: string]: string }): void;
  };
}

export interface Violation {
  readonly ruleName: string;
  readonly recommendation: string;
  readonly fix: string;
  readonly violatingResources: readonly {
    readonly resourceName: string;
    readonly locations: readonly string[];
    readonly manifestPath: string;
  }[];
}

/** `properties` of the plugin in cdk8s.yaml; each is what `seaworthy check` calls the flag. */
export interface ChecksProperties {
  /** @default 'default' */
  readonly profile?: string;
  /** @default the newest known */
  readonly kubernetesVersion?: string | number;
  /** The least severity that fails. @default 'error' */
  readonly failOn?: string;
  /** File of known findings. */
  readonly baseline?: string;
  readonly enable?: readonly string[];
  readonly disable?: readonly string[];
  /** Modules that export rules of the project's own. */
  readonly rules?: readonly string[];
  readonly partial?: boolean;
  /** Nodes that the pods must fit on. */
  readonly nodes?: number;
  readonly nodeCpu?: string;
  readonly nodeMemory?: string;
}

const KNOWN: readonly (keyof ChecksProperties)[] = [
  'profile',
  'kubernetesVersion',
  'failOn',
  'baseline',
  'enable',
  'disable',
  'rules',
  'partial',
  'nodes',
  'nodeCpu',
  'nodeMemory',
];

/**
 * The checks as a validation plugin of cdk8s. In cdk8s.yaml:
 *
 * ```yaml
 * validations:
 *   - package: ./node_modules/seaworthy
 *     version: 0.1.0
 *     class: SeaworthyChecks
 *     properties: {profile: default}
 * ```
 */
export class SeaworthyChecks {
  /** @throws Error for a property that there is not */
  constructor(private readonly properties: ChecksProperties = {}) {
    const unknown = Object.keys(properties).find((name) => !(KNOWN as readonly string[]).includes(name));
    if (unknown)
      throw new Error(`cdk8s.yaml: SeaworthyChecks has no property "${unknown}"; it has ${KNOWN.join(', ')}`);
  }

  /** Checks the manifests, all of them as one set, and reports what it finds. */
  async validate({ manifests, metadata, report }: ValidationContext): Promise<void> {
    const { severityOf } = require('./check-options') as typeof import('./check-options');
    const { isAtLeast } = require('../checks/run-checks') as typeof import('../checks/run-checks');
    const { rulesOf } = require('../checks/registry') as typeof import('../checks/registry');
    const { failOn = 'error' } = this.properties;
    const limit = severityOf(failOn);
    const { options, objects, findings, known } = this.check(manifests, metadata);
    const rules = rulesOf(options.rules);
    for (const finding of findings)
      report.addViolation(violationOf(finding, rules.get(finding.rule)?.why ?? ''));
    const { countFindings } = require('../report/findings/text') as typeof import('../report/findings/text');
    report.submit(findings.some(({ severity }) => isAtLeast(severity, limit)) ? 'failure' : 'success', {
      Findings: countFindings(findings),
      Objects: String(objects),
      ...(known > 0 ? { 'In the baseline': String(known) } : {}),
    });
  }

  private check(manifests: readonly string[], metadata: ValidationContext['metadata']) {
    const { checkOptions, readBaseline } = require('./check-options') as typeof import('./check-options');
    const { checkObjects } = require('../checks/run-checks') as typeof import('../checks/run-checks');
    const { compareWithBaseline } = require('../checks/baseline') as typeof import('../checks/baseline');
    const { withConstructPaths } = require('./check-origins') as typeof import('./check-origins');
    const { loadManifests } =
      require('../manifests/load-manifests') as typeof import('../manifests/load-manifests');
    const options = checkOptions(flagsOf(this.properties));
    const { objects, problems } = loadManifests(manifests);
    const folders = [...new Set(manifests.map((file) => dirname(file)))];
    const paths = new Map(Object.entries(metadata ?? {}).map(([name, { path }]) => [name, path]));
    const result = checkObjects(withConstructPaths(objects, paths, folders), options, problems);
    const { baseline } = this.properties;
    const entries = baseline === undefined ? [] : readBaseline(baseline);
    const { findings, known } = compareWithBaseline(result.findings, entries);
    return { options, objects: result.objects, findings, known: known.length };
  }
}

function flagsOf(properties: ChecksProperties): CheckFlags {
  const { kubernetesVersion, nodes, failOn: _limit, baseline: _baseline, ...flags } = properties;
  return {
    ...flags,
    ...(kubernetesVersion === undefined ? {} : { kubernetesVersion: versionText(kubernetesVersion) }),
    ...(nodes === undefined ? {} : { nodes: String(nodes) }),
  };
}

/** YAML reads 1.30 as the number 1.3; there is no other version that could be meant. */
function versionText(version: string | number): string {
  return typeof version === 'number' && /^1\.\d$/.test(String(version)) ? `${version}0` : String(version);
}

function violationOf(finding: Finding, why: string): Violation {
  const { rule, severity, message, fix, object, field, position, origin } = finding;
  const { describeOrigin } = require('../checks/finding') as typeof import('../checks/finding');
  const line = position ? `line ${position.line}` : '';
  const what = [object.kind, field].filter(Boolean).join(' ');
  const place = [what, line].filter(Boolean).join(', ');
  const author = origin?.source ? ` (written by ${describeOrigin(origin)})` : '';
  return {
    ruleName: rule,
    recommendation: why,
    fix,
    violatingResources: [
      {
        resourceName: object.name,
        locations: [[place, `${severity}: ${message}${author}`].filter(Boolean).join(': ')],
        manifestPath: position ? resolve(position.file) : '',
      },
    ],
  };
}
