import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { decodeAll } from '../../../lib/kube/decode';
import { freeze } from '../../../lib/kube/frozen';
import type { Status } from '../../../lib/kube/generated/meta-v1';
import { type KubeObject, parseApiVersion } from '../../../lib/kube/object';
import { ResourceCatalogue, type ResourceInfo } from '../../../lib/kube/resource-catalogue';
import { schemaOf } from '../../../lib/kube/schema';
import { StatusError } from '../../../lib/kube/status';
import { admitNew, admitUpdate, withDefaults } from '../../../lib/kube/validation/admit-object';
import { withoutLaterChanges, withoutLaterWarnings } from './later-changes';

/** Holds the strategies to what a real API server answered, see tools/record-validation.ts. */

interface Case {
  readonly name: string;
  readonly object: KubeObject;
  readonly update?: object;
  readonly status?: object;
  readonly subresource?: string;
}

interface Answer {
  readonly name: string;
  readonly code: number;
  readonly object?: KubeObject;
  readonly status?: Status;
  readonly base?: KubeObject;
  readonly warnings?: readonly string[];
}

interface Outcome {
  readonly object?: KubeObject;
  readonly status?: Status;
  readonly warnings: readonly string[];
}

const FOLDER = join(__dirname, '..', '..', 'golden', 'validation');
const NAMESPACE = 'recording';
const USER = { name: 'admin', uid: 'admin', groups: ['system:masters', 'system:authenticated'] };
const catalogue = ResourceCatalogue.kubernetes();

const files = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.cases.yaml'))
  .map((file) => file.slice(0, -'.cases.yaml'.length));

describe.each(files)('%s', (file) => {
  const cases = parse(readFileSync(join(FOLDER, `${file}.cases.yaml`), 'utf8')) as Case[];
  const answers = JSON.parse(readFileSync(join(FOLDER, `${file}.answers.json`), 'utf8')) as Answer[];

  test('every case has its answer', () => {
    expect(answers.map((answer) => answer.name)).toEqual(cases.map((one) => one.name));
  });

  test.each(cases.map((one, index) => [one.name, one, answers[index]!] as const))('%s', (_, one, answer) => {
    const info = infoOf(one.object);
    const outcome = replay(info, one, answer);
    expect(outcome.status).toEqual(answer.status);
    expect(comparable(info, outcome.object)).toEqual(comparable(info, answer.object));
    // What is refused is not warned about: a StatusError has no place for that.
    if (answer.object) expect(outcome.warnings).toEqual(withoutLaterWarnings(answer.warnings ?? []));
  });
});

function infoOf(object: KubeObject): ResourceInfo {
  return catalogue.findKind({ ...parseApiVersion(object.apiVersion!), kind: object.kind! })!;
}

function replay(info: ResourceInfo, one: Case, answer: Answer): Outcome {
  try {
    return one.update || one.status
      ? replayUpdate(info, one, answer)
      : admitNew(info, asSent(info, one.object), USER);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return { status: error.status, warnings: [] };
  }
}

function replayUpdate(info: ResourceInfo, one: Case, answer: Answer): Outcome {
  const base = answer.base ?? admitNew(info, asSent(info, one.object), USER).object;
  const old = asSent(info, stored(base));
  const update = merged(stored(base), one.update ?? one.status) as KubeObject;
  return admitUpdate(info, one.status ? 'status' : one.subresource, asSent(info, update), old, USER);
}

/** As it reaches admission: decoded, and in the namespace of the request. */
function asSent(info: ResourceInfo, object: KubeObject): KubeObject {
  const { namespace = NAMESPACE, ...rest } = object.metadata;
  const metadata = info.namespaced ? { ...rest, namespace } : rest;
  return withDefaults(info, freeze(decoded(info, { ...object, metadata })));
}

/** With what the recording left out because it differs from run to run. */
function stored(object: KubeObject): KubeObject {
  const metadata = { ...object.metadata, uid: 'uid', resourceVersion: '1', creationTimestamp: RECORDED };
  return { ...object, metadata };
}

const RECORDED = '2026-01-01T00:00:00Z';

/** JSON merge patch, as the recorder applies it. */
function merged(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const isObject = typeof target === 'object' && target !== null && !Array.isArray(target);
  const result: Record<string, unknown> = isObject ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}

/** As the API server would print it, without what differs from run to run. */
function comparable(info: ResourceInfo, object: KubeObject | undefined): unknown {
  if (!object) return undefined;
  const { uid, resourceVersion, creationTimestamp, ...metadata } = object.metadata;
  return decoded(info, withoutLaterChanges(info, { ...object, metadata }));
}

function decoded(info: ResourceInfo, object: unknown): KubeObject {
  const { value, errors, strictErrors } = decodeAll<KubeObject>(schemaOf(info)!, structuredClone(object));
  expect([...errors, ...strictErrors]).toEqual([]);
  return value;
}
