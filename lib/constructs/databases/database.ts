import { Construct } from 'constructs';
import type { Connection, ConnectionRequest, ConnectionTarget } from '../network/connection';
import type { ResourcesProps } from '../pod/resources';
import type { StatefulService } from '../stateful-service';
import type { ClaimProps } from '../volume-claim';
import type { Prerequisite } from '../workload';
import { type ConnectionSettings, settingsPrefix, settingsVariables } from './connection-settings';
import { checkSameNamespace } from './credentials';

/** What every database has. */
export interface DatabaseProps {
  /**
   * The image; it has to understand the environment variables of the official one.
   *
   * @default the official image, of a fixed version
   */
  readonly image?: string;
  /**
   * How much its data may take: bytes with a suffix, such as `10Gi`.
   *
   * @default '10Gi'
   */
  readonly size?: string;
  /**
   * The StorageClass its data is in.
   *
   * @default the cluster's default class
   */
  readonly storageClass?: string;
  /**
   * CPU and memory.
   *
   * @default enough for a small database, as each kind has it
   */
  readonly resources?: ResourcesProps;
  /**
   * When its data is copied, and how much room there is for copies.
   *
   * @default it is not copied
   */
  readonly backup?: ClaimProps & { readonly schedule: string; readonly timeZone?: string };
}

export const DEFAULT_SIZE = '10Gi';

/** A database: one pod with storage of its own, and settings by which others connect. */
export abstract class Database extends Construct implements ConnectionTarget, Prerequisite {
  /** What it is made of. */
  abstract readonly service: StatefulService;
  /** How it is reached from its own namespace, for programs that expect variables of other names. */
  abstract readonly settings: ConnectionSettings;

  get dependsOnName(): string {
    return this.service.dependsOnName;
  }

  /** Gives `<ID>_HOST`, `<ID>_PORT`, `<ID>_NAME`, `<ID>_USER` and `<ID>_PASSWORD`; `env` is another prefix. */
  accept(request: ConnectionRequest): Connection {
    if (this.settings.password !== undefined) checkSameNamespace(this, request);
    const { access } = this.service;
    const { port, traffic } = access.admit(request);
    const settings = { ...this.settings, host: access.hostFor(request), port };
    return {
      environment: settingsVariables(request.options.env ?? settingsPrefix(this.node.id), settings),
      traffic,
      startsAfter: this.dependsOnName,
    };
  }
}
