import type { IConstruct } from 'constructs';
import { report } from '../authoring/report';
import type { PodTemplate } from './pod-template';
import type { MountOptions, VolumeSource } from './volume';

/** Where a container sees a volume. */
export type VolumeMountSpec = string | ({ readonly path: string } & MountOptions);

export interface SharedVolumeProps {
  /**
   * Where its data is.
   *
   * @default an empty folder that lives as long as the pod
   */
  readonly source?: VolumeSource;
  /** Where each container sees it, by the container's name; the main container has the name of the workload. */
  readonly mounts: { readonly [container: string]: VolumeMountSpec };
}

/** Adds volumes that containers of a pod share. Reports a container that the pod does not have. */
export function addSharedVolumes(
  owner: IConstruct,
  pod: PodTemplate,
  volumes: { readonly [name: string]: SharedVolumeProps } = {},
): void {
  for (const [name, { source = { emptyDir: {} }, mounts }] of Object.entries(volumes)) {
    const volume = pod.addVolume(name, source);
    for (const [containerName, mount] of Object.entries(mounts)) {
      const container = pod.findContainer(containerName);
      const { path, ...options } = typeof mount === 'string' ? { path: mount } : mount;
      if (container) container.mount(volume, path, options);
      else {
        report(owner, {
          field: `volumes.${name}.mounts.${containerName}`,
          message: `the pod has no container "${containerName}"; it has ${pod.containerNames().join(', ')}`,
        });
      }
    }
  }
}
