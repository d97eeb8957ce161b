import type { Construct } from 'constructs';
import { recordSource } from '../authoring/source-location';
import { StatefulService } from '../stateful-service';
import type { ConnectionSettings } from './connection-settings';
import { type Password, passwordOf } from './credentials';
import { Database, type DatabaseProps, DEFAULT_SIZE } from './database';

export interface MySqlProps extends DatabaseProps {
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
  /** The password of the user. That of `root` is random, and known to nobody. */
  readonly password: Password;
}

const IMAGE = 'docker.io/library/mysql:8.4.6';
const PORT = 3306;
/** The user `mysql` of the official image. */
const USER = 999;
const DATA = '/var/lib/mysql';
/** Given by environment, so that it is in no list of processes. */
const DUMP = 'mysqldump --host="$DB_HOST" --user="$DB_USER" --no-tablespaces --single-transaction "$DB_NAME"';

/** A MySQL server with one database. */
export class MySql extends Database {
  readonly service: StatefulService;
  readonly settings: ConnectionSettings;

  constructor(scope: Construct, id: string, props: MySqlProps) {
    super(scope, id);
    recordSource(this);
    const { image = IMAGE, database = 'app', user = database, size = DEFAULT_SIZE, storageClass } = props;
    const password = passwordOf(this, id, props.password);
    this.service = new StatefulService(this, id, {
      image,
      port: PORT,
      scheme: 'mysql',
      component: 'database',
      user: USER,
      volumeGroup: USER,
      env: {
        MYSQL_DATABASE: database,
        MYSQL_USER: user,
        MYSQL_PASSWORD: password,
        MYSQL_RANDOM_ROOT_PASSWORD: 'yes',
      },
      scratch: ['/tmp', '/var/run/mysqld'],
      storage: { data: { path: DATA, size, storageClass } },
      health: {
        ready: { command: ['mysqladmin', 'ping', '--host=127.0.0.1', '--silent'] },
        live: { command: ['mysqladmin', 'ping', '--host=127.0.0.1', '--silent'] },
      },
      resources: { cpu: '250m', memory: '1Gi', ...props.resources },
      backup: props.backup && {
        ...props.backup,
        image,
        user: USER,
        command: ['sh', '-c', `${DUMP} | gzip > "/backup/$DB_NAME-$(date +%Y%m%dT%H%M%S).sql.gz"`],
        env: { DB_HOST: id, DB_NAME: database, DB_USER: user, MYSQL_PWD: password },
      },
    });
    this.settings = { host: id, port: PORT, database, user, password };
  }
}
