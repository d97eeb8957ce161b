import type { ApiRequest, ApiResponse } from '../../../kube/api-request';
import { withField } from '../../../kube/defaults/defaulting';
import { appended } from '../../../kube/exact-list';
import type { FieldError } from '../../../kube/field-error';
import { freeze, memoize } from '../../../kube/frozen';
import type { Binding, Pod, PodCondition, PodSpec, PodStatus } from '../../../kube/generated/core-v1';
import type { Status } from '../../../kube/generated/meta-v1';
import { Pods } from '../../../kube/generated/resources';
import type { KubeObject, ObjectMeta } from '../../../kube/object';
import { schemaOf } from '../../../kube/schema';
import { conflict, methodNotAllowed, plainError } from '../../../kube/status';
import { validateBinding } from '../../../kube/validation/pod/binding';
import { timestamp } from '../../clock/clock';
import { together } from '../admission/refusal';
import type { Registries } from '../api-server';
import { storageKey } from '../concurrency';
import { decodeAs } from '../decoding';
import type { ApiServerEnvironment } from '../environment';
import { inNamespaceOf } from '../object-metadata';
import type { Registry } from '../registry';
import type { ReviewHandler } from '../reviews/review';
import type { SubresourceHandler } from '../subresource';
import { checkNameOfUrl, PostedBody } from './posted-body';

const KIND = { group: '', version: 'v1', kind: 'Binding' };

/** `pods/NAME/binding`: the scheduler's word that a pod belongs to a node. */
export function binding(environment: ApiServerEnvironment): SubresourceHandler {
  return (registry: Registry, request: ApiRequest): ApiResponse => {
    if (request.verb !== 'create') throw methodNotAllowed();
    const warnings: string[] = [];
    const body = decodeAs<Binding>(schemaOf(KIND)!, KIND, request.body, request, warnings);
    const posted = new PostedBody(registry, request, placed(body, request));
    const { object } = posted;
    checkNameOfUrl(object, request, 'Binding');
    refuse(validateBinding(object));
    posted.validate();
    bind(registry, request, object, environment);
    return { code: 201, object: SUCCESS, warnings: [...warnings, ...posted.warnings] };
  };
}

/** POST to `bindings`: the same, in the old way. */
export function legacyBinding(
  registries: () => Registries,
  environment: ApiServerEnvironment,
): ReviewHandler {
  const registryOf = (resource: string) => registries().find('', 'v1', resource)!;
  return (_kind, request) => {
    const warnings: string[] = [];
    const body = decodeAs<Binding>(schemaOf(KIND)!, KIND, request.body, request, warnings);
    const { name } = body.metadata ?? {};
    const posted = new PostedBody(registryOf('bindings'), { ...request, name }, placed(body, request));
    const { object } = posted;
    refuse(validateBinding(object));
    posted.validate();
    bind(registryOf('pods'), { ...request, name: object.metadata.name }, object, environment);
    return { code: 201, object: SUCCESS, warnings: [...warnings, ...posted.warnings] };
  };
}

const SUCCESS: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };

/** A binding lies in the namespace of its pod. */
function placed(body: Binding, request: ApiRequest): Binding & KubeObject {
  return inNamespaceOf(request, { ...body, metadata: body.metadata ?? {} }, true) as Binding & KubeObject;
}

/** Kubernetes gives these errors no code of their own. */
function refuse(errors: readonly FieldError[]): void {
  if (errors.length > 0)
    throw plainError(together(errors.map(({ field, message }) => `${field}: ${message}`)));
}

function bind(
  registry: Registry,
  request: ApiRequest,
  body: Binding & KubeObject,
  { clock }: ApiServerEnvironment,
): void {
  const existing = registry.get(request.namespace, request.name!);
  const pod = existing.object as Pod;
  checkPreconditions(body, pod, request);
  checkPod(pod);
  const bound = boundPod(pod, body, timestamp(clock.now()));
  if (!request.options.dryRun) registry.writeInternally(request, bound, existing);
}

function checkPreconditions({ metadata }: KubeObject, pod: Pod, request: ApiRequest): void {
  const { name } = pod.metadata;
  const refused = (field: string, asked: string, found: string | undefined) =>
    conflict(
      { group: '', resource: 'pods' },
      name!,
      `StorageError: invalid object, Code: 4, Key: ${storageKey(Pods, request)}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: ${field} in precondition: ${asked}, ${field} in object meta: ${found}`,
    );
  const { uid, resourceVersion } = metadata;
  if (uid && uid !== pod.metadata.uid) throw refused('UID', uid, pod.metadata.uid);
  if (resourceVersion && resourceVersion !== pod.metadata.resourceVersion)
    throw refused('ResourceVersion', resourceVersion, pod.metadata.resourceVersion);
}

function checkPod({ metadata, spec }: Pod): void {
  const { name } = metadata;
  const refused = (why: string) =>
    conflict({ group: '', resource: 'pods/binding' }, name!, `pod ${name} ${why}`);
  if (metadata.deletionTimestamp) throw refused('is being deleted, cannot be assigned to a host');
  if (spec?.nodeName) throw refused(`is already assigned to node "${spec.nodeName}"`);
  if (spec?.schedulingGates?.length) throw refused('has non-empty .spec.schedulingGates');
}

/** Pods of one template share their spec, and go on sharing it on one node. */
function boundSpec(spec: PodSpec, nodeName: string | undefined): PodSpec {
  if (nodeName === undefined) return { ...spec, nodeName };
  const known = boundSpecs(spec);
  let bound = known.get(nodeName);
  if (!bound) {
    bound = freeze({ ...spec, nodeName });
    known.set(nodeName, bound);
  }
  return bound;
}

const boundSpecs = memoize((_spec: PodSpec) => new Map<string, PodSpec>());

/**
 * Kubernetes sets the node, takes over the binding's annotations and labels, says that the pod is scheduled, and drops
 * the promise of a node.
 */
function boundPod(pod: Pod, body: KubeObject & Binding, now: string): Pod {
  const scheduled: PodCondition = {
    type: 'PodScheduled',
    status: 'True',
    lastProbeTime: null as never,
    lastTransitionTime: now,
  };
  const conditions = pod.status?.conditions ?? [];
  const known = conditions.some((one) => one.type === 'PodScheduled');
  let status = withField<PodStatus, 'nominatedNodeName'>(pod.status ?? {}, 'nominatedNodeName', undefined);
  status = withField(
    status,
    'conditions',
    known
      ? conditions.map((one) => (one.type === 'PodScheduled' ? scheduled : one))
      : appended(conditions, scheduled),
  );
  const bound = withField(pod, 'spec', boundSpec(pod.spec!, body.target.name));
  return withField(
    withField(bound, 'status', status),
    'metadata',
    boundMetadata(pod.metadata, body.metadata),
  );
}

function boundMetadata(metadata: ObjectMeta, { annotations, labels }: ObjectMeta): ObjectMeta {
  let bound = metadata;
  if (annotations) bound = withField(bound, 'annotations', { ...metadata.annotations, ...annotations });
  if (labels) bound = withField(bound, 'labels', { ...metadata.labels, ...labels });
  return bound;
}
