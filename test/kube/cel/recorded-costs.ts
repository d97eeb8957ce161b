import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { JSONSchemaProps } from '../../../lib/kube/generated/apiextensions-v1';

/** A schema, and expressions that may be rules in it. */
export interface CostCase {
  readonly name: string;
  readonly schema: JSONSchemaProps;
  /** A whole object. */
  readonly isRoot?: boolean;
  readonly expressions: readonly string[];
}

export interface CostAnswer {
  /** How often the schema may be met where nothing limits that. */
  readonly cardinality: string;
  /** Of each expression. What is no rule has what is wrong with it instead. */
  readonly costs: readonly string[];
}

const FOLDER = join(__dirname, '..', '..', 'golden', 'cel-rules');

export const COST_CASES = parse(readFileSync(join(FOLDER, 'costs.cases.yaml'), 'utf8')) as CostCase[];

export function costAnswers(): readonly CostAnswer[] {
  return JSON.parse(readFileSync(join(FOLDER, 'costs.answers.json'), 'utf8')) as CostAnswer[];
}
