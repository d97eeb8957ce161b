import type { Random } from '../../clock/random';

/** Why a port cannot be had. */
export class ProvidedPortError extends Error {}

/** The node ports of a cluster; Kubernetes' default range is 30000–32767. */
export class PortAllocator {
  private readonly taken = new Set<number>();

  constructor(
    private readonly random: Random,
    private readonly first = 30000,
    private readonly last = 32767,
  ) {}

  /** A free port that is not among `reserved`, or undefined when the range is full. Starts at a random place. */
  next(reserved: ReadonlySet<number>): number | undefined {
    const size = this.last - this.first + 1;
    const start = this.random.below(size);
    for (let step = 0; step < size; step++) {
      const port = this.first + ((start + step) % size);
      if (!this.taken.has(port) && !reserved.has(port)) return port;
    }
    return undefined;
  }

  /** @throws ProvidedPortError when the port is outside of the range, taken, or among `reserved` */
  check(port: number, reserved?: ReadonlySet<number>): void {
    if (port < this.first || port > this.last)
      throw new ProvidedPortError(
        `provided port is not in the valid range. The range of valid ports is ${this.first}-${this.last}`,
      );
    if (this.taken.has(port) || reserved?.has(port))
      throw new ProvidedPortError('provided port is already allocated');
  }

  take(port: number): void {
    this.taken.add(port);
  }

  release(port: number): void {
    this.taken.delete(port);
  }
}
