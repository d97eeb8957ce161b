import type { Namespace } from '../../../kube/generated/core-v1';
import { Namespaces } from '../../../kube/generated/resources';
import type { KubeObject } from '../../../kube/object';
import { forbidden, notFound, qualified, StatusError } from '../../../kube/status';
import { IMMORTAL_NAMESPACES } from '../hooks/namespaces';
import type { AdmissionPlugin, AdmissionRequest } from './plugin';
import { refused } from './refusal';

/** Objects are created only in namespaces that exist and are not going away; the system's namespaces stay. */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',

  handles({ operation, resource }) {
    if (operation === 'DELETE') return qualified(resource) === 'namespaces';
    // Asking whether one may do something is possible in any namespace.
    return operation === 'CREATE' && resource.namespaced && qualified(resource) !== ACCESS_REVIEWS;
  },

  /** Refuses early, before an invalid object could hide that its namespace is missing. */
  mutate(object, request, environment) {
    const found = environment.get(Namespaces, '', request.namespace);
    if (!found) throw notFound({ group: '', resource: 'namespaces' }, request.namespace);
    if (isTerminating(found)) throw terminating(request, object);
    return object;
  },

  validate({ operation, resource, name }) {
    if (operation === 'DELETE' && IMMORTAL_NAMESPACES.has(name))
      throw forbidden(resource, name, 'this namespace may not be deleted');
  },
};

const ACCESS_REVIEWS = 'localsubjectaccessreviews.authorization.k8s.io';

function isTerminating({ metadata, status }: Namespace): boolean {
  return metadata.deletionTimestamp !== undefined || status?.phase === 'Terminating';
}

function terminating(request: AdmissionRequest, object: KubeObject): StatusError {
  const { namespace } = request;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const { status } = refused(request, why, object);
  const cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${namespace} is being terminated`,
    field: 'metadata.namespace',
  };
  return new StatusError({ ...status, details: { ...status.details, causes: [cause] } });
}
