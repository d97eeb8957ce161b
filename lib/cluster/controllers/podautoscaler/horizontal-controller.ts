import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import type { HorizontalPodAutoscaler } from '../../../kube/generated/autoscaling-v2';
import type { Pod } from '../../../kube/generated/core-v1';
import { HorizontalPodAutoscalers, Pods } from '../../../kube/generated/resources';
import { keyOf } from '../../../kube/object';
import { LabelSelector } from '../../../kube/selectors/label-selector';
import type { Component, ComponentContext } from '../../component/component-context';
import { ControllerLoop } from '../../component/controller';
import type { EventRecorder } from '../../component/event-recorder';
import { addPodLabelIndex, podsSelectedBy } from '../../component/pod-labels';
import type { ResourceMetrics } from '../../component/resource-metrics';
import { syncCost } from '../../component/sync-cost';
import { AutoscalerSync, SelectorProblem } from './autoscaler-sync';
import { ScalingHistory } from './scaling-history';

const NAME = 'horizontal-pod-autoscaler';
/** Milliseconds between two looks. */
const PERIOD = 15_000;

/** Scales what HorizontalPodAutoscalers name to what their metrics ask for. */
export class HorizontalController implements Component {
  private readonly client: Client;
  private readonly events: EventRecorder;
  private readonly loop: ControllerLoop;
  private readonly autoscalers: Informer<HorizontalPodAutoscaler>;
  private readonly pods: Informer<Pod>;
  private readonly histories = new Map<string, ScalingHistory>();
  /** Whose pods each autoscaler has looked at, by the autoscalers' keys. */
  private readonly selectors = new Map<string, LabelSelector>();

  /** @param metrics undefined when nobody measures pods */
  constructor(
    private readonly context: ComponentContext,
    private readonly metrics: ResourceMetrics | undefined,
  ) {
    const { clock, informers } = context;
    this.client = context.client(NAME);
    this.events = context.recorder(this.client, { component: NAME });
    this.loop = new ControllerLoop({ clock, client: this.client, sync: (key) => this.sync(key) });
    this.autoscalers = informers.of(HorizontalPodAutoscalers);
    this.pods = informers.of(Pods);
    addPodLabelIndex(this.pods);
    this.autoscalers.on({
      added: (autoscaler, revision) => this.plan(keyOf(autoscaler), revision),
      deleted: (autoscaler) => {
        const key = keyOf(autoscaler);
        this.loop.cancelDelayed(key);
        this.histories.delete(key);
        this.selectors.delete(key);
      },
    });
  }

  stop(): void {
    this.loop.stop();
  }

  /** Looking again and again does not keep a cluster from being settled. */
  private plan(key: string, cause?: number): void {
    this.loop.enqueueAfter(key, PERIOD, { background: true, cause });
  }

  private sync(key: string): number {
    const autoscaler = this.autoscalers.byKey(key);
    if (!autoscaler) return 1;
    this.plan(key);
    const { client, events, metrics, context } = this;
    const now = context.clock.now();
    let seen = 0;
    const parts = {
      client,
      events,
      metrics,
      catalogue: context.catalogue,
      now,
      historyFrom: (replicas: number) => this.historyOf(key, replicas, now),
      podsOf: (selector: string) => {
        const pods = this.podsOf(key, autoscaler.metadata.namespace!, selector);
        seen = pods.length;
        return pods;
      },
    };
    new AutoscalerSync(parts, autoscaler).run();
    return syncCost(seen);
  }

  private historyOf(key: string, replicas: number, now: number): ScalingHistory {
    let history = this.histories.get(key);
    if (!history) {
      history = new ScalingHistory(replicas, now);
      this.histories.set(key, history);
    }
    return history;
  }

  private podsOf(key: string, namespace: string, text: string): readonly Pod[] {
    if (text === '')
      throw new SelectorProblem(
        ['SelectorRequired', 'InvalidSelector'],
        'selector is required',
        "the HPA target's scale is missing a selector",
      );
    const selector = LabelSelector.parse(text);
    this.selectors.set(key, selector);
    const pods = podsSelectedBy(this.pods, namespace, selector);
    const rivals = [...this.selectors]
      .filter(
        ([other, own]) => isIn(other, namespace) && pods.some(({ metadata }) => own.matches(metadata.labels)),
      )
      .map(([other]) => other)
      .sort();
    if (rivals.length > 1)
      throw new SelectorProblem(
        ['AmbiguousSelector', 'AmbiguousSelector'],
        `pods by selector ${text} are controlled by multiple HPAs: [${rivals.join(' ')}]`,
      );
    return pods;
  }
}

function isIn(key: string, namespace: string): boolean {
  return key.startsWith(`${namespace}/`);
}
