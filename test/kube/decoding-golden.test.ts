import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { decodeBody, type FieldValidation, malformedBody } from '../../lib/kube/decode-body';
import type { Status } from '../../lib/kube/generated/meta-v1';
import { JsonSyntaxError, parseJson } from '../../lib/kube/json';
import { type KubeObject, parseApiVersion } from '../../lib/kube/object';
import { schemaOf } from '../../lib/kube/schema';
import { StatusError } from '../../lib/kube/status';

/** Recorded by tools/record-decoding.ts. */
const FOLDER = join(__dirname, '..', 'golden', 'decoding');

interface Case {
  readonly name: string;
  readonly kind: string;
  readonly body?: unknown;
  readonly text?: string;
  readonly fieldValidation?: FieldValidation;
}

interface Answer {
  readonly name: string;
  readonly code: number;
  readonly object?: KubeObject;
  readonly status?: Status;
  readonly warnings: readonly string[];
}

function read({ kind: named, body, text, fieldValidation }: Case) {
  const [apiVersion, kind] = named.split(' ') as [string, string];
  const expected = { ...parseApiVersion(apiVersion), kind };
  const source = text ?? JSON.stringify(body);
  let document: unknown;
  try {
    document = parseJson(source);
  } catch (error) {
    throw error instanceof JsonSyntaxError ? malformedBody(expected, error, source) : error;
  }
  return decodeBody<KubeObject>(schemaOf(expected)!, expected, document, { fieldValidation });
}

function refusalOf(one: Case): Status {
  try {
    read(one);
  } catch (error) {
    if (error instanceof StatusError) return error.status;
    throw error;
  }
  throw new Error('was not refused');
}

/** What is in `decoded` must be in what the server stored; the server adds defaults. Lists have the same length. */
function expectPartOf(decoded: unknown, stored: unknown, path: string): void {
  if (typeof decoded !== 'object' || decoded === null) {
    expect({ path, value: decoded }).toEqual({ path, value: stored });
  } else if (Array.isArray(decoded)) {
    expect({ path, length: decoded.length }).toEqual({ path, length: (stored as unknown[])?.length });
    decoded.forEach((element, index) => {
      expectPartOf(element, (stored as unknown[])[index], `${path}[${index}]`);
    });
  } else {
    expect({ path, type: typeof decoded }).toEqual({ path, type: typeof stored });
    for (const [key, value] of Object.entries(decoded))
      expectPartOf(value, (stored as Record<string, unknown>)[key], `${path}.${key}`);
  }
}

/** What the server decides after decoding: these are defaulted, reset or added whatever the body says. */
const DECIDED_LATER = new Set(['status', 'stringData', 'serviceAccountName', 'priority', 'targetPort']);

function withoutLater(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutLater);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(
    ([key, child]) => !DECIDED_LATER.has(key) || child === undefined,
  );
  return Object.fromEntries(entries.map(([key, child]) => [key, withoutLater(child)]));
}

const files = readdirSync(FOLDER).filter((file) => file.endsWith('.cases.yaml'));

describe.each(files)('%s', (file) => {
  const cases: Case[] = parse(readFileSync(join(FOLDER, file), 'utf8'));
  const answers: Answer[] = JSON.parse(
    readFileSync(join(FOLDER, file.replace('.cases.yaml', '.answers.json')), 'utf8'),
  );

  test('has an answer for every case', () => {
    expect(answers.map(({ name }) => name)).toEqual(cases.map(({ name }) => name));
  });

  test.each(cases.map((one, index) => [String(one.name), one, answers[index]!] as const))(
    '%s',
    (_name, one, answer) => {
      if (answer.code === 400) {
        expect(refusalOf(one)).toEqual(answer.status);
        return;
      }
      const { object, warnings } = read(one);
      expect(warnings).toEqual(
        answer.warnings.filter((warning) => /^(unknown|duplicate) field/.test(warning)),
      );
      if (answer.code === 201) expectPartOf(withoutLater(object), answer.object, '');
    },
  );
});
