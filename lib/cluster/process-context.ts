import { Client } from '../client/client';
import { InformerFactory } from '../client/informer';
import type { ApiHandler } from '../kube/api-request';
import type { ResourceCatalogue } from '../kube/resource-catalogue';
import type { Clock } from './clock/clock';
import type { Random } from './clock/random';
import type { ComponentContext } from './component/component-context';
import { EventRecorder } from './component/event-recorder';
import type { ProcessIdentity } from './identities';

/** What all processes of a cluster share. */
export interface ProcessEnvironment {
  readonly api: ApiHandler;
  readonly catalogue: ResourceCatalogue;
  readonly clock: Clock;
  readonly random: Random;
}

/** What the parts of one process of a real cluster share: a cache, and clients with identities of their own. */
export function processContext(
  { api, catalogue, clock, random }: ProcessEnvironment,
  { agent, user, partUser }: ProcessIdentity,
): ComponentContext {
  return {
    clock,
    random,
    informers: new InformerFactory(new Client(api, { user, agent })),
    catalogue,
    client: (name) => new Client(api, { user: partUser(name), agent }),
    recorder: (by, source) => new EventRecorder(by, clock, source),
  };
}
