import { lifecycleOf } from '../../kube/api-lifecycle';
import type { UserInfo } from '../../kube/api-request';
import { decodeAll } from '../../kube/decode';
import { clone } from '../../kube/frozen';
import { type GroupVersionKind, type KubeObject, type ObjectMeta, parseApiVersion } from '../../kube/object';
import { identityOf, type ObjectIdentity } from '../../kube/object-identity';
import { isObject } from '../../kube/record';
import { ResourceCatalogue, type ResourceInfo } from '../../kube/resource-catalogue';
import { type Schema, schemaNamed, schemaOf } from '../../kube/schema';
import { strategyOf } from '../../kube/strategies';
import { nearestOf } from '../../kube/suggestion';
import { errorsOfNew, withDefaults } from '../../kube/validation/admit-object';
import type { Position } from '../../manifests/position';
import type { Origin } from '../finding';

/** An object to check, and what is known of where it comes from. */
export interface CheckInput {
  readonly object: KubeObject;
  /** Where a field stands, given its path. */
  locate?(field: string): Position;
  readonly origin?: Origin;
}

/** What keeps the API server from accepting an object. */
export interface SchemaProblem {
  readonly field: string;
  readonly message: string;
  readonly fix: string;
}

/** One object of the set. */
export interface CheckedObject<T extends KubeObject = KubeObject> {
  /**
   * As the API server would store it: decoded, with defaults. What is unknown or of the wrong type is gone. Objects of
   * kinds that Kubernetes does not know are as the author wrote them.
   */
  readonly object: T;
  /** The same without defaults: what the author asked for. */
  readonly written: T;
  readonly identity: ObjectIdentity;
  /** Of the object, or where it will be put; empty for objects of no namespace. */
  readonly namespace: string;
  readonly name: string;
  /** How the reference version of Kubernetes serves the kind, if it does. */
  readonly info: ResourceInfo | undefined;
  /** Whether the kind is one that a CustomResourceDefinition adds, as far as its group tells. */
  readonly isCustom: boolean;
  readonly input: CheckInput;
  /** Its place in the set. */
  readonly index: number;
  readonly schemaProblems: readonly SchemaProblem[];
}

export interface ReadingOptions {
  readonly index: number;
  readonly catalogue: ResourceCatalogue;
  /** For objects that name none. */
  readonly namespace: string;
}

const NONE: readonly SchemaProblem[] = Object.freeze([]);

/** Reads an object as the API server would, and notes everything that it would refuse. */
export function readObject(input: CheckInput, options: ReadingOptions): CheckedObject {
  const identity = identityOf(input.object);
  const odd = oddity(input.object);
  const { group, version } = parseApiVersion(identity.apiVersion);
  const kind = { group, version, kind: identity.kind };
  const served = odd ? undefined : options.catalogue.findKind(kind);
  if (served) return typed(input, identity, served, options);
  const successor = odd ? undefined : successorOf(kind, options.catalogue);
  if (!successor) return untyped(input, identity, options, odd);
  return { ...typed(input, identity, successor, options), info: undefined, schemaProblems: NONE };
}

/** What an old or mistaken version of a kind is read as: most of its fields are the same. */
function successorOf(kind: GroupVersionKind, catalogue: ResourceCatalogue): ResourceInfo | undefined {
  const name = lifecycleOf(kind)?.replacement;
  if (!name) return ANY_VERSION.get(`${kind.group}/${kind.kind}`);
  const [apiVersion, successor] = name.split(' ');
  return catalogue.findKind({ ...parseApiVersion(apiVersion!), kind: successor! });
}

const ANY_VERSION: ReadonlyMap<string, ResourceInfo> = new Map(
  Array.from(ResourceCatalogue.kubernetes().all(), (info) => [`${info.group}/${info.kind}`, info]),
);

function typed(
  input: CheckInput,
  identity: ObjectIdentity,
  info: ResourceInfo,
  { index, namespace }: ReadingOptions,
): CheckedObject {
  const schema = schemaOf(info)!;
  // What is frozen counts as decoded: it must not be taken from the outside.
  const document = Object.isFrozen(input.object) ? clone(input.object) : input.object;
  const { value, unknownFields, errors } = decodeAll<KubeObject>(schema, document);
  const place = info.namespaced ? value.metadata.namespace || namespace : '';
  // The API server takes a namespace off an object that has none.
  const written =
    (value.metadata.namespace ?? '') === place
      ? value
      : { ...value, metadata: { ...value.metadata, namespace: place || undefined } };
  const object = withDefaults(info, written);
  const problems: SchemaProblem[] = [
    ...unknownFields.map((field) => ({
      field,
      message: `unknown field "${field}"`,
      fix: suggestion(schema, field),
    })),
    ...errors.map(({ field, message }) => ({ field, message, fix: '' })),
  ];
  for (const { field, message } of errorsOfNew(info, preparedForCreate(info, object)))
    if (!errors.some((error) => isRelated(error.field, field))) problems.push({ field, message, fix: '' });
  return {
    object,
    written,
    identity,
    namespace: place,
    name: identity.name,
    info,
    isCustom: false,
    input,
    index,
    schemaProblems: problems.length > 0 ? problems : NONE,
  };
}

const NOBODY: UserInfo = { name: '', groups: [] };

const ANY_UID = '00000000-0000-4000-8000-000000000000';

/** What the API server itself fills in or takes away before it looks: `clusterIPs` of a Service, any status. */
function preparedForCreate(info: ResourceInfo, object: KubeObject): KubeObject {
  const { status, ...rest } = object as KubeObject & { readonly status?: unknown };
  const submitted = status !== undefined && info.subresources.has('status') ? rest : object;
  const strategy = strategyOf(info);
  if (!strategy?.prepareForCreate) return submitted;
  return strategy.prepareForCreate(
    { ...submitted, metadata: { ...submitted.metadata, uid: ANY_UID } },
    NOBODY,
  );
}

/** A value of the wrong type was dropped: validation would only complain that it, or what it is part of, is missing. */
function isRelated(dropped: string, field: string): boolean {
  return isAtOrBelow(dropped, field) || isAtOrBelow(field, dropped);
}

function isAtOrBelow(field: string, place: string): boolean {
  return field.startsWith(place) && ['', '.', '['].includes(field.charAt(place.length));
}

/** A custom object, or none at all: only its metadata is known to be sound. */
function untyped(
  input: CheckInput,
  identity: ObjectIdentity,
  { index }: ReadingOptions,
  odd: SchemaProblem | undefined,
): CheckedObject {
  const { metadata } = isObject(input.object) ? input.object : { metadata: undefined };
  const document = Object.isFrozen(metadata) ? clone(metadata) : metadata;
  const { value, unknownFields, errors } = decodeAll<ObjectMeta>(OBJECT_META(), document ?? {});
  const { apiVersion, kind } = identity;
  const isCustom = !odd && isCustomGroup(parseApiVersion(apiVersion).group);
  // The fields of a kind that nobody knows may be anything: where rules know the kind, they must not meet them.
  const fields = isCustom ? input.object : undefined;
  const object: KubeObject = { ...fields, apiVersion, kind, metadata: value ?? {} };
  const problems = [
    ...unknownFields.map((field) => ({
      field: `metadata.${field}`,
      message: `unknown field "metadata.${field}"`,
      fix: suggestion(OBJECT_META(), field),
    })),
    ...errors.map(({ field, message }) => ({ field: `metadata.${field}`, message, fix: '' })),
  ];
  return {
    object,
    written: object,
    identity,
    namespace: identity.namespace,
    name: identity.name,
    info: undefined,
    isCustom,
    input,
    index,
    schemaProblems: odd ? [odd] : problems,
  };
}

const OBJECT_META = () => schemaNamed('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta');

/** Groups of Kubernetes' own are reserved: nobody else may add kinds to them without its approval. */
function isCustomGroup(group: string): boolean {
  return group.includes('.') && !OWN_GROUPS.has(group);
}

const OWN_GROUPS: ReadonlySet<string> = new Set(
  Array.from(ResourceCatalogue.kubernetes().all(), ({ group }) => group),
);

/** Why something is no object of the API at all. */
function oddity(object: unknown): SchemaProblem | undefined {
  const problem = (field: string, message: string) => ({ field, message, fix: '' });
  if (!isObject(object)) return problem('', 'is no object of the API');
  const { apiVersion, kind, metadata } = object;
  if (typeof apiVersion !== 'string' || !apiVersion) return problem('apiVersion', 'apiVersion not set');
  if (typeof kind !== 'string' || !kind) return problem('kind', 'kind not set');
  return isObject(metadata) ? undefined : problem('metadata', 'metadata not set');
}

/** The sibling field whose name is nearest to a mistyped one. */
function suggestion(schema: Schema, field: string): string {
  let place = schema;
  const steps = field.split(/[.[]/).filter((step) => !/^\d+\]$/.test(step));
  const name = steps.pop()!;
  for (const step of steps) {
    const child = place.fields.get(step);
    if (!child) return '';
    place = child.type === 'array' || child.type === 'map' ? child.items! : child;
  }
  const near = nearestOf(name, [...place.fields.keys()]);
  return near ? `did you mean "${near}"?` : '';
}
