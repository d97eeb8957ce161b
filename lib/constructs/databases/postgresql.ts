import type { Construct } from 'constructs';
import { recordSource } from '../authoring/source-location';
import { StatefulService } from '../stateful-service';
import type { ConnectionSettings } from './connection-settings';
import { type Password, passwordOf } from './credentials';
import { Database, type DatabaseProps, DEFAULT_SIZE } from './database';

export interface PostgreSqlProps extends DatabaseProps {
  /**
   * Name of the database.
   *
   * @default 'app'
   */
  readonly database?: string;
  /**
   * Name of the user who owns it.
   *
   * @default the name of the database
   */
  readonly user?: string;
  /** The password of the user. */
  readonly password: Password;
}

const IMAGE = 'docker.io/library/postgres:17.6';
const PORT = 5432;
/** The user `postgres` of the official image. */
const USER = 999;
const VOLUME = '/var/lib/postgresql/data';
/** A folder below the volume: the volume itself may hold `lost+found`, which PostgreSQL does not accept. */
const DATA = `${VOLUME}/pgdata`;

/** A PostgreSQL server with one database. */
export class PostgreSql extends Database {
  readonly service: StatefulService;
  readonly settings: ConnectionSettings;

  constructor(scope: Construct, id: string, props: PostgreSqlProps) {
    super(scope, id);
    recordSource(this);
    const { image = IMAGE, database = 'app', user = database, size = DEFAULT_SIZE, storageClass } = props;
    const password = passwordOf(this, id, props.password);
    const isReady = { command: ['pg_isready', `--username=${user}`, `--dbname=${database}`] };
    this.service = new StatefulService(this, id, {
      image,
      port: PORT,
      scheme: 'postgres',
      component: 'database',
      user: USER,
      volumeGroup: USER,
      env: { POSTGRES_DB: database, POSTGRES_USER: user, POSTGRES_PASSWORD: password, PGDATA: DATA },
      scratch: ['/tmp', '/var/run/postgresql'],
      storage: { data: { path: VOLUME, size, storageClass } },
      health: { ready: isReady, live: isReady },
      resources: { cpu: '250m', memory: '512Mi', ...props.resources },
      backup: props.backup && {
        ...props.backup,
        image,
        user: USER,
        command: [
          'sh',
          '-c',
          'pg_dump --format=custom --file="/backup/$PGDATABASE-$(date +%Y%m%dT%H%M%S).dump"',
        ],
        env: { PGHOST: id, PGDATABASE: database, PGUSER: user, PGPASSWORD: password },
      },
    });
    this.settings = { host: id, port: PORT, database, user, password };
  }
}
