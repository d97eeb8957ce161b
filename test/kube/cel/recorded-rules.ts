import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { JSONSchemaProps } from '../../../lib/kube/generated/apiextensions-v1';

/** A schema with rules, and objects that are held to it. */
export interface RuleCase {
  readonly name: string;
  readonly schema: JSONSchemaProps;
  /** Each as it is and, for an update, as it was. */
  readonly objects?: readonly { readonly value: object; readonly old?: object }[];
}

export interface RuleAnswer {
  /** What is wrong with a definition that has the schema. */
  readonly problems: readonly string[];
  readonly objects: readonly { readonly errors: readonly string[]; readonly warnings?: readonly string[] }[];
}

const FOLDER = join(__dirname, '..', '..', 'golden', 'cel-rules');

export const RULE_CASES = parse(readFileSync(join(FOLDER, 'rules.cases.yaml'), 'utf8')) as RuleCase[];

export function ruleAnswers(): readonly RuleAnswer[] {
  return JSON.parse(readFileSync(join(FOLDER, 'rules.answers.json'), 'utf8')) as RuleAnswer[];
}
