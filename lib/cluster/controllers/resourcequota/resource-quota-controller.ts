import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import { equal } from '../../../kube/frozen';
import type { ResourceQuota } from '../../../kube/generated/core-v1';
import { ResourceQuotas } from '../../../kube/generated/resources';
import { type KubeObject, keyOf } from '../../../kube/object';
import { evaluatorOf } from '../../../kube/quota';
import { amountsOf, listOf } from '../../../kube/quota/amounts';
import type { ResourceInfo } from '../../../kube/resource-catalogue';
import { qualified } from '../../../kube/status';
import type { Timer } from '../../clock/clock';
import type { Component, ComponentContext } from '../../component/component-context';
import { ControllerLoop } from '../../component/controller';
import { monitorResources } from '../../component/resource-monitor';
import { type QuotaSubject, quotaUsage, replenishes } from './quota-usage';

const NAME = 'resourcequota-controller';
/** Milliseconds between two counts of everything. */
const RESYNC = 300_000;

interface Followed {
  readonly info: ResourceInfo;
  readonly informer: Informer<KubeObject>;
}

/**
 * Counts what the objects of a namespace use of its quotas: when a quota is new, when something is deleted, and all again
 * from time to time. What is created is added by admission.
 */
export class ResourceQuotaController implements Component {
  private readonly client: Client;
  private readonly loop: ControllerLoop;
  private readonly quotas: Informer<ResourceQuota>;
  /** By qualified name: of each resource one version. */
  private readonly resources = new Map<string, Followed>();
  private resync: Timer | undefined;

  constructor(private readonly context: ComponentContext) {
    const { clock, informers, client } = context;
    this.client = client(NAME);
    this.loop = new ControllerLoop({ clock, client: this.client, sync: (key) => this.sync(key) });
    this.quotas = informers.of(ResourceQuotas);
    this.quotas.on({
      added: (quota, revision) => this.loop.enqueue(keyOf(quota), revision),
      updated: (quota, old, revision) => {
        if (!equal(quota.spec?.hard, old.spec?.hard)) this.loop.enqueue(keyOf(quota), revision);
      },
    });
    monitorResources(context, ['create', 'list', 'watch', 'delete'], (info, informer) =>
      this.follow(info, informer),
    );
  }

  start(): void {
    const run = () => {
      for (const quota of this.quotas.list()) this.loop.enqueue(keyOf(quota));
      this.start();
    };
    this.resync = this.context.clock.schedule(RESYNC, run, { background: true });
  }

  stop(): void {
    this.loop.stop();
    this.resync?.cancel();
  }

  private follow(info: ResourceInfo, informer: Informer<KubeObject>): void {
    if (!info.namespaced || !evaluatorOf(info)) return;
    this.resources.set(qualified(info), { info, informer });
    informer.on({
      updated: (object, old, revision) => {
        const { namespace } = object.metadata;
        if (info.group !== '' || this.quotas.list(namespace).length === 0) return;
        if (replenishes(info.resource, object, old)) this.replenish(info, object, revision);
      },
      deleted: (object, revision) => this.replenish(info, object, revision),
    });
  }

  private replenish(info: ResourceInfo, { metadata }: KubeObject, revision: number): void {
    const evaluator = evaluatorOf(info)!;
    for (const quota of this.quotas.list(metadata.namespace))
      if (Object.keys(quota.status?.hard ?? {}).some((name) => evaluator.countsFor(name)))
        this.loop.enqueue(keyOf(quota), revision);
  }

  private sync(key: string): void {
    const quota = this.quotas.byKey(key);
    if (!quota) return;
    const { hard = {} } = quota.spec ?? {};
    const subjects = this.subjectsOf(quota.metadata.namespace!, Object.keys(hard));
    const counted = quotaUsage(quota, subjects, this.context.clock.now());
    const known = amountsOf(quota.status?.used);
    const used = Object.keys(hard).flatMap((name) => {
      const amount = counted.get(name) ?? known.get(name);
      return amount ? [[name, amount] as const] : [];
    });
    const status = { hard: listOf(amountsOf(hard)), used: listOf(new Map(used)) };
    if (equal(status.hard, quota.status?.hard ?? {}) && equal(status.used, quota.status?.used)) return;
    this.client.updateStatus(ResourceQuotas, { ...quota, status });
  }

  /** The resources that can use anything of what is limited. */
  private subjectsOf(namespace: string, names: readonly string[]): readonly QuotaSubject[] {
    const subjects: QuotaSubject[] = [];
    for (const { info, informer } of this.resources.values()) {
      const evaluator = evaluatorOf(info)!;
      if (names.some((name) => evaluator.countsFor(name)))
        subjects.push({ evaluator, objects: informer.list(namespace) });
    }
    return subjects;
  }
}
