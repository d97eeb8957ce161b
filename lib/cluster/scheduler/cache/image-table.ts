import type { ContainerImage } from '../../../kube/generated/core-v1';

export interface ImageState {
  /** Bytes, as the first node reported that has it. */
  readonly size: number;
  readonly nodes: ReadonlySet<string>;
}

/** Which nodes have which images. */
export class ImageTable {
  private readonly images = new Map<string, { readonly size: number; readonly nodes: Set<string> }>();

  get(name: string): ImageState | undefined {
    return this.images.get(name);
  }

  add(node: string, images: readonly ContainerImage[] | undefined): void {
    for (const { names = [], sizeBytes = 0 } of images ?? [])
      for (const name of names) {
        const state = this.images.get(name);
        if (state) state.nodes.add(node);
        else this.images.set(name, { size: sizeBytes, nodes: new Set([node]) });
      }
  }

  remove(node: string, images: readonly ContainerImage[] | undefined): void {
    for (const { names = [] } of images ?? [])
      for (const name of names) {
        const state = this.images.get(name);
        state?.nodes.delete(node);
        if (state?.nodes.size === 0) this.images.delete(name);
      }
  }
}
