import { equal } from '../kube/frozen';
import type { CustomResourceDefinition } from '../kube/generated/apiextensions-v1';
import { type KubeObject, parseApiVersion } from '../kube/object';
import type { ObjectIdentity } from '../kube/object-identity';
import { Relations } from '../kube/relations/relations';
import type { ResourceInfo } from '../kube/resource-catalogue';
import type { Schema } from '../kube/schema';
import type { Position } from '../manifests/position';
import { type CustomKind, customKindOf } from './custom-schema';
import { type NormalForm, normalForm } from './normal-form';
import { type ServedKind, servedKind } from './served-kind';

/** An object to compare, and where it comes from. */
export interface DiffInput {
  readonly object: KubeObject;
  readonly position?: Position;
  /** Where a field stands, given its path. */
  locate?(field: string): Position;
}

/** Something that keeps a set from being compared, or a part of it. */
export interface InputProblem {
  readonly message: string;
  readonly position: Position | undefined;
  readonly object: ObjectIdentity;
  /**
   * `error`: the set is not what its author believes. `unknown-kind`: Kubernetes has no such kind, which is compared
   * field by field. `warning`: the rest can be compared.
   */
  readonly level: 'error' | 'unknown-kind' | 'warning';
}

/** One object of a set. */
export interface ObjectEntry {
  readonly identity: ObjectIdentity;
  /** As its author wrote it. */
  readonly written: KubeObject;
  /** In the form in which it is compared; frozen. */
  readonly object: KubeObject;
  readonly schema: Schema | undefined;
  readonly info: ResourceInfo | undefined;
  readonly position: Position | undefined;
}

export interface ObjectSetOptions {
  /** For objects that name no namespace. @default 'default' */
  readonly namespace?: string;
  /** The other side of the comparison: what is written alike is read only once. */
  readonly like?: ObjectSet;
  /** Further CustomResourceDefinitions that say what custom kinds are like. */
  readonly definitions?: readonly CustomResourceDefinition[];
}

/** One side of a comparison: objects by identity, in the form in which they are compared. */
export class ObjectSet {
  readonly entries: readonly ObjectEntry[];
  readonly problems: readonly InputProblem[];
  /** By group, kind, namespace and name. */
  private readonly byKey = new Map<string, ObjectEntry>();
  private related?: Relations;

  constructor(inputs: readonly DiffInput[], options: ObjectSetOptions = {}) {
    const { namespace = 'default', like } = options;
    const problems: InputProblem[] = [];
    const custom = customKinds([
      ...inputs.map(({ object }) => object),
      ...(options.definitions ?? []),
      ...(like?.entries ?? []).map(({ object }) => object),
    ]);
    const entries: ObjectEntry[] = [];
    for (const input of inputs) {
      const entry = like?.sameAs(input, namespace) ?? readEntry(input, custom, namespace, problems);
      const key = keyOf(entry);
      const first = this.byKey.get(key);
      if (first) {
        problems.push(duplicate(entry, first));
        continue;
      }
      this.byKey.set(key, entry);
      entries.push(entry);
    }
    this.entries = entries;
    this.problems = problems;
  }

  get(key: string): ObjectEntry | undefined {
    return this.byKey.get(key);
  }

  /** The entry of an object in normal form, as {@link relations} speak of it. */
  entryOf(object: KubeObject): ObjectEntry | undefined {
    return this.byKey.get(
      keyFrom(
        parseApiVersion(object.apiVersion ?? '').group,
        object.kind ?? '',
        object.metadata.namespace ?? '',
        object.metadata.name ?? object.metadata.generateName ?? '',
      ),
    );
  }

  get relations(): Relations {
    this.related ??= new Relations(this.entries.map(({ object }) => object));
    return this.related;
  }

  /** The entry of this set that was written in the very same way, with the position of the given one. */
  private sameAs({ object, position }: DiffInput, namespace: string): ObjectEntry | undefined {
    const { apiVersion, kind, metadata } = object;
    if (!apiVersion || !kind || !metadata?.name) return undefined;
    const served = servedKind(apiVersion, kind);
    const group = served.info?.group ?? parseApiVersion(apiVersion).group;
    const place =
      served.info?.namespaced === false ? '' : metadata.namespace || (served.info ? namespace : '');
    const entry = this.byKey.get(keyFrom(group, kind, place, metadata.name));
    return entry && equal(entry.written, object) ? { ...entry, position } : undefined;
  }
}

/** By which an object is found on the other side; its version does not matter. */
export function keyOf({ object, identity }: Pick<ObjectEntry, 'object' | 'identity'>): string {
  const { group } = parseApiVersion(object.apiVersion ?? '');
  return keyFrom(group, identity.kind, identity.namespace, identity.name);
}

export function keyFrom(group: string, kind: string, namespace: string, name: string): string {
  return `${group}/${kind}/${namespace}/${name}`;
}

function customKinds(objects: readonly KubeObject[]): ReadonlyMap<string, CustomKind> {
  const kinds = new Map<string, CustomKind>();
  for (const object of objects) {
    if (object.kind !== 'CustomResourceDefinition') continue;
    const definition = object as CustomResourceDefinition;
    const custom = customKindOf(definition);
    const { group, names } = definition.spec ?? {};
    const key = `${group}/${names?.kind}`;
    if (custom && !kinds.has(key)) kinds.set(key, custom);
  }
  return kinds;
}

function readEntry(
  { object: written, position, locate }: DiffInput,
  custom: ReadonlyMap<string, CustomKind>,
  namespace: string,
  problems: InputProblem[],
): ObjectEntry {
  const { apiVersion = '', kind = '' } = written;
  const { group, version } = parseApiVersion(apiVersion);
  const served = servedKind(apiVersion, kind);
  const definition = custom.get(`${group}/${kind}`);
  const form = normalForm(written, served, definition, version, namespace);
  const { metadata } = form.object;
  const identity: ObjectIdentity = {
    apiVersion,
    kind,
    namespace: metadata.namespace ?? '',
    name: metadata.name ?? metadata.generateName ?? '',
  };
  const at = (field: string) => locate?.(field) ?? position;
  const report = (level: InputProblem['level'], message: string, field = '') =>
    problems.push({ level, message, position: at(field), object: identity });
  reportKind(served, identity, report);
  reportForm(form, identity, report);
  const { object, schema, info } = form;
  return { identity, written, object, schema, info, position };
}

type Report = (level: InputProblem['level'], message: string, field?: string) => void;

function reportKind({ is }: ServedKind, { apiVersion, kind }: ObjectIdentity, report: Report): void {
  if (is === 'unknown')
    report(
      'unknown-kind',
      `Kubernetes has no kind ${kind} in ${apiVersion}; it is compared field by field`,
      'kind',
    );
  if (is === 'removed')
    report('warning', `${apiVersion} ${kind} is no longer served by Kubernetes v1.36`, 'apiVersion');
}

function reportForm(form: NormalForm, { kind, name }: ObjectIdentity, report: Report): void {
  if (!name) report('error', `${kind} has no metadata.name`, 'metadata');
  for (const { field, message } of form.problems)
    report('error', `${kind}/${name} ${field}: ${message}`, field);
  for (const field of form.unknownFields)
    report('warning', `${kind}/${name} has the unknown field ${field}, which is not compared`, field);
}

function duplicate({ identity, position }: ObjectEntry, first: ObjectEntry): InputProblem {
  const { kind, namespace, name } = identity;
  const where = first.position ? ` at ${first.position.file}:${first.position.line}` : '';
  const place = namespace ? ` in namespace ${namespace}` : '';
  return {
    level: 'error',
    message: `${kind}/${name}${place} is there twice: it is also${where || ' given before'}; expected each object once`,
    position,
    object: identity,
  };
}
