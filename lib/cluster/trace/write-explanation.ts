import type { ResourceCatalogue } from '../../kube/resource-catalogue';
import type { AdmissionChain } from '../apiserver/admission/chain';
import type { Operation } from '../apiserver/admission/plugin';
import { type AccessRequest, type Authorizer, SUPERUSERS } from '../apiserver/authorization/authorizer';
import { accessOf } from '../apiserver/authorization/request-access';
import type { TracedWrite } from './pod-trace';

/** What the API server asked before it stored a write. */
export interface WriteExplanation {
  /** The user's name, and the groups that matter. */
  readonly user: string;
  /** Why the user may do it: `RBAC: allowed by ClusterRoleBinding …`, by the roles as they are now. */
  readonly authorization: string;
  /** Names of the admission plugins that had a say. */
  readonly admission: readonly string[];
  /** `patch deployments.apps shop/api`. */
  readonly request: string;
}

const OPERATIONS: { readonly [type in TracedWrite['type']]: Operation } = {
  create: 'CREATE',
  update: 'UPDATE',
  delete: 'DELETE',
};

/** Who made a write, why it was allowed, and which admission plugins looked at it. */
export function explainWrite(
  write: TracedWrite,
  catalogue: ResourceCatalogue,
  authorizer: Authorizer,
  admission: AdmissionChain,
): WriteExplanation {
  const { user, verb, subresource, namespace, name } = write;
  const dot = write.resource.indexOf('.');
  const resource = dot < 0 ? write.resource : write.resource.slice(0, dot);
  const group = dot < 0 ? '' : write.resource.slice(dot + 1);
  const access = accessOf({ user, verb, group, resource, subresource, namespace, name });
  const info = [...catalogue.all()].find((one) => one.group === group && one.resource === resource);
  const target = subresource ? `${write.resource}/${subresource}` : write.resource;
  return {
    user: user.name,
    authorization: reasonFor(access, authorizer),
    admission: info
      ? admission.pluginsFor({ operation: OPERATIONS[write.type], resource: info, subresource })
      : [],
    request: `${verb} ${target} ${namespace ? `${namespace}/` : ''}${name}`,
  };
}

/** Only roles give a reason of their own. */
function reasonFor(access: AccessRequest, authorizer: Authorizer): string {
  if (access.user.groups.includes(SUPERUSERS)) return `member of ${SUPERUSERS}`;
  const { allowed, reason } = authorizer.authorize(access);
  if (!allowed) return 'no longer allowed';
  return reason || `Node: ${access.user.name} may do this for its own pods`;
}
