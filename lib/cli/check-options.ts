import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type BaselineEntry, BaselineError, parseBaseline } from '../checks/baseline';
import {
  AssumptionError,
  type Assumptions,
  checkNodeAssumption,
  parseKubernetesVersion,
} from '../checks/context/assumptions';
import { SEVERITIES, type Severity } from '../checks/finding';
import { PROFILES, type Profile, type Rule } from '../checks/rule';
import { activeRules, type CheckOptions, UnknownRuleError } from '../checks/run-checks';
import { UsageError } from './exit';
import { nodeCount } from './options';

/** What `seaworthy check` and everything that runs the checks lets its user choose. */
export interface CheckFlags {
  readonly profile?: string;
  readonly kubernetesVersion?: string;
  readonly enable?: readonly string[];
  readonly disable?: readonly string[];
  /** Modules with a project's own rules. */
  readonly rules?: readonly string[];
  readonly namespace?: string;
  readonly partial?: boolean;
  readonly nodes?: string;
  readonly nodeCpu?: string;
  readonly nodeMemory?: string;
}

/** @throws UsageError that names the flag and what it may be */
export function checkOptions(flags: CheckFlags): CheckOptions {
  const options = {
    profile: profileOf(flags.profile ?? 'default'),
    enable: flags.enable,
    disable: flags.disable,
    rules: flags.rules?.flatMap(rulesOfModule),
    assumptions: assumptionsOf(flags),
  };
  try {
    activeRules(options);
  } catch (error) {
    if (error instanceof UnknownRuleError) throw new UsageError(error.message);
    throw error;
  }
  return options;
}

/** @throws UsageError for a file that is no baseline */
export function readBaseline(file: string): readonly BaselineEntry[] {
  if (!existsSync(file))
    throw new UsageError(`--baseline: ${file} does not exist; write it with --update-baseline`);
  try {
    return parseBaseline(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof BaselineError) throw new UsageError(`--baseline: ${file} ${error.message}`);
    throw error;
  }
}

/** Reads `--fail-on`. */
export function severityOf(text: string): Severity {
  if ((SEVERITIES as readonly string[]).includes(text)) return text as Severity;
  throw new UsageError(`--fail-on: "${text}" is no severity; choose error, warning or info`);
}

function profileOf(text: string): Profile {
  if ((PROFILES as readonly string[]).includes(text)) return text as Profile;
  throw new UsageError(`--profile: "${text}" is no profile; choose ${PROFILES.join(', ')}`);
}

function assumptionsOf(flags: CheckFlags): Assumptions {
  const { kubernetesVersion, namespace, partial, nodes, nodeCpu = '4', nodeMemory = '16Gi' } = flags;
  try {
    const assumed =
      nodes === undefined ? undefined : { count: nodeCount(nodes), cpu: nodeCpu, memory: nodeMemory };
    if (assumed) checkNodeAssumption(assumed);
    return {
      ...(kubernetesVersion === undefined
        ? {}
        : { kubernetesVersion: parseKubernetesVersion(kubernetesVersion) }),
      ...(assumed ? { nodes: assumed } : {}),
      namespace,
      partial,
    };
  } catch (error) {
    if (error instanceof AssumptionError) throw new UsageError(error.message);
    throw error;
  }
}

/** The rules that a module of the project exports, whatever it calls them. */
function rulesOfModule(file: string): readonly Rule[] {
  const path = resolve(file);
  if (!existsSync(path)) throw new UsageError(`--rules: ${file} does not exist`);
  if (path.endsWith('.ts')) {
    const { hookFile } = require('./synth/run-app') as typeof import('./synth/run-app');
    require(hookFile());
  }
  const rules = Object.values(require(path) as Record<string, unknown>)
    .flat()
    .filter(isRule);
  if (rules.length === 0) throw new UsageError(`--rules: ${file} exports no rule; write one with defineRule`);
  return rules;
}

function isRule(value: unknown): value is Rule {
  const { id, check } = (value ?? {}) as Partial<Rule>;
  return typeof id === 'string' && typeof check === 'function';
}
