import type { UserInfo, Verb } from '../../../kube/api-request';
import type { AccessRequest } from '../authorization/authorizer';
import { accessOf } from '../authorization/request-access';
import { booleanOf } from './request-options';
import { type ResourcePath, verbOf } from './request-path';
import type { QueryParameters } from './request-target';

/** What a request wants to do, as far as its first line tells. */
export interface Intent {
  readonly method: string;
  readonly path: string;
  /** Undefined for a path that names no resource. */
  readonly resource: ResourcePath | undefined;
  readonly query: QueryParameters;
}

/** What an HTTP request wants to do, before its body is read. */
export function requestAccess(user: UserInfo, { method, path, resource, query }: Intent): AccessRequest {
  if (!resource) {
    const nothing = { group: '', resource: '', subresource: '', namespace: '', name: '' };
    return { ...nothing, user, verb: method.toLowerCase(), path };
  }
  const verb = verbOf(method, resource, booleanOf(query, 'watch') ?? false) as Verb;
  return accessOf({ ...resource, user, verb, fieldSelector: query.get('fieldSelector') });
}
