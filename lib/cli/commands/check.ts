import { writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import type { BaselineComparison } from '../../checks/baseline';
import type { Finding, Severity } from '../../checks/finding';
import type { CheckOptions, CheckResult } from '../../checks/run-checks';
import type { CheckFlags } from '../check-options';
import type { CommandEnvironment } from '../command-environment';
import { FAILED, OK, UsageError } from '../exit';
import { listOption } from '../options';
import type { Terminal } from '../terminal';
import { version } from '../version';

interface Flags extends CheckFlags {
  readonly baseline?: string;
  readonly updateBaseline?: boolean;
  readonly format: string;
  readonly output?: string;
  readonly failOn: string;
  readonly listRules?: boolean;
  readonly explain?: string;
}

const FORMATS = ['text', 'json', 'sarif', 'junit'];

const EXAMPLES = `
Examples:
  seaworthy check                                     check dist/
  helm template ./chart | seaworthy check - --profile restricted
  seaworthy check --nodes 3 --node-cpu 4 --node-memory 16Gi
  seaworthy check --baseline checks.json --update-baseline
  seaworthy check --format sarif --output findings.sarif
  seaworthy check --explain pdb-blocks-drain

An object asks to leave a rule out with the annotation
  checks.seaworthy.dev/ignore: "<rule>: <reason>"

Exit codes: 0 nothing as bad as --fail-on, 1 findings that are, 2 it could not be checked.`;

export function checkCommand(environment: CommandEnvironment): Command {
  return new Command('check')
    .description('Find what cannot work, and what will cause trouble, in manifests of any origin.')
    .argument('[paths...]', 'files or folders of manifests, or - for standard input', ['dist'])
    .option('--profile <name>', 'how much to ask for: learning, default or restricted', 'default')
    .option('--kubernetes-version <version>', 'the version the manifests are for (default: the newest known)')
    .option('--baseline <file>', 'leave out the findings that this file knows')
    .option('--update-baseline', 'write all findings of now to the baseline')
    .addOption(new Option('--format <format>', 'how to print the findings').choices(FORMATS).default('text'))
    .option('-o, --output <file>', 'write the findings to a file')
    .option('--fail-on <severity>', 'the least severity that fails: error, warning or info', 'error')
    .option('--enable <rules>', 'rules to check beside those of the profile, separated by commas', listOption)
    .option('--disable <rules>', 'rules to leave out', listOption)
    .option('--rules <modules>', 'modules that export rules of your own', listOption)
    .option('-n, --namespace <name>', 'for objects that name no namespace (default: default)')
    .option('--partial', 'the files are a part of something: what is missing may be elsewhere')
    .option('--nodes <count>', 'nodes that the pods must fit on')
    .option('--node-cpu <amount>', 'what each of these nodes has (default: 4)')
    .option('--node-memory <amount>', 'what each of these nodes has (default: 16Gi)')
    .option('--list-rules', 'list all rules, and check nothing')
    .option('--explain <rule>', 'say what a rule finds and why it matters, and check nothing')
    .addHelpText('after', EXAMPLES)
    .action((paths: string[], flags: Flags) => run(paths, flags, environment));
}

function run(paths: readonly string[], flags: Flags, { terminal, exit }: CommandEnvironment): void {
  const { checkOptions, severityOf } = require('../check-options') as typeof import('../check-options');
  const options = checkOptions(flags);
  const failOn = severityOf(flags.failOn);
  if (flags.listRules || flags.explain !== undefined) {
    const { explainRule, listRules } = require('../check-rules') as typeof import('../check-rules');
    terminal.out(
      flags.explain === undefined ? listRules(options) : explainRule(flags.explain, options.rules),
    );
    exit(OK);
    return;
  }
  if (flags.updateBaseline && !flags.baseline)
    throw new UsageError('--update-baseline: say which file, with --baseline FILE');
  const result = check(paths, options);
  if (flags.updateBaseline) {
    exit(writeBaseline(flags.baseline!, result.findings, terminal));
    return;
  }
  const comparison = compare(result.findings, flags.baseline);
  report(result, comparison, options, flags, failOn, terminal);
  exit(isFailure(comparison.findings, failOn) ? FAILED : OK);
}

function check(paths: readonly string[], options: CheckOptions): CheckResult {
  const { loadManifests } =
    require('../../manifests/load-manifests') as typeof import('../../manifests/load-manifests');
  const { checkObjects } = require('../../checks/run-checks') as typeof import('../../checks/run-checks');
  const { withOrigins } = require('../check-origins') as typeof import('../check-origins');
  const { objects, problems } = loadManifests(paths);
  if (objects.length === 0 && problems.length === 0)
    throw new UsageError(`no objects in ${paths.join(', ')}`);
  return checkObjects(withOrigins(objects, paths), options, problems);
}

function isFailure(findings: readonly Finding[], failOn: Severity): boolean {
  const { isAtLeast } = require('../../checks/run-checks') as typeof import('../../checks/run-checks');
  return findings.some(({ severity }) => isAtLeast(severity, failOn));
}

function writeBaseline(file: string, findings: readonly Finding[], terminal: Terminal): number {
  const { printBaseline } = require('../../checks/baseline') as typeof import('../../checks/baseline');
  writeFileSync(file, printBaseline(findings));
  terminal.out(`${file}: ${findings.length} finding${findings.length === 1 ? '' : 's'}`);
  return OK;
}

function compare(findings: readonly Finding[], file: string | undefined): BaselineComparison {
  if (file === undefined) return { findings, known: [], gone: [] };
  const { readBaseline } = require('../check-options') as typeof import('../check-options');
  const { compareWithBaseline } = require('../../checks/baseline') as typeof import('../../checks/baseline');
  return compareWithBaseline(findings, readBaseline(file));
}

function report(
  result: CheckResult,
  comparison: BaselineComparison,
  options: CheckOptions,
  { format, output }: Flags,
  failOn: Severity,
  terminal: Terminal,
): void {
  const { formatFindings, summary } = require('../check-report') as typeof import('../check-report');
  const colors = output ? undefined : terminal.colors;
  const text = formatFindings(format, { result, comparison, options, failOn, version: version(), colors });
  if (output) writeFileSync(output, text === '' ? '' : `${text}\n`);
  else if (text !== '') terminal.out(text);
  const conclusion = summary(result, comparison);
  // Beside a report that a program reads, the conclusion goes to the other stream.
  if (format === 'text' && !output) terminal.out(text === '' ? conclusion : `\n${conclusion}`);
  else terminal.err(conclusion);
}
