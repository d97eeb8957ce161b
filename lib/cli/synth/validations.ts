import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { ChecksProperties, ValidationContext, Violation } from '../check-plugin';
import { UsageError } from '../exit';
import type { Terminal } from '../terminal';

/** A plugin that is to validate the manifests. */
export interface Validation {
  readonly properties: ChecksProperties;
}

const OWN_CLASS = 'SeaworthyChecks';
/** Written by the app when it is asked to: which construct made which object. */
const METADATA_FILE = 'construct-metadata.json';

/** Reads `validations` of cdk8s.yaml. @throws UsageError for plugins of others, which only cdk8s-cli runs */
export function readValidations(written: unknown): readonly Validation[] {
  if (written === undefined || written === null) return [];
  if (!Array.isArray(written))
    throw new UsageError(
      'cdk8s.yaml: "validations" is no list; only `npx cdk8s synth` fetches one, or leave them out with --no-validate',
    );
  return written.map((one: { readonly class?: string; readonly properties?: ChecksProperties } | null) => {
    if (one?.class === OWN_CLASS) return { properties: one.properties ?? {} };
    throw new UsageError(
      `cdk8s.yaml: the validation plugin ${one?.class ?? 'without a class'} is run by \`npx cdk8s synth\` only; leave it out with --no-validate`,
    );
  });
}

/** Lets plugins judge manifests, and prints what they find. Returns whether all are content. */
export async function validate(
  validations: readonly Validation[],
  {
    folder,
    files,
    shownAs,
  }: { readonly folder: string; readonly files: readonly string[]; readonly shownAs: string },
  terminal: Terminal,
): Promise<boolean> {
  const { SeaworthyChecks } = require('../check-plugin') as typeof import('../check-plugin');
  const metadata = readMetadata(folder);
  let content = true;
  for (const { properties } of validations) {
    const report: ValidationContext['report'] = {
      addViolation: (violation) => terminal.err(describeViolation(violation, folder, shownAs)),
      submit: (status) => {
        if (status === 'failure') content = false;
      },
    };
    await pluginOf(SeaworthyChecks, properties).validate({
      manifests: files.map((file) => join(folder, file)),
      metadata,
      report,
    });
  }
  return content;
}

function pluginOf<T>(Plugin: new (properties: ChecksProperties) => T, properties: ChecksProperties): T {
  try {
    return new Plugin(properties);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function readMetadata(folder: string): ValidationContext['metadata'] {
  const file = join(folder, METADATA_FILE);
  if (!existsSync(file)) return {};
  return (JSON.parse(readFileSync(file, 'utf8')) as { resources: ValidationContext['metadata'] }).resources;
}

function describeViolation(
  { ruleName, recommendation, fix, violatingResources }: Violation,
  folder: string,
  shownAs: string,
): string {
  const places = violatingResources.map(({ manifestPath, resourceName, locations }) =>
    [`${shownAs}/${relative(folder, manifestPath)}`, resourceName, ...locations].filter(Boolean).join('  '),
  );
  return [...places, `  ${recommendation}  [${ruleName}]`, ...(fix ? [`  fix: ${fix}`] : [])].join('\n');
}
