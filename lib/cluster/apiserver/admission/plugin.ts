import type { ApiRequest, RequestOptions, UserInfo } from '../../../kube/api-request';
import type { GroupVersionKind, KubeObject } from '../../../kube/object';
import type { ResourceInfo } from '../../../kube/resource-catalogue';
import type { ResourceType } from '../../../kube/resource-type';
import { qualified } from '../../../kube/status';
import type { WebhookAnswers } from '../../../kube/webhook-call';
import type { Clock } from '../../clock/clock';
import type { Random } from '../../clock/random';
import type { Authorizer } from '../authorization/authorizer';
import type { ResourceVersions } from '../resource-versions';
import { Reinvocation } from './reinvocation';
import type { RememberedAnswers } from './webhooks/remembered-answers';

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

/** A kind of request: what a plugin knows before any object is there. */
export interface AdmissionTarget {
  readonly operation: Operation;
  readonly resource: ResourceInfo;
  /** Empty for the resource itself. */
  readonly subresource: string;
}

/** What an admission plugin is asked about. */
export interface AdmissionRequest extends AdmissionTarget {
  /** Of the object: for a subresource, that of its body. */
  readonly kind: GroupVersionKind;
  /** Empty for a cluster-scoped resource; a Namespace lies in itself. */
  readonly namespace: string;
  /** Empty until a generated name is chosen, which is after mutation. */
  readonly name: string;
  /** Absent for a delete. */
  readonly object?: KubeObject;
  /** Absent for a create. */
  readonly oldObject?: KubeObject;
  readonly user: UserInfo;
  readonly options: RequestOptions;
  /** Present if webhooks can be called. */
  readonly webhooks?: WebhookAnswers;
  /** Whether mutating plugins are asked twice. */
  readonly reinvocation: Reinvocation;
  /** Where plugins leave what they want beside their yes. */
  readonly notes: AdmissionNotes;
}

/** What plugins may look at and do besides: the API server's own view, always current. */
export interface AdmissionEnvironment {
  readonly clock: Clock;
  readonly random: Random;
  readonly authorizer: Authorizer;
  readonly resources: ResourceVersions;
  /** Present if webhooks can be called for the components of the cluster. */
  readonly webhooks?: RememberedAnswers;
  get<T extends KubeObject>(type: ResourceType<T>, namespace: string, name: string): T | undefined;
  list<T extends KubeObject>(type: ResourceType<T>, namespace?: string): readonly T[];
  /** The API server writes a status itself. Throws a StatusError when it cannot. */
  updateStatus<T extends KubeObject>(type: ResourceType<T>, object: T): void;
}

/** One admission plugin. Refusal is a thrown StatusError. */
export interface AdmissionPlugin {
  /** Kubernetes' name: `NamespaceLifecycle`. */
  readonly name: string;
  /** Whether the plugin has anything to say about such requests. Asked once per kind of request. */
  handles(target: AdmissionTarget): boolean;
  /** Creates and updates only. Returns the object, changed or not. */
  mutate?(object: KubeObject, request: AdmissionRequest, environment: AdmissionEnvironment): KubeObject;
  validate?(request: AdmissionRequest, environment: AdmissionEnvironment): void;
}

/** Whether a request is one of these: `targets('pods', ['CREATE'])`. Resources are named `deployments.apps`. */
export function targets(
  resource: string,
  operations: readonly Operation[],
  subresources: readonly string[] = [''],
): (target: AdmissionTarget) => boolean {
  return (target) =>
    operations.includes(target.operation) &&
    qualified(target.resource) === resource &&
    subresources.includes(target.subresource);
}

/** What admission leaves behind, beside its yes. */
export interface AdmissionNotes {
  /** Texts for `Warning:` headers. */
  readonly warnings: string[];
  /** Other writes that belong to this one: made just before it, if it comes to that and is no dry run. */
  readonly writes: (() => void)[];
}

/** The question that a request to the API puts to admission. */
export function admissionRequest(
  operation: Operation,
  resource: ResourceInfo,
  request: ApiRequest,
  name: string,
  notes: AdmissionNotes,
  oldObject?: KubeObject,
): AdmissionRequest {
  const { subresource = '', user, options } = request;
  const isNamespace = resource.resource === 'namespaces' && resource.group === '';
  return {
    operation,
    resource,
    kind: resource.subresources.get(subresource)?.kind ?? resource,
    subresource,
    namespace: resource.namespaced ? request.namespace : isNamespace ? name : '',
    name,
    object: undefined,
    oldObject,
    user,
    options,
    webhooks: request.webhooks,
    reinvocation: new Reinvocation(),
    notes,
  };
}

/** The same question about an object as mutation has left it. Field by field: this is asked for every write. */
export function aboutObject(
  asked: AdmissionRequest,
  object: KubeObject,
  name: string = asked.name,
): AdmissionRequest {
  const { operation, resource, kind, subresource, namespace, oldObject } = asked;
  const { user, options, webhooks, reinvocation, notes } = asked;
  return {
    operation,
    resource,
    kind,
    subresource,
    namespace,
    name,
    object,
    oldObject,
    user,
    options,
    webhooks,
    reinvocation,
    notes,
  };
}
