import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { UsageError } from '../exit';
import { readValidations, type Validation } from './validations';

const CONFIG_FILE = 'cdk8s.yaml';
const DEFAULT_OUTPUT = 'dist';

/** What cdk8s.yaml says of a synthesis. */
export interface SynthConfig {
  /** The command that runs the app. */
  readonly app: string;
  /** The folder of the manifests. */
  readonly output: string;
  /** Plugins that are to validate the manifests. */
  readonly validations: readonly Validation[];
}

/**
 * Reads cdk8s.yaml in the current folder; what is given by hand counts more. Its validations are read only when they are
 * asked for. @throws UsageError without an app to run
 */
export function readSynthConfig(given: {
  readonly app?: string;
  readonly output?: string;
  readonly validate?: boolean;
}): SynthConfig {
  const written = readConfigFile();
  const app = given.app ?? text(written, 'app');
  if (app === undefined)
    throw new UsageError(
      existsSync(CONFIG_FILE)
        ? `${CONFIG_FILE} has no "app": write the command that runs the app, as app: node main.js`
        : `there is no ${CONFIG_FILE} here; go to the folder of the project, or begin one with \`seaworthy init\``,
    );
  const format = (written['synthConfig'] as { format?: string } | undefined)?.format ?? 'plain';
  if (format !== 'plain')
    throw new UsageError(
      `${CONFIG_FILE}: synthConfig.format is "${format}"; only plain manifests are written here, run \`npx cdk8s synth\` for it`,
    );
  return {
    app,
    output: given.output ?? text(written, 'output') ?? DEFAULT_OUTPUT,
    validations: given.validate ? readValidations(written['validations']) : [],
  };
}

function readConfigFile(): { readonly [key: string]: unknown } {
  if (!existsSync(CONFIG_FILE)) return {};
  try {
    return (parseYaml(readFileSync(CONFIG_FILE, 'utf8')) as { [key: string]: unknown } | null) ?? {};
  } catch (error) {
    throw new UsageError(`${CONFIG_FILE} is no YAML: ${(error as Error).message}`);
  }
}

function text(config: { readonly [key: string]: unknown }, key: string): string | undefined {
  const value = config[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw new UsageError(`${CONFIG_FILE}: "${key}" is ${JSON.stringify(value)}, not a text`);
}

/** With the parser that cdk8s brings along, which the app loads anyway: a second copy would cost 25 ms. */
function parseYaml(text: string): unknown {
  const { parse } = createRequire(require.resolve('cdk8s'))('yaml') as typeof import('yaml');
  return parse(text);
}
