import { Environments } from '../../lib/constructs';

/** What differs between the places the shop runs in. */
export interface ShopSettings {
  readonly host: string;
  /** Pods of a service on a quiet day. */
  readonly pods: number;
  /** How many times the traffic of a quiet day the shop has room for. */
  readonly headroom: number;
  /** How much the databases may store. */
  readonly storage: string;
  readonly logLevel: 'debug' | 'info';
}

const PRODUCTION: ShopSettings = {
  host: 'shop.example.com',
  pods: 3,
  headroom: 10,
  storage: '50Gi',
  logLevel: 'info',
};

export const shopSettings = new Environments(
  PRODUCTION,
  {
    dev: { host: 'dev.shop.example.com', pods: 1, headroom: 2, storage: '1Gi', logLevel: 'debug' },
    staging: { host: 'staging.shop.example.com', pods: 2, headroom: 2, storage: '5Gi' },
    production: {},
  },
  ({ pods, headroom }) =>
    pods < 1 || headroom < 2
      ? `pods is ${pods} and headroom is ${headroom}: there is nothing to scale`
      : undefined,
);

export type ShopEnvironment = (typeof shopSettings.names)[number];
