import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { CelEnvironment } from '../../../lib/kube/cel/declarations';
import { CelCompileError, CelProgramError } from '../../../lib/kube/cel/issue';
import { dynamicValue } from '../../../lib/kube/cel/json-values';
import { KUBERNETES_FUNCTIONS } from '../../../lib/kube/cel/library';
import { printDouble } from '../../../lib/kube/cel/library/conversions';
import { printDuration, printTimestamp } from '../../../lib/kube/cel/library/time-values';
import { CelProgram } from '../../../lib/kube/cel/program';
import { type CelType, DYN, printType } from '../../../lib/kube/cel/types';
import {
  CelDuration,
  CelFailure,
  CelList,
  CelMap,
  CelOptional,
  CelTimestamp,
  CelTypeValue,
  CelUint,
  type CelValue,
  typeNameOf,
} from '../../../lib/kube/cel/values';

/** Expressions about one object. */
export interface ExpressionGroup {
  readonly object?: unknown;
  readonly expressions: readonly string[];
}

export interface ExpressionAnswer {
  readonly expression: string;
  /** What is wrong with the expression. */
  readonly problem?: string;
  readonly type?: string;
  readonly value?: string;
  /** What its evaluation failed for. */
  readonly failure?: string;
  readonly cost?: number;
}

const FOLDER = join(__dirname, '..', '..', 'golden', 'cel');
const ENDING = '.cases.yaml';

export const RECORDINGS = readdirSync(FOLDER)
  .filter((file) => file.endsWith(ENDING))
  .map((file) => file.slice(0, -ENDING.length));

export function groupsOf(name: string): readonly ExpressionGroup[] {
  return parse(readFileSync(join(FOLDER, name + ENDING), 'utf8')) as ExpressionGroup[];
}

export function answersOf(name: string): readonly ExpressionAnswer[] {
  return JSON.parse(readFileSync(join(FOLDER, `${name}.answers.json`), 'utf8')) as ExpressionAnswer[];
}

const ENVIRONMENT: CelEnvironment = { functions: KUBERNETES_FUNCTIONS, variables: { object: DYN } };

export function evaluate(expression: string, object: unknown): ExpressionAnswer {
  try {
    const program = CelProgram.compile(expression, ENVIRONMENT);
    const { result, cost } = program.evaluate(() => dynamicValue(object ?? null));
    const type = goName(program.type);
    const costs = cost > 0 ? { cost } : {};
    return result instanceof CelFailure
      ? { expression, type, failure: result.message, ...costs }
      : { expression, type, value: printed(result), ...costs };
  } catch (error) {
    if (error instanceof CelProgramError) return { expression, problem: `program: ${error.message}` };
    if (!(error instanceof CelCompileError)) throw error;
    return { expression, problem: error.message };
  }
}

/** The recordings call some types by their long names. */
function goName(type: CelType): string {
  return printType(type)
    .replace(/\bnull\b/g, 'null_type')
    .replace(/\btimestamp\b/g, 'google.protobuf.Timestamp')
    .replace(/\bduration\b/g, 'google.protobuf.Duration');
}

function printed(value: CelValue): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return `double(${printDouble(value)})`;
  if (typeof value === 'string') return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, escaped);
  if (value instanceof CelUint) return `${value.value}u`;
  if (value instanceof Uint8Array) return `b'${Buffer.from(value).toString('hex')}'`;
  if (value instanceof CelTimestamp) return `${typeNameOf(value)}(${printTimestamp(value)})`;
  if (value instanceof CelDuration) return `${typeNameOf(value)}(${printDuration(value)})`;
  if (value instanceof CelOptional)
    return value.value === undefined ? 'optional.none()' : `optional.of(${printed(value.value)})`;
  if (value instanceof CelList) return `[${[...value].map(printed).join(', ')}]`;
  if (value instanceof CelMap) {
    const entries = [...value.keys()].map((key) => `${printed(key)}: ${printed(value.get(key)!)}`);
    return `{${entries.sort((a, b) => (a < b ? -1 : 1)).join(', ')}}`;
  }
  if (value instanceof CelTypeValue) return `type(${value.typeName})`;
  return 'quantity' in value ? `quantity(${value.quantity})` : value.typeName;
}

const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
