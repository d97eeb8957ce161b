import type { ServiceRule, ServiceTarget } from './service-table';

/** Whose turn it is, per Service port. */
export class RoundRobin {
  private readonly turns = new Map<string, number>();

  /** The next of `targets`, or undefined when there is none. */
  next({ service, port }: ServiceRule, targets: readonly ServiceTarget[]): ServiceTarget | undefined {
    if (targets.length === 0) return undefined;
    const key = `${service}:${port.port}/${port.protocol}`;
    const turn = this.turns.get(key) ?? 0;
    this.turns.set(key, turn + 1);
    return targets[turn % targets.length];
  }
}
