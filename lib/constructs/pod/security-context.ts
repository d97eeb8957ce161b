import type { PodSecurityContext, SecurityContext } from '../../kube/generated/core-v1';

export interface PodSecurityProps {
  /**
   * The group that owns the files of volumes; a large volume is gone through only when its root is not the group's yet.
   *
   * @default as the volumes have it
   */
  readonly volumeGroup?: number;
  /**
   * Whether its processes run as root, which `restricted` does not allow.
   *
   * @default false
   */
  readonly root?: boolean;
}

/** What the Pod Security Standard `restricted` asks of a pod. */
export function podSecurityContext({ volumeGroup, root = false }: PodSecurityProps): PodSecurityContext {
  return {
    ...(root ? { runAsUser: 0 } : { runAsNonRoot: true }),
    seccompProfile: { type: 'RuntimeDefault' },
    ...(volumeGroup !== undefined && { fsGroup: volumeGroup, fsGroupChangePolicy: 'OnRootMismatch' }),
  };
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
