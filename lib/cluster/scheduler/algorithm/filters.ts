import type { NodeInfo } from '../cache/node-info';
import type { PodInfo } from '../cache/pod-info';
import type { ClusterView } from '../framework/cluster-view';
import { isRejection, type Plugin, type PodFilter, SKIP } from '../framework/plugin';
import type { Rejection } from '../framework/rejection';

/** The plugins' filters for one pod (Kubernetes' CycleState). */
export class Filters {
  private constructor(
    readonly pod: PodInfo,
    private readonly filters: readonly PodFilter[],
  ) {}

  /** Asks all plugins (PreFilter). A rejection rules out all nodes. */
  static prepare(
    pod: PodInfo,
    cluster: ClusterView,
    plugins: readonly Plugin[],
  ): Filters | PreFilterRejection {
    const filters: PodFilter[] = [];
    for (const plugin of plugins) {
      const result = plugin.preFilter?.(pod, cluster) ?? SKIP;
      if (result === SKIP) continue;
      if (isRejection(result)) return { preFilter: result };
      filters.push(result);
    }
    return new Filters(pod, filters);
  }

  /** The only nodes worth filtering, if plugins name some. */
  get nodeNames(): ReadonlySet<string> | undefined {
    return this.filters.find(({ nodeNames }) => nodeNames)?.nodeNames;
  }

  /** Names of the plugins that rule out nodes by name. */
  get naming(): readonly Rejection['plugin'][] {
    return this.filters.filter(({ nodeNames }) => nodeNames).map(({ plugin }) => plugin);
  }

  /** The first rejection; undefined if the pod fits. */
  run(node: NodeInfo): Rejection | undefined {
    const { filters } = this;
    for (let index = 0; index < filters.length; index++) {
      const rejection = filters[index]!.filter(node);
      if (rejection) return rejection;
    }
    return undefined;
  }

  /** Of every plugin that has something against the node. */
  all(node: NodeInfo): readonly Rejection[] {
    return this.filters.flatMap((filter) => filter.filter(node) ?? []);
  }

  clone(): Filters {
    return new Filters(
      this.pod,
      this.filters.map((filter) => filter.clone?.() ?? filter),
    );
  }

  podAdded(other: PodInfo, node: NodeInfo): void {
    for (const filter of this.filters) filter.podAdded?.(other, node);
  }

  podRemoved(other: PodInfo, node: NodeInfo): void {
    for (const filter of this.filters) filter.podRemoved?.(other, node);
  }

  volumes(node: NodeInfo): ReturnType<NonNullable<PodFilter['volumes']>> {
    for (const filter of this.filters) {
      const volumes = filter.volumes?.(node);
      if (volumes) return volumes;
    }
    return undefined;
  }
}

export interface PreFilterRejection {
  readonly preFilter: Rejection;
}
