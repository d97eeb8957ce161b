import type { VolumeMount, Volume as VolumeObject } from '../../kube/generated/core-v1';

/** Where a volume's data is: `{ emptyDir: {} }`, `{ persistentVolumeClaim: { claimName: 'data' } }`. */
export type VolumeSource = Omit<VolumeObject, 'name'>;

/** A volume of a pod, which its containers can mount. */
export interface Volume {
  readonly name: string;
  readonly source: VolumeSource;
}

export interface MountOptions {
  /**
   * Whether the container may only read it.
   *
   * @default false
   */
  readonly readOnly?: boolean;
  /**
   * The file or folder of the volume that is mounted.
   *
   * @default all of it
   */
  readonly subPath?: string;
}

export function volumeMount(volume: Volume, mountPath: string, options: MountOptions): VolumeMount {
  const { readOnly, subPath } = options;
  return { name: volume.name, mountPath, ...(readOnly && { readOnly }), ...(subPath && { subPath }) };
}
