import type { PodSecurityContext, SecurityContext } from '../../kube/generated/core-v1';

/** What the Pod Security Standard `restricted` asks of a pod. */
export function podSecurityContext(): PodSecurityContext {
  return { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
}

/** What `restricted` asks of a container; and beyond it, that the image's files cannot be changed. */
export function containerSecurityContext({ user }: { readonly user?: number }): SecurityContext {
  return {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
    ...(user !== undefined && { runAsUser: user }),
  };
}
