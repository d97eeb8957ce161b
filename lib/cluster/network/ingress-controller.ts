import type { Client } from '../../client/client';
import type { Informer } from '../../client/informer';
import { equal } from '../../kube/frozen';
import type { Ingress, IngressClass } from '../../kube/generated/networking-v1';
import { IngressClasses, Ingresses } from '../../kube/generated/resources';
import { keyOf } from '../../kube/object';
import type { Component, ComponentContext } from '../component/component-context';
import { ControllerLoop } from '../component/controller';
import type { EventRecorder } from '../component/event-recorder';
import { type IngressMatch, matchIngress } from './ingress-rules';
import { RoundRobin } from './round-robin';
import type { ServiceRule, ServiceTarget } from './service-table';
import { ServiceView } from './service-view';

const NAME = 'nginx-ingress-controller';
/** The value of an IngressClass's spec.controller that this controller answers to. */
export const INGRESS_CONTROLLER = 'k8s.io/ingress-nginx';
const DEFAULT_CLASS = 'ingressclass.kubernetes.io/is-default-class';
const LEGACY_CLASS = 'kubernetes.io/ingress.class';

export interface IngressControllerOptions {
  /** Its address outside of the cluster. */
  readonly address: string;
  /** Milliseconds from a change in the API to its effect on traffic. */
  readonly lag: number;
}

/** An ingress controller: takes Ingresses over with a lag, and sends requests straight to the endpoints, in turn. */
export class IngressController implements Component {
  private readonly client: Client;
  private readonly events: EventRecorder;
  private readonly loop: ControllerLoop;
  private readonly ingresses: Informer<Ingress>;
  private readonly classes: Informer<IngressClass>;
  private readonly view: ServiceView;
  private readonly active = new Map<string, Ingress>();
  private readonly turns = new RoundRobin();

  constructor(
    context: ComponentContext,
    private readonly options: IngressControllerOptions,
  ) {
    this.client = context.client(NAME);
    this.events = context.recorder(this.client, { component: NAME });
    this.loop = new ControllerLoop({
      clock: context.clock,
      client: this.client,
      sync: (key) => this.sync(key),
    });
    this.classes = context.informers.of(IngressClasses);
    this.ingresses = context.informers.of(Ingresses);
    this.view = new ServiceView(context, options.lag, options.lag);
    const enqueue = (ingress: Ingress) => this.loop.enqueueAfter(keyOf(ingress), options.lag);
    this.ingresses.on({ added: enqueue, updated: enqueue, deleted: enqueue });
    const enqueueAll = () => this.ingresses.list().forEach(enqueue);
    this.classes.on({ added: enqueueAll, updated: enqueueAll, deleted: enqueueAll });
  }

  get address(): string {
    return this.options.address;
  }

  match(host: string, path: string): IngressMatch | undefined {
    return matchIngress([...this.active.values()], host, path);
  }

  /** Whether any Ingress has a rule for the host. */
  knowsHost(host: string): boolean {
    return [...this.active.values()].some((ingress) =>
      ingress.spec?.rules?.some((rule) => rule.host === host),
    );
  }

  /** The rule of a backend's Service port, or undefined if there is no such Service or port. */
  ruleOf({ ingress, backend }: IngressMatch): ServiceRule | undefined {
    const { name, port } = backend.service ?? {};
    const rules = this.view.rulesOf(`${ingress.metadata.namespace}/${name}`)?.rules;
    return rules?.find(({ port: one }) => (port?.name ? one.name === port.name : one.port === port?.number));
  }

  choose(rule: ServiceRule): ServiceTarget | undefined {
    return this.turns.next(rule, rule.targets);
  }

  stop(): void {
    this.loop.stop();
    this.view.stop();
  }

  private sync(key: string): void {
    const ingress = this.ingresses.byKey(key);
    if (!ingress || !this.isMine(ingress)) {
      this.active.delete(key);
      return;
    }
    const isNew = !this.active.has(key);
    this.active.set(key, ingress);
    const status = { loadBalancer: { ingress: [{ ip: this.options.address }] } };
    if (!equal(status, ingress.status)) this.client.updateStatus(Ingresses, { ...ingress, status });
    if (isNew) this.events.normal(ingress, 'Sync', 'Scheduled for sync');
  }

  private isMine(ingress: Ingress): boolean {
    const name = ingress.spec?.ingressClassName ?? ingress.metadata.annotations?.[LEGACY_CLASS];
    const chosen = name
      ? this.classes.byKey(name)
      : this.classes.list().find((one) => one.metadata.annotations?.[DEFAULT_CLASS] === 'true');
    return chosen?.spec?.controller === INGRESS_CONTROLLER;
  }
}
