import { Quantity } from '../../kube/quantity';
import type { ContainerUsage, PodUsage } from '../component/resource-metrics';
import type { PodContainer } from './container';
import type { Process } from './process';

/** Milliseconds that a measurement takes at least; metrics-server looks every 15 seconds. */
const RESOLUTION = 15_000;

interface Measurement {
  readonly at: number;
  readonly workTime: number;
  readonly window: number;
  /** Thousandths of a CPU. */
  readonly cpu: number;
}

/** Measures what containers use: on average since they were measured last. */
export class UsageMeter {
  private readonly last = new WeakMap<Process, Measurement>();

  /** @param now milliseconds since the Unix epoch */
  read(containers: Iterable<PodContainer>, now: number): PodUsage | undefined {
    const usage = new Map<string, ContainerUsage>();
    let at = now;
    let window = RESOLUTION;
    for (const { name, spec, process } of containers) {
      if (!process) continue;
      const measured = this.measure(process, now);
      const limit = spec.resources?.limits?.['cpu'];
      const cpu = limit === undefined ? measured.cpu : Math.min(measured.cpu, Quantity.parse(limit).milli());
      usage.set(name, { cpu, memory: process.memory });
      at = Math.min(at, measured.at);
      window = Math.max(window, measured.window);
    }
    return usage.size > 0 ? { at, window, containers: usage } : undefined;
  }

  private measure(process: Process, now: number): Measurement {
    const last = this.last.get(process);
    if (last && now - last.at < RESOLUTION) return last;
    const window = now - (last?.at ?? process.startedAt);
    const worked = process.workTime - (last?.workTime ?? 0);
    const cpu = process.idleCpu.milli() + (window > 0 ? (worked * 1000) / window : 0);
    const measured = { at: now, workTime: process.workTime, window, cpu };
    this.last.set(process, measured);
    return measured;
  }
}
