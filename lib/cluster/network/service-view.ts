import type { Informer } from '../../client/informer';
import { serviceKeyOf } from '../../kube/endpoint-slices';
import type { Service } from '../../kube/generated/core-v1';
import type { EndpointSlice } from '../../kube/generated/discovery-v1';
import { EndpointSlices, Services } from '../../kube/generated/resources';
import { keyOf } from '../../kube/object';
import type { Clock, Timer } from '../clock/clock';
import type { ComponentContext } from '../component/component-context';
import { type ServiceRules, serviceRules } from './service-table';

const BY_SERVICE = 'service';

/**
 * Services and their endpoints as one consumer has taken them over: changes are collected and taken over together, no
 * more often than once in `period`. This lag is why a pod that is gone still gets requests.
 */
export class ServiceView {
  private readonly services: Informer<Service>;
  private readonly slices: Informer<EndpointSlice>;
  private readonly current = new Map<string, ServiceRules>();
  private readonly changed = new Set<string>();
  /** By service and pod: since when the pod has got traffic without a break. */
  private readonly since = new Map<string, ReadonlyMap<string, number>>();
  private readonly clock: Clock;
  private takeOver: Timer | undefined;
  private lastTakeOver = Number.NEGATIVE_INFINITY;

  /**
   * @param delay milliseconds from the first change to its effect
   * @param period the least milliseconds between two take-overs
   * @param onChange called after each take-over
   */
  constructor(
    context: ComponentContext,
    private readonly delay: number,
    private readonly period: number,
    private readonly onChange: () => void = () => {},
  ) {
    this.clock = context.clock;
    this.services = context.informers.of(Services);
    this.slices = context.informers.of(EndpointSlices);
    this.slices.addIndex(BY_SERVICE, (slice) => {
      const key = serviceKeyOf(slice);
      return key === undefined ? [] : [key];
    });
    this.services.on({
      added: (service) => this.changedService(keyOf(service)),
      updated: (service, old) => {
        if (service.spec !== old.spec) this.changedService(keyOf(service));
      },
      deleted: (service) => this.changedService(keyOf(service)),
    });
    this.slices.on({
      added: (slice) => this.changedService(serviceKeyOf(slice)),
      updated: (slice, old) => {
        if (slice.endpoints !== old.endpoints || slice.ports !== old.ports)
          this.changedService(serviceKeyOf(slice));
      },
      deleted: (slice) => this.changedService(serviceKeyOf(slice)),
    });
  }

  /** By `namespace/name`. */
  rulesOf(service: string): ServiceRules | undefined {
    return this.current.get(service);
  }

  /** When the rules of a Service began to send traffic to a pod; undefined when they do not. */
  targetSince(service: string, pod: string): number | undefined {
    return this.since.get(service)?.get(pod);
  }

  all(): IterableIterator<ServiceRules> {
    return this.current.values();
  }

  stop(): void {
    this.takeOver?.cancel();
  }

  private changedService(key: string | undefined): void {
    if (key === undefined) return;
    this.changed.add(key);
    const wait = Math.max(this.delay, this.lastTakeOver + this.period - this.clock.now());
    this.takeOver ??= this.clock.schedule(wait, () => this.takeOverChanges());
  }

  private takeOverChanges(): void {
    this.takeOver = undefined;
    this.lastTakeOver = this.clock.now();
    for (const key of this.changed) this.takeOverService(key);
    this.changed.clear();
    this.onChange();
  }

  private takeOverService(key: string): void {
    const service = this.services.byKey(key);
    if (!service) {
      this.current.delete(key);
      this.since.delete(key);
      return;
    }
    const taken = serviceRules(service, this.slices.byIndex(BY_SERVICE, key));
    this.current.set(key, taken);
    this.since.set(key, this.sinceOf(key, taken));
  }

  private sinceOf(key: string, { rules }: ServiceRules): ReadonlyMap<string, number> {
    const before = this.since.get(key);
    const since = new Map<string, number>();
    for (const { targets } of rules)
      for (const { pod } of targets) if (pod) since.set(pod, before?.get(pod) ?? this.lastTakeOver);
    return since;
  }
}
