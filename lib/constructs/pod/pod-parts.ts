import type { Construct } from 'constructs';
import type { ExtraContainerProps } from './container';
import type { PodTemplate } from './pod-template';
import { addSharedVolumes, type SharedVolumeProps } from './shared-volumes';

/** What a pod has beside its main container. */
export interface PodPartsProps {
  /**
   * Containers that run to their end before the others start, by name, in this order.
   *
   * @default none
   */
  readonly initContainers?: { readonly [name: string]: ExtraContainerProps };
  /**
   * Containers that start before the main one, run as long as it does, and end after it (native sidecars), by name.
   *
   * @default none
   */
  readonly sidecars?: { readonly [name: string]: ExtraContainerProps };
  /**
   * Containers that run beside the main one as its equals, by name.
   *
   * @default none
   */
  readonly containers?: { readonly [name: string]: ExtraContainerProps };
  /**
   * Volumes the containers share, by name.
   *
   * @default none
   */
  readonly volumes?: { readonly [name: string]: SharedVolumeProps };
}

/** Sidecars start before the init containers: these may need them. */
export function addPodParts(owner: Construct, pod: PodTemplate, props: PodPartsProps): void {
  for (const [name, sidecar] of Object.entries(props.sidecars ?? {}))
    pod.addInitContainer(name, { ...sidecar, sidecar: true });
  for (const [name, container] of Object.entries(props.initContainers ?? {}))
    pod.addInitContainer(name, container);
  for (const [name, container] of Object.entries(props.containers ?? {})) pod.addContainer(name, container);
  addSharedVolumes(owner, pod, props.volumes);
}
