import type { ApiRequest, PatchType } from '../../../../../lib/kube/api-request';
import { apiVersionOf, type KubeObject, parseApiVersion } from '../../../../../lib/kube/object';
import { ResourceCatalogue, type ResourceInfo } from '../../../../../lib/kube/resource-catalogue';

/**
 * A conversation with an API server that has nothing around it, as test/golden/admission/*.cases.yaml writes it. It has
 * a namespace of its own, called `$NAMESPACE`, with a service account called default.
 */
export interface Scenario {
  readonly name: string;
  /** Of the namespace. */
  readonly labels?: { readonly [key: string]: string };
  readonly steps: readonly Step[];
}

export interface Target {
  /** `Deployment`, or `apps/Deployment` where there are several. */
  readonly kind: string;
  readonly name: string;
  readonly subresource?: string;
}

/** One request. Those with a name are recorded; the others prepare them, and must succeed. */
export interface Step {
  readonly name?: string;
  readonly create?: KubeObject;
  readonly patch?: Target & { readonly type?: PatchType; readonly body: unknown };
  readonly post?: Target & { readonly body: unknown };
  readonly delete?: Target;
  readonly get?: Target;
  /** Asks whoever is behind the API server; the subresource may be followed by a path. */
  readonly connect?: Target & { readonly query?: string };
  readonly dryRun?: boolean;
  /** Who asks. @default an administrator */
  readonly as?: { readonly name: string; readonly groups?: readonly string[] };
}

/** A request without who asks. */
export type PlainRequest = Pick<
  ApiRequest,
  'verb' | 'group' | 'version' | 'resource' | 'subresource' | 'name' | 'namespace' | 'body' | 'patchType'
>;

export interface Answer {
  readonly name: string;
  readonly code: number;
  readonly object?: object;
  readonly status?: object;
  readonly warnings?: readonly string[];
}

const catalogue = ResourceCatalogue.kubernetes();

/** The request of a step. */
export function requestOf(step: Step, namespace: string): PlainRequest {
  if (step.create) {
    const info = catalogue.findKind({ ...parseApiVersion(step.create.apiVersion!), kind: step.create.kind! });
    if (!info) throw new Error(`${step.create.apiVersion} ${step.create.kind} is not served`);
    return { ...placeOf(info, namespace), verb: 'create', body: step.create };
  }
  if (step.patch) {
    const { type = 'merge', body } = step.patch;
    return { ...targetOf(step.patch, namespace), verb: 'patch', patchType: type, body };
  }
  if (step.post) return { ...targetOf(step.post, namespace), verb: 'create', body: step.post.body };
  if (step.delete) return { ...targetOf(step.delete, namespace), verb: 'delete' };
  if (step.connect) return { ...targetOf(step.connect, namespace), verb: 'get' };
  if (step.get) return { ...targetOf(step.get, namespace), verb: 'get' };
  throw new Error(`a step of ${namespace} asks for nothing`);
}

function targetOf({ kind, name, subresource }: Target, namespace: string) {
  return { ...placeOf(infoOf(kind), namespace), name, subresource };
}

function placeOf({ group, version, resource, namespaced }: ResourceInfo, namespace: string) {
  return { group, version, resource, namespace: namespaced ? namespace : '' };
}

function infoOf(text: string): ResourceInfo {
  const [group, kind] = text.includes('/') ? text.split('/') : [undefined, text];
  for (const info of catalogue.all())
    if (info.kind === kind && (group === undefined || info.group === group)) return info;
  throw new Error(`no kind ${text} is served`);
}

/** The path of a request on a real server. */
export function pathOf({ group, version, resource, subresource, namespace, name }: PlainRequest): string {
  const prefix = group ? `/apis/${apiVersionOf({ group, version })}` : `/api/${version}`;
  const scope = namespace ? `/namespaces/${namespace}` : '';
  return [`${prefix}${scope}/${resource}`, name, subresource].filter(Boolean).join('/');
}

/** What follows the path, on a real server. */
export function queryOf({ dryRun, connect }: Step): string {
  return dryRun ? 'dryRun=All' : (connect?.query ?? '');
}

export function withNamespace<T>(value: T, namespace: string): T {
  return JSON.parse(JSON.stringify(value).replaceAll('$NAMESPACE', namespace)) as T;
}

/** An answer without what differs from run to run: chance and time. */
export function answerOf(name: string, code: number, body: object, warnings: readonly string[]): Answer {
  const stable = JSON.parse(masked(JSON.stringify(body, withoutIdentity)), sorted);
  return {
    name,
    code,
    ...(code < 300 ? { object: stable } : { status: stable }),
    ...(warnings.length > 0 ? { warnings: warnings.map(masked) } : {}),
  };
}

const IDENTITY = new Set(['uid', 'resourceVersion', 'creationTimestamp', 'managedFields', 'selfLink']);

function withoutIdentity(key: string, value: unknown): unknown {
  return IDENTITY.has(key) ? undefined : value;
}

/** Five random characters end a generated name; the names in the scenarios that are generated begin with `random-`. */
function masked(text: string): string {
  return text
    .replace(/(kube-api-access-|random-)[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '$1*****')
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b/g, '<uid>')
    .replace(/(ResourceVersion in object meta: |ResourceVersion in record \()\d+/g, '$1<version>')
    .replace(/"eyJ[^"]+"/g, '"<token>"')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>');
}

/** Go writes maps in the order of their keys; objects here keep theirs. */
function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
