import { ApiObject, type JsonPatch, Lazy } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { apiVersionOf, type KubeObject } from '../kube/object';
import type { ResourceType } from '../kube/resource-type';
import { claim } from './authoring/claims';
import { describeConstruct, type Problem, throwProblems } from './authoring/construct-error';
import type { Labels } from './authoring/labels';
import { checkText, DNS_SUBDOMAIN } from './authoring/names';
import { type Report, report } from './authoring/report';
import { callerLocation, recordSource } from './authoring/source-location';
import { applyChange, type Change, overrideChange, patchChange } from './patch/change';
import type { Operation } from './patch/operation';
import { parseFieldPath } from './patch/override';
import { PatchMismatch } from './patch/strict-patch';

type Identity = 'apiVersion' | 'kind' | 'metadata' | 'status';

/** The fields of an object beside its metadata, each a value or a function that is asked for it at synthesis. */
export type Fields<T> = { readonly [K in keyof T as Exclude<K, Identity>]: T[K] | (() => T[K]) };

export interface KubeApiObjectProps<T> {
  /**
   * The object's name.
   *
   * @default the construct's id; never its path, so that moving the construct renames nothing
   */
  readonly name?: string;
  /**
   * The object's namespace; cluster-scoped kinds have none.
   *
   * @default that of the stack
   */
  readonly namespace?: string;
  /**
   * Labels of the object, beside those of the stack.
   *
   * @default none
   */
  readonly labels?: Labels;
  /**
   * Annotations of the object.
   *
   * @default none
   */
  readonly annotations?: Labels;
  /** Everything but metadata: `{ spec: … }`, `{ data: … }`. A function is called at synthesis. */
  readonly fields: Fields<T>;
}

/** Names of its objects are free: `system:masters`. */
const RBAC_GROUP = 'rbac.authorization.k8s.io';

const KUBE_API_OBJECT = Symbol.for('seaworthy.KubeApiObject');

/**
 * One object of the Kubernetes API, typed by its resource: an L1 construct. Its name is its id, its namespace that of
 * the stack. A second object of the same kind, namespace and name is an error.
 *
 * Every field can be changed from outside, by {@link patch} and {@link override}; a change that fits nowhere is an error.
 */
export class KubeApiObject<T extends KubeObject = KubeObject> extends ApiObject {
  private readonly changes: Change[] = [];

  /**
   * The object of a resource type within a construct, itself included: `KubeApiObject.of(service, Deployments)`.
   * Reports a construct that has none of it, or several.
   */
  static override of<T extends KubeObject>(construct: IConstruct, type?: ResourceType<T>): KubeApiObject<T> {
    const objects = construct.node.findAll().filter(isKubeApiObject);
    const found = type ? objects.filter((object) => object.type.kind === type.kind) : objects;
    if (found.length !== 1) {
      const wanted = type?.kind ?? 'object';
      report(construct, {
        message: `has ${found.length || 'no'} ${wanted}${found.length > 1 ? 's' : ''}; it has ${listObjects(objects)}`,
      });
    }
    return found[0] as unknown as KubeApiObject<T>;
  }

  /** Tells these from other API objects; `ApiObject` answers for all of its kind. */
  static override [Symbol.hasInstance](value: unknown): value is KubeApiObject {
    return isKubeApiObject(value);
  }

  constructor(
    scope: Construct,
    id: string,
    readonly type: ResourceType<T>,
    { name = id, namespace, labels, annotations, fields }: KubeApiObjectProps<T>,
  ) {
    super(scope, id, {
      apiVersion: apiVersionOf(type),
      kind: type.kind,
      metadata: { name, namespace, labels, annotations },
      ...deferred(fields),
    });
    Object.defineProperty(this, KUBE_API_OBJECT, { value: true });
    recordSource(this);
    if (type.group !== RBAC_GROUP) checkText(this, 'name', name, DNS_SUBDOMAIN);
    const conflict = claimName(this, this.namespace);
    if (conflict) report(this, conflict);
  }

  /** Undefined for a cluster-scoped kind. */
  get namespace(): string | undefined {
    return this.type.namespaced ? this.metadata.namespace : undefined;
  }

  /**
   * Changes the synthesized object by JSON patch operations (RFC 6902), after all changes asked for before.
   * Unlike `addJsonPatch` of cdk8s, an operation that fits nowhere is an error at synthesis.
   */
  patch(...operations: readonly Operation[]): this {
    return this.addChange(patchChange(operations, callerLocation()));
  }

  /**
   * Sets one field of the synthesized object, with the maps above it that are missing; undefined removes it. Items of
   * lists must exist.
   *
   * @param path As Kubernetes prints it: `spec.template.spec.containers[0].image`,
   * `metadata.annotations[example.com/key]`; or by a field of the item: `containers[name=api]`.
   */
  override(path: string, value: unknown): this {
    const steps = fieldPathOf(this, path);
    return this.addChange(overrideChange(steps, value, callerLocation()));
  }

  /** The same as {@link patch}. */
  override addJsonPatch(...operations: JsonPatch[]): void {
    this.patch(...operations);
  }

  addChange(change: Change): this {
    this.changes.push(change);
    return this;
  }

  /** The object as it is synthesized. Throws a `ConstructError` when a change fits nowhere. */
  override toJson(): T {
    const { document, problems } = this.render();
    throwProblems(problems);
    return document as T;
  }

  /** What is wrong with the changes asked for. */
  problems(): readonly Problem[] {
    return this.changes.length > 0 ? this.render().problems : [];
  }

  private render(): { document: unknown; problems: readonly Problem[] } {
    let document = super.toJson();
    if (!this.type.namespaced) delete document.metadata.namespace;
    const problems: Problem[] = [];
    for (const change of this.changes) {
      try {
        document = applyChange(document, change);
      } catch (error) {
        problems.push(mismatchProblem(this, change, error));
      }
    }
    return { document, problems };
  }
}

/** Whether a value is a {@link KubeApiObject}. */
export function isKubeApiObject(value: unknown): value is KubeApiObject {
  return typeof value === 'object' && value !== null && KUBE_API_OBJECT in value;
}

/** The problem of a change that fits nowhere in an object; any other error is thrown on. */
export function mismatchProblem(object: ApiObject, change: Change, error: unknown): Problem {
  if (!(error instanceof PatchMismatch)) throw error;
  return { construct: describeConstruct(object), source: change.source, message: error.message };
}

/** Claims the name of an object for its kind and namespace; returns what to report when it is taken. */
export function claimName(object: ApiObject, namespace: string | undefined): Report | undefined {
  const what = `${object.kind} "${object.name}"${namespace ? ` in namespace "${namespace}"` : ''}`;
  return claim(object, ['object', object.apiGroup, object.kind, namespace, object.name].join('/'), what);
}

/** The steps of a field path; reports a text that is none. */
export function fieldPathOf(construct: IConstruct, path: string): readonly string[] {
  const steps = parseFieldPath(path);
  if (!steps) {
    report(construct, {
      field: 'path',
      message: `${JSON.stringify(path)} is not a field path`,
      fix: 'write it as spec.containers[0].image or metadata.annotations[example.com/key]',
    });
  }
  return steps ?? [];
}

/** `Deployment/api, Service/api`. */
export function listObjects(objects: readonly ApiObject[]): string {
  return objects.map(({ kind, name }) => `${kind}/${name}`).join(', ') || 'no objects';
}

function deferred(fields: { readonly [field: string]: unknown }): { [field: string]: unknown } {
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [
      field,
      typeof value === 'function' ? Lazy.any({ produce: value as () => unknown }) : value,
    ]),
  );
}
