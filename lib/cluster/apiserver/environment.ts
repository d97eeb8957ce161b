import type { ResourceCatalogue } from '../../kube/resource-catalogue';
import type { Clock } from '../clock/clock';
import type { Random } from '../clock/random';
import type { Storage } from '../storage/storage';
import type { OpenWatches } from './open-watches';

/** What the parts of the API server share. */
export interface ApiServerEnvironment {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly random: Random;
  readonly catalogue: ResourceCatalogue;
  /** Of custom resources. */
  readonly watches: OpenWatches;
}
