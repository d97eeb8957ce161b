import type { Namespace } from '../../../kube/generated/core-v1';
import { Namespaces } from '../../../kube/generated/resources';
import type { KubeObject } from '../../../kube/object';
import { forbidden, notFound, StatusError } from '../../../kube/status';
import { IMMORTAL_NAMESPACES } from '../hooks/namespaces';
import type { AdmissionEnvironment, AdmissionPlugin, AdmissionRequest } from './chain';

/** Objects are created only in namespaces that exist and are not going away; the system's namespaces stay. */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',

  /** Refuses early, before an invalid object could hide that its namespace is missing. */
  mutate(request, environment: AdmissionEnvironment): KubeObject {
    const { operation, namespace } = request;
    if (operation !== 'CREATE' || !namespace || isAccessReview(request)) return request.object;
    const found = environment.get(Namespaces, '', namespace);
    if (!found) throw notFound({ group: '', resource: 'namespaces' }, namespace);
    if (isTerminating(found)) throw terminating(request);
    return request.object;
  },

  validate({ operation, resource, name }: AdmissionRequest): void {
    const isNamespace = resource.group === '' && resource.resource === 'namespaces';
    if (operation === 'DELETE' && isNamespace && IMMORTAL_NAMESPACES.has(name))
      throw forbidden(resource, name, 'this namespace may not be deleted');
  },
};

function isTerminating({ metadata, status }: Namespace): boolean {
  return metadata.deletionTimestamp !== undefined || status?.phase === 'Terminating';
}

/** Asking whether one may do something is possible in any namespace. */
function isAccessReview({ resource }: AdmissionRequest): boolean {
  return resource.group === 'authorization.k8s.io' && resource.resource === 'localsubjectaccessreviews';
}

function terminating({ resource, name, namespace }: AdmissionRequest): StatusError {
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const { status } = forbidden(resource, name, why);
  const cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${namespace} is being terminated`,
    field: 'metadata.namespace',
  };
  return new StatusError({ ...status, details: { ...status.details, causes: [cause] } });
}
