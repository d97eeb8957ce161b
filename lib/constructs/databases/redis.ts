import type { Construct } from 'constructs';
import { recordSource } from '../authoring/source-location';
import { StatefulService } from '../stateful-service';
import type { ConnectionSettings } from './connection-settings';
import { type Password, passwordOf } from './credentials';
import { Database, type DatabaseProps } from './database';

export interface RedisProps extends DatabaseProps {
  /** The password of every client. */
  readonly password: Password;
}

const IMAGE = 'docker.io/library/redis:8.2.1';
const PORT = 6379;
/** The user `redis` of the official image. */
const USER = 999;
const DEFAULT_SIZE = '1Gi';
/** The password is read from the environment, so that it is in no list of arguments of the manifest. */
const SERVER = 'exec redis-server --appendonly yes --requirepass "$REDISCLI_AUTH"';
/** redis-cli ends well even when the server refuses. */
const PING = 'test "$(redis-cli ping)" = PONG';

/** A Redis server: for caches, sessions and queues. It writes what it holds to its storage every second. */
export class Redis extends Database {
  readonly service: StatefulService;
  readonly settings: ConnectionSettings;

  constructor(scope: Construct, id: string, props: RedisProps) {
    super(scope, id);
    recordSource(this);
    const { image = IMAGE, size = DEFAULT_SIZE, storageClass } = props;
    const password = passwordOf(this, id, props.password);
    this.service = new StatefulService(this, id, {
      image,
      port: PORT,
      scheme: 'redis',
      component: 'database',
      user: USER,
      volumeGroup: USER,
      command: ['sh', '-c', SERVER],
      env: { REDISCLI_AUTH: password },
      storage: { data: { path: '/data', size, storageClass } },
      health: { ready: { command: ['sh', '-c', PING] }, live: { command: ['sh', '-c', PING] } },
      resources: { cpu: '100m', memory: '256Mi', ...props.resources },
      backup: props.backup && {
        ...props.backup,
        image,
        user: USER,
        command: ['sh', '-c', 'redis-cli -h "$REDIS_HOST" --rdb "/backup/$(date +%Y%m%dT%H%M%S).rdb"'],
        env: { REDIS_HOST: id, REDISCLI_AUTH: password },
      },
    });
    this.settings = { host: id, port: PORT, password };
  }
}
