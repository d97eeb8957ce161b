import { dynamicValue } from '../../../../kube/cel/json-values';
import {
  type AccessQuestion,
  type AskAuthorizer,
  authorizerValue,
  requestResourceValue,
} from '../../../../kube/cel/library/authorizer';
import { CelFailure, type CelResult, type CelValue } from '../../../../kube/cel/values';
import { Namespaces } from '../../../../kube/generated/resources';
import type { KubeObject } from '../../../../kube/object';
import { serviceAccountGroups, serviceAccountUser } from '../../authentication/service-account-user';
import type { AdmissionEnvironment, AdmissionRequest } from '../plugin';
import { operationOptions } from './operation-options';
import { bodyIn } from './request-body';
import type { MatchedVersion } from './resource-rules';

/** What expressions of one policy or webhook may ask for while a request is admitted. */
export type AdmissionVariables = (name: string) => CelResult;

/** The variables of a request as the policy or webhook sees it. `params` are those of one binding. */
export function admissionVariables(
  request: AdmissionRequest,
  matched: MatchedVersion,
  environment: AdmissionEnvironment,
  params?: KubeObject | null,
): AdmissionVariables {
  const known = new Map<string, CelValue>();
  const compute = (name: string): CelValue | undefined => {
    switch (name) {
      case 'object':
        return inVersion(request.object, request, matched, environment);
      case 'oldObject':
        return inVersion(request.oldObject, request, matched, environment);
      case 'params':
        return params === undefined ? null : dynamicValue(params);
      case 'request':
        return dynamicValue(requestObject(request, matched));
      case 'namespaceObject':
        return dynamicValue(namespaceOf(request, environment) ?? null);
      case 'authorizer':
        return authorizerValue(askFor(request, environment));
      case 'authorizer.requestResource':
        return requestResourceValue(askFor(request, environment), questionOf(request));
      default:
        return undefined;
    }
  };
  return (name) => {
    let value = known.get(name);
    if (value !== undefined) return value;
    value = compute(name);
    if (value === undefined) return new CelFailure(`no such attribute(s): ${name}`);
    known.set(name, value);
    return value;
  };
}

function inVersion(
  object: KubeObject | undefined,
  request: AdmissionRequest,
  matched: MatchedVersion,
  { resources }: AdmissionEnvironment,
): CelValue {
  return object ? dynamicValue(bodyIn(object, request, matched, resources)) : null;
}

/** The namespace that a request is about; a request for a namespace itself is in none. */
function namespaceOf({ namespace, kind }: AdmissionRequest, environment: AdmissionEnvironment): unknown {
  if (namespace === '' || (kind.kind === 'Namespace' && kind.group === '')) return undefined;
  const found = environment.get(Namespaces, '', namespace);
  if (!found) return undefined;
  const { managedFields: _managed, ownerReferences: _owners, ...metadata } = found.metadata;
  return { metadata, spec: found.spec ?? {}, status: found.status ?? {} };
}

/** The `request` of expressions, and of reviews by webhooks. */
export function requestObject(request: AdmissionRequest, matched: MatchedVersion): object {
  const { subresource, name, namespace, operation, user, options } = request;
  const { group, version, resource } = matched.resource;
  const own = request.resource;
  return {
    kind: plainKind(matched.kind),
    resource: { group, version, resource },
    ...(subresource ? { subResource: subresource } : {}),
    requestKind: plainKind(request.kind),
    requestResource: { group: own.group, version: own.version, resource: own.resource },
    ...(subresource ? { requestSubResource: subresource } : {}),
    ...(name ? { name } : {}),
    ...(namespace ? { namespace } : {}),
    operation,
    userInfo: {
      username: user.name,
      ...(user.uid ? { uid: user.uid } : {}),
      groups: user.groups,
      ...(user.extra ? { extra: user.extra } : {}),
    },
    dryRun: options.dryRun ?? false,
    options: operationOptions(request),
  };
}

function plainKind({ group, version, kind }: AdmissionRequest['kind']): object {
  return { group, version, kind };
}

function questionOf({
  resource,
  subresource,
  namespace,
  name,
}: AdmissionRequest): Omit<AccessQuestion, 'verb'> {
  return { group: resource.group, resource: resource.resource, subresource, namespace, name };
}

function askFor({ user }: AdmissionRequest, { authorizer }: AdmissionEnvironment): AskAuthorizer {
  return ({ serviceAccount, verb, path, ...question }) =>
    authorizer.authorize({
      user: serviceAccount
        ? {
            name: serviceAccountUser(serviceAccount.namespace, serviceAccount.name),
            groups: [...serviceAccountGroups(serviceAccount.namespace), 'system:authenticated'],
          }
        : user,
      verb,
      group: question.group ?? '',
      resource: question.resource ?? '',
      subresource: question.subresource ?? '',
      namespace: question.namespace ?? '',
      name: question.name ?? '',
      ...(path === undefined ? {} : { path }),
    });
}
