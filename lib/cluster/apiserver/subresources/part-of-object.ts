import type { ApiRequest, ApiResponse } from '../../../kube/api-request';
import { methodNotSupported } from '../../../kube/status';
import { decodeBody, warningsOf } from '../decoding';
import type { ApiServerEnvironment } from '../environment';
import { draftOf, patched } from '../patching';
import type { Registry } from '../registry';
import { addressed, ok, present, written } from '../responses';
import type { StoredObject } from '../stored-object';
import type { SubresourceHandler } from '../subresource';

/**
 * A part of an object with the object's own shape (`status`, `ephemeralcontainers`, `resize`, `approval`): get, update
 * and patch, with rules of its own.
 */
export function partOfObject(environment: ApiServerEnvironment, subresource: string): SubresourceHandler {
  return (registry: Registry, request: ApiRequest): ApiResponse => {
    const { kind } = registry;
    const warnings = warningsOf(request);
    switch (request.verb) {
      case 'get':
        return ok(present(kind, registry.get(request.namespace, request.name!), request));
      case 'update': {
        const decoded = decodeBody(kind, request.body, request, warnings);
        const object = addressed(request, decoded, kind.info.namespaced);
        const draft = (existing: StoredObject | undefined) =>
          draftOf(object, request.body, request, existing);
        return written(kind, registry.update(request, request.name!, draft, subresource), request, warnings);
      }
      case 'patch': {
        const now = environment.clock.now();
        const draft = (existing: StoredObject | undefined) => patched(kind, request, existing, now, warnings);
        return written(kind, registry.update(request, request.name!, draft, subresource), request, warnings);
      }
      default:
        throw methodNotSupported(kind.info, request.verb);
    }
  };
}
