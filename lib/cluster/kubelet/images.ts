import type { ContainerImage } from '../../kube/generated/core-v1';
import type { Clock } from '../clock/clock';
import { parseImageName } from './image-name';
import type { ResolvedImage } from './resolved-workload';
import type { KubeletTimings } from './timings';

/** What came of a pull. */
export type PullResult =
  | {
      readonly ok: true /** Milliseconds without waiting for other pulls. */;
      readonly duration: number;
      readonly size: number;
    }
  | { readonly ok: false; readonly error: string };

interface QueuedPull {
  readonly image: string;
  readonly source: ResolvedImage;
  readonly background: boolean;
  readonly done: (result: PullResult) => void;
}

/** The images of one node. It pulls one at a time, as kubelets do by default (`serializeImagePulls`). */
export class NodeImages {
  private readonly present = new Map<string, ContainerImage>();
  private queue: QueuedPull[] = [];
  private pulling = false;
  private epoch = 0;
  /** Grows with each new image: what the node's status has to say has changed. */
  version = 0;

  /** @param stored what is on the machine's disk already, by its complete name last */
  constructor(
    private readonly clock: Clock,
    private readonly timings: KubeletTimings,
    stored: readonly ContainerImage[] = [],
  ) {
    for (const image of stored) this.present.set(image.names!.at(-1)!, image);
  }

  /** By the image's complete name. */
  has(image: string): boolean {
    return this.present.has(image);
  }

  /**
   * `done` is called when the pull has ended, never at once.
   * @param background nobody waits for it: it has failed too often
   */
  pull(image: string, source: ResolvedImage, background: boolean, done: (result: PullResult) => void): void {
    this.queue.push({ image, source, background, done });
    if (!this.pulling) this.pullNext();
  }

  /** What `status.images` of the node says: the largest first, at most 50. */
  list(): readonly ContainerImage[] {
    return [...this.present.values()].sort((a, b) => b.sizeBytes! - a.sizeBytes!).slice(0, MOST_LISTED);
  }

  /** The machine is gone: pulls under way come to nothing. What is on its disk stays. */
  abort(): void {
    this.queue = [];
    this.pulling = false;
    this.epoch++;
  }

  private pullNext(): void {
    const pull = this.queue.shift();
    this.pulling = pull !== undefined;
    if (!pull) return;
    const { source, image, background } = pull;
    const { epoch } = this;
    const duration = source.missing || this.present.has(image) ? this.timings.registryAnswer : source.pull;
    const finish = () => {
      if (epoch !== this.epoch) return;
      const result = this.finish(image, source, duration);
      this.pullNext();
      pull.done(result);
    };
    this.clock.schedule(duration, finish, { background });
  }

  private finish(image: string, source: ResolvedImage, duration: number): PullResult {
    if (source.missing) return { ok: false, error: pullError(image, source.missing) };
    if (!this.present.has(image)) {
      this.present.set(image, { names: [imageReference(image), image], sizeBytes: source.size });
      this.version++;
    }
    return { ok: true, duration, size: source.size };
  }
}

const MOST_LISTED = 50;

/** As containerd words it. */
function pullError(image: string, missing: string | true): string {
  if (missing !== true) return missing;
  return `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`;
}

const references = new Map<string, string>();

/** The repository digest of an image, which depends on its complete name only: `docker.io/library/nginx@sha256:…`. */
export function imageReference(image: string): string {
  let reference = references.get(image);
  if (reference === undefined) {
    const { repository, digest } = parseImageName(image);
    reference = `${repository}@${digest ?? `sha256:${fingerprint(image)}`}`;
    if (references.size >= MOST_REFERENCES) references.clear();
    references.set(image, reference);
  }
  return reference;
}

const MOST_REFERENCES = 10_000;

/** 64 hexadecimal digits that depend on the text (FNV-1a, eight times with different starts). */
function fingerprint(text: string): string {
  let digits = '';
  for (let part = 0; part < 8; part++) {
    let hash = (0x811c9dc5 ^ Math.imul(part, 0x9e3779b1)) >>> 0;
    for (let index = 0; index < text.length; index++)
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
    digits += hash.toString(16).padStart(8, '0');
  }
  return digits;
}
