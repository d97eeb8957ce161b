import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { FieldValidation } from '../../../lib/kube/decode-body';
import { freeze } from '../../../lib/kube/frozen';
import type { Status } from '../../../lib/kube/generated/meta-v1';
import { JsonSyntaxError, parseJson } from '../../../lib/kube/json';
import { type KubeObject, parseApiVersion } from '../../../lib/kube/object';
import { patchObject } from '../../../lib/kube/patch/patch-object';
import { schemaOf } from '../../../lib/kube/schema';
import { badRequest, StatusError } from '../../../lib/kube/status';

/** Recorded by tools/record-patches.ts. */
const FOLDER = join(__dirname, '..', '..', 'golden', 'patches');

interface Case {
  readonly name: string;
  readonly on: string;
  readonly type: 'json' | 'merge' | 'strategic';
  readonly patch?: unknown;
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

function apply(one: Case, object: KubeObject) {
  const kind = { ...parseApiVersion(object.apiVersion!), kind: object.kind! };
  const { type, fieldValidation } = one;
  let patch: unknown;
  try {
    patch = parseJson(one.text ?? JSON.stringify(one.patch));
  } catch (error) {
    throw error instanceof JsonSyntaxError ? badRequest(error.message) : error;
  }
  return patchObject(object, { type, patch, fieldValidation }, schemaOf(kind)!, kind);
}

/**
 * Without what the server writes with every update, and what it keeps whatever a patch says. A required list that is
 * empty is null to the server, and absent here.
 */
function withoutBookkeeping(object: KubeObject): unknown {
  const { managedFields, generation, deletionTimestamp, ...metadata } = object.metadata;
  const members = Object.entries({ ...object, metadata }).filter(([, value]) => value !== null);
  return Object.fromEntries(members);
}

function statusOf(run: () => unknown): Status {
  try {
    run();
  } catch (error) {
    if (error instanceof StatusError) return error.status;
    throw error;
  }
  throw new Error('was not refused');
}

const files = readdirSync(FOLDER).filter((file) => file.endsWith('.cases.yaml'));

describe.each(files)('%s', (file) => {
  const { cases }: { cases: Case[] } = parse(readFileSync(join(FOLDER, file), 'utf8'));
  const recorded: { objects: { [name: string]: KubeObject }; answers: Answer[] } = freeze(
    JSON.parse(readFileSync(join(FOLDER, file.replace('.cases.yaml', '.answers.json')), 'utf8')),
  );

  test('has an answer for every case', () => {
    expect(recorded.answers.map(({ name }) => name)).toEqual(cases.map(({ name }) => name));
  });

  test.each(cases.map((one, index) => [one.name, one, recorded.answers[index]!] as const))(
    '%s',
    (_name, one, answer) => {
      const object = recorded.objects[one.on]!;
      if (answer.status) {
        expect(statusOf(() => apply(one, object))).toEqual(answer.status);
        return;
      }
      const patched = apply(one, object);
      expect(withoutBookkeeping(patched.object)).toEqual(withoutBookkeeping(answer.object!));
      expect(patched.warnings).toEqual(answer.warnings);
    },
  );
});
