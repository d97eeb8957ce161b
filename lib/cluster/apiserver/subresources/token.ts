import type { ApiRequest, ApiResponse } from '../../../kube/api-request';
import { type FieldError, invalidObject, invalidValue } from '../../../kube/field-error';
import { FieldPath } from '../../../kube/field-path';
import type {
  BoundObjectReference,
  TokenRequest,
  TokenRequestSpec,
} from '../../../kube/generated/authentication-v1';
import type { Node, Pod, Secret, ServiceAccount } from '../../../kube/generated/core-v1';
import { Nodes, Pods, Secrets } from '../../../kube/generated/resources';
import { type KubeObject, parseApiVersion } from '../../../kube/object';
import type { ResourceType } from '../../../kube/resource-type';
import { schemaOf } from '../../../kube/schema';
import { badRequest, conflict, methodNotSupported, notFound, qualified } from '../../../kube/status';
import { timestamp } from '../../clock/clock';
import { withOwnership } from '../answer-ownership';
import { signedToken } from '../authentication/json-web-token';
import { type BoundObjects, claimsOf } from '../authentication/service-account-claims';
import type { SigningKey } from '../authentication/signing-key';
import { decodeAs } from '../decoding';
import type { ApiServerEnvironment } from '../environment';
import { checkNamespace } from '../object-metadata';
import type { Registry } from '../registry';
import type { SubresourceHandler } from '../subresource';
import { PostedBody } from './posted-body';

const KIND = { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' };
const RESOURCE = { group: KIND.group, resource: KIND.kind };
const DEFAULT_SECONDS = 3600;
const FEWEST_SECONDS = 600;
const MOST_SECONDS = 2 ** 32;
/** What kubelets ask for; such a token of a pod lives on for a year, and its use is noticed after the hour. */
const KUBELET_SECONDS = 3607;
const EXTENDED_SECONDS = 365 * 24 * 3600;

/** `serviceaccounts/NAME/token`: a new token for the service account. */
export function token(
  environment: ApiServerEnvironment,
  key: SigningKey,
  ownAudiences: readonly string[],
): SubresourceHandler {
  return (registry: Registry, request: ApiRequest): ApiResponse => {
    if (request.verb !== 'create') throw methodNotSupported(registry.kind.info, request.verb);
    const warnings: string[] = [];
    const schema = schemaOf(KIND)!;
    const body = decodeAs<TokenRequest>(schema, KIND, request.body, request, warnings);
    const given = { ...body, metadata: body.metadata ?? {}, spec: withDefaults(body.spec ?? {}) };
    const posted = new PostedBody<Given>(registry, request, shown(given, request));
    const asked = posted.object;
    checkNamespace(asked, request, registry.kind.info);
    checkName(asked, request);
    const account = registry.get(request.namespace, request.name!).object as ServiceAccount;
    checkUid(asked, account);
    const now = environment.clock.now();
    const { managedFields } = withOwnership(given, schema, KIND, request, now).metadata;
    const { audiences = [], boundObjectRef } = asked.spec;
    const spec = {
      ...withDefaults(asked.spec),
      audiences: audiences.length > 0 ? audiences : ownAudiences,
      boundObjectRef: boundObjectRef ?? (null as never),
    };
    validate(spec);
    const metadata = completed({ ...asked.metadata, managedFields }, account, timestamp(now));
    const complete: Given = { ...asked, metadata, spec, status: NO_TOKEN };
    posted.validate(complete);
    const bound = boundObjects(spec.boundObjectRef ?? undefined, account, environment);
    const answer: Given = {
      ...complete,
      status: {
        token: signedToken(claims(spec, account, bound), key),
        expirationTimestamp: timestamp(now + spec.expirationSeconds * 1000),
      },
    };
    return { code: 201, object: answer, warnings: [...warnings, ...posted.warnings] };
  };

  function claims(spec: Asked, account: ServiceAccount, bound: BoundObjects): object {
    const isForKubernetes = spec.audiences.every((one) => ownAudiences.includes(one));
    const lastsLonger = bound.pod && spec.expirationSeconds === KUBELET_SECONDS && isForKubernetes;
    return claimsOf(account, bound, {
      audiences: spec.audiences,
      now: Math.floor(environment.clock.now() / 1000),
      expiresIn: lastsLonger ? EXTENDED_SECONDS : spec.expirationSeconds,
      ...(lastsLonger ? { warnAfter: spec.expirationSeconds } : {}),
      id: environment.random.uid(),
    });
  }
}

type Asked = TokenRequestSpec & Required<Pick<TokenRequestSpec, 'audiences' | 'expirationSeconds'>>;

function withDefaults(spec: TokenRequestSpec) {
  return { ...spec, expirationSeconds: spec.expirationSeconds ?? DEFAULT_SECONDS };
}

type Given = Omit<TokenRequest, 'spec'> & KubeObject & { readonly spec: TokenRequestSpec };

const NO_TOKEN: TokenRequest['status'] = { token: '', expirationTimestamp: null as never };

/** The request as admission is shown it, with all that Go always writes. */
function shown(given: Given, { namespace }: ApiRequest): Given {
  const { metadata, spec } = given;
  return {
    ...given,
    metadata: { ...metadata, namespace: metadata.namespace ?? namespace },
    spec: { ...spec, boundObjectRef: spec.boundObjectRef ?? (null as never) },
    status: NO_TOKEN,
  };
}

function checkName({ metadata }: KubeObject, { name }: ApiRequest): void {
  if (!metadata.name || metadata.name === name) return;
  const path = FieldPath.of('metadata').child('name');
  throw invalidObject(KIND, name!, [
    invalidValue(path, metadata.name, 'must match the service account name if specified'),
  ]);
}

function checkUid({ metadata }: KubeObject, account: ServiceAccount): void {
  const { uid, name } = account.metadata;
  if (metadata.uid && metadata.uid !== uid)
    throw conflict(
      RESOURCE,
      name!,
      `the UID in the token request (${metadata.uid}) does not match the UID of the service account (${uid})`,
    );
}

function validate({ expirationSeconds }: Asked): void {
  const path = FieldPath.of('spec').child('expirationSeconds');
  const errors: FieldError[] = [];
  if (expirationSeconds < FEWEST_SECONDS)
    errors.push(invalidValue(path, expirationSeconds, 'may not specify a duration less than 10 minutes'));
  if (expirationSeconds > MOST_SECONDS)
    errors.push(invalidValue(path, expirationSeconds, 'may not specify a duration larger than 2^32 seconds'));
  if (errors.length) throw invalidObject(KIND, '', errors);
}

function boundObjects(
  reference: BoundObjectReference | undefined,
  account: ServiceAccount,
  { storage }: ApiServerEnvironment,
): BoundObjects {
  if (!reference) return {};
  const { apiVersion = '', kind = '', name = '' } = reference;
  const { group, version } = parseApiVersion(apiVersion);
  const namespace = account.metadata.namespace!;
  const find = <T extends KubeObject>(type: ResourceType<T>, place: string): T => {
    const object = storage.get(qualified(type), place, name)?.object;
    if (!object) throw notFound(type, name);
    checkBoundUid(object, reference);
    return object as T;
  };
  if (group === '' && kind === 'Pod') {
    const pod = find<Pod>(Pods, namespace);
    if (pod.spec?.serviceAccountName !== account.metadata.name)
      throw badRequest(
        `cannot bind token for serviceaccount "${account.metadata.name}" to pod running with different serviceaccount name.`,
      );
    return { pod, node: nodeOfPod(pod, storage) };
  }
  if (group === '' && kind === 'Node') return { node: find<Node>(Nodes, '') };
  if (group === '' && kind === 'Secret') return { secret: find<Secret>(Secrets, namespace) };
  throw badRequest(`cannot bind token to object of type ${group}/${version}, Kind=${kind}`);
}

/** A node that is not there, or not any more, is told by its name alone. */
function nodeOfPod({ spec }: Pod, storage: ApiServerEnvironment['storage']): Node | undefined {
  const name = spec?.nodeName;
  if (!name) return undefined;
  return (storage.get(qualified(Nodes), '', name)?.object ?? { metadata: { name } }) as Node;
}

function checkBoundUid(
  { metadata }: KubeObject,
  { apiVersion = '', kind = '', name = '', uid }: BoundObjectReference,
): void {
  if (!uid || uid === metadata.uid) return;
  const { group } = parseApiVersion(apiVersion);
  throw conflict(
    { group, resource: kind },
    name,
    `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`,
  );
}

function completed(
  { managedFields, ...given }: KubeObject['metadata'],
  { metadata }: ServiceAccount,
  creationTimestamp: string,
): KubeObject['metadata'] {
  const { name, namespace, uid } = metadata;
  return { ...given, name, namespace, uid, creationTimestamp, ...(managedFields ? { managedFields } : {}) };
}
