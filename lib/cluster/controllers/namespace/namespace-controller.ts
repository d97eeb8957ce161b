import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import type { Namespace } from '../../../kube/generated/core-v1';
import { Namespaces } from '../../../kube/generated/resources';
import { isStatus } from '../../../kube/status';
import type { Component, ComponentContext } from '../../component/component-context';
import { ControllerLoop, RetryLater } from '../../component/controller';
import { withRemains } from './namespace-conditions';
import { type DeletionOutcome, deleteContent } from './namespace-content';

const NAME = 'namespace-controller';
const FINALIZER = 'kubernetes';
/** Milliseconds in which other API servers learn that nothing may be created in the namespace any more. */
const GRACE = 5000;
const RETRY = { longestRetry: 60_000 };

/** Empties deleted namespaces, and lets them go when nothing is left in them. */
export class NamespaceController implements Component {
  private readonly client: Client;
  private readonly loop: ControllerLoop;
  private readonly namespaces: Informer<Namespace>;

  constructor(private readonly context: ComponentContext) {
    const { clock, informers, client } = context;
    this.client = client(NAME);
    const sync = (name: string) => this.sync(name);
    this.loop = new ControllerLoop({ clock, client: this.client, sync, queue: RETRY });
    this.namespaces = informers.of(Namespaces);
    this.namespaces.on({
      added: (namespace, revision) => this.enqueue(namespace, revision),
      updated: (namespace, _old, revision) => this.enqueue(namespace, revision),
    });
  }

  stop(): void {
    this.loop.stop();
  }

  private enqueue({ metadata }: Namespace, cause: number): void {
    if (metadata.deletionTimestamp) this.loop.enqueueAfter(metadata.name!, GRACE, { cause });
  }

  private sync(name: string): void {
    if (!this.namespaces.byKey(name)) return;
    try {
      this.finalize(this.client.get(Namespaces, '', name));
    } catch (error) {
      if (!isStatus(error, 'NotFound')) throw error;
    }
  }

  private finalize(namespace: Namespace): void {
    if (!namespace.metadata.deletionTimestamp || !namespace.spec?.finalizers?.length) return;
    const { clock, catalogue } = this.context;
    const outcome = deleteContent(this.client, catalogue, namespace, clock.now());
    const status = withRemains(namespace.status ?? {}, outcome, clock.now());
    const hasNews = status !== namespace.status;
    const told = hasNews ? this.client.updateStatus(Namespaces, { ...namespace, status }) : namespace;
    if (outcome.failures.length > 0) throw new RetryLater(outcome.failures.join(', '));
    if (outcome.estimate > 0) this.lookAgain(told, outcome, hasNews);
    else this.release(told);
  }

  /** Finalizers of somebody who never comes would keep the cluster busy for ever: waiting for them is no work. */
  private lookAgain(
    { metadata }: Namespace,
    { estimate, onlyPods }: DeletionOutcome,
    hasNews: boolean,
  ): void {
    const seconds = Math.floor(estimate / 2) + 1;
    this.loop.enqueueAfter(metadata.name!, seconds * 1000, { background: !onlyPods && !hasNews });
  }

  private release(namespace: Namespace): void {
    const finalizers = namespace.spec!.finalizers!.filter((one) => one !== FINALIZER);
    const released = { ...namespace, spec: { ...namespace.spec, finalizers } };
    this.client.updateSubresource(Namespaces, released, 'finalize');
  }
}
