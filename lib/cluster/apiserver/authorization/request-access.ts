import type { ApiRequest } from '../../../kube/api-request';
import { isPathSegmentName } from '../../../kube/names';
import { type FieldRequirement, parseFieldRequirements } from '../../../kube/selectors/field-selector';
import { StatusError } from '../../../kube/status';
import type { AccessRequest } from './authorizer';

/** What of a request matters to authorizers. */
export type RequestParts = Pick<
  ApiRequest,
  'user' | 'verb' | 'group' | 'resource' | 'subresource' | 'namespace' | 'name'
> & { readonly fieldSelector?: string };

const COLLECTION_VERBS = new Set(['list', 'watch', 'deletecollection']);

/**
 * What a request wants to do. A namespace lies in itself, and who lists one object by its name asks for that object
 * (Kubernetes' RequestInfo).
 */
export function accessOf(request: RequestParts): AccessRequest {
  const { user, verb, group, resource, subresource = '', name = '', fieldSelector } = request;
  const isNamespace = resource === 'namespaces' && group === '';
  const namespace = isNamespace ? name : request.namespace;
  const access = { user, verb, group, resource, subresource, namespace, name };
  if (!fieldSelector || !COLLECTION_VERBS.has(verb)) return access;
  const fields = requirementsOf(fieldSelector);
  const only = fields.find(({ field, operator }) => field === 'metadata.name' && operator === '=')?.value;
  const isOne = !name && verb !== 'deletecollection' && only && isPathSegmentName(only).length === 0;
  return { ...access, fields, name: isOne ? only : name };
}

/** A selector that cannot be read limits nothing; the request will fail for it. */
function requirementsOf(selector: string): readonly FieldRequirement[] {
  try {
    return parseFieldRequirements(selector);
  } catch (error) {
    if (error instanceof StatusError) return [];
    throw error;
  }
}
