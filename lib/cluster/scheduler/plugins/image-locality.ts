import { memoize } from '../../../kube/frozen';
import type { Container, PodSpec } from '../../../kube/generated/core-v1';
import type { ImageState } from '../cache/image-table';
import { MAX_NODE_SCORE, type Plugin } from '../framework/plugin';

const MEGABYTE = 1024 * 1024;
/** Images smaller than this, taken together, do not matter. */
const MIN = 23 * MEGABYTE;
const MAX_PER_CONTAINER = 1000 * MEGABYTE;

const zero = { score: () => 0 };

/** Better is a node that has the pod's images, the more so the bigger they are, and the more nodes have them. */
export const imageLocality: Plugin = {
  name: 'ImageLocality',
  interests: [],

  preScore({ pod }, { nodes }) {
    const spec = pod.spec!;
    const known = imagesOf(spec)
      .map((name) => nodes.images.get(name))
      .filter((state): state is ImageState => state !== undefined);
    if (known.length === 0) return zero;
    const total = nodes.list().length;
    const max = MAX_PER_CONTAINER * (spec.containers.length + (spec.initContainers?.length ?? 0));
    return {
      score: ({ name }) => {
        let sum = 0;
        for (const state of known)
          if (state.nodes.has(name)) sum += Math.trunc(state.size * (state.nodes.size / total));
        const counted = Math.min(Math.max(sum, MIN), max);
        return Math.trunc((MAX_NODE_SCORE * (counted - MIN)) / (max - MIN));
      },
    };
  },
};

function imagesOf({ initContainers, containers, volumes }: PodSpec): readonly string[] {
  const inVolumes = volumes?.flatMap(({ image }) => (image?.reference ? [normalized(image.reference)] : []));
  const inContainers = containerImages(containers);
  if (!initContainers && !inVolumes?.length) return inContainers;
  return [...containerImages(initContainers ?? []), ...inContainers, ...(inVolumes ?? [])];
}

/** Remembered per frozen list: pods of one template share it. */
const containerImages = memoize((containers: readonly Container[]) =>
  containers.map(({ image = '' }) => normalized(image)),
);

/** Without a tag or digest an image is the latest one. */
function normalized(image: string): string {
  return image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image;
}
