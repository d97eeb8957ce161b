import { Backoff } from '../component/backoff';
import { MOUNT } from './backoff';
import type { NodePod } from './node-pod';
import type { Waiter } from './references';
import type { Steps } from './routine';
import { claimMessage, volumeProblems } from './volumes';

/** Mounts the volumes of one pod, and waits for the objects that they need. */
export class VolumeMounter implements Waiter {
  isMounted = false;
  private readonly backoff = new Backoff(MOUNT);
  /** Made when something is missing: most pods find everything there. */
  private awaited: Set<string> | undefined;
  private appeared = false;

  /** @param promote somebody waits for the current wait: what was missing is there */
  constructor(
    private readonly owner: NodePod,
    private readonly promote: () => void,
  ) {}

  /** Returns false if the pod has to be synced again later: there is nothing yet that could be mounted. */
  *mount(): Steps<boolean> {
    if (this.isMounted) return true;
    const { node } = this.owner;
    for (;;) {
      const problems = volumeProblems(this.owner.pod, node.references);
      if (problems.length === 0) {
        this.isMounted = true;
        return true;
      }
      this.await(problems.map(({ missing }) => missing));
      const claims = problems.filter(({ kind }) => kind === 'claim');
      if (claims.length > 0) {
        this.owner.event('Warning', 'FailedMount', claimMessage(claims));
        return false;
      }
      for (const { volume, message } of problems)
        this.owner.event(
          'Warning',
          'FailedMount',
          `MountVolume.SetUp failed for volume "${volume}" : ${message}`,
        );
      const now = node.clock.now();
      this.backoff.next(now, now);
      yield { delay: this.backoff.current, background: !this.appeared };
    }
  }

  /** Containers wait for further objects: their environment needs them. */
  await(keys: readonly string[]): void {
    const { references } = this.owner.node;
    this.appeared = false;
    this.awaited ??= new Set();
    for (const key of keys) {
      this.awaited.add(key);
      references.await(key, this);
    }
  }

  referenceAppeared(): void {
    this.appeared = true;
    this.promote();
  }

  stop(): void {
    for (const key of this.awaited ?? []) this.owner.node.references.forget(key, this);
    this.awaited = undefined;
  }
}
