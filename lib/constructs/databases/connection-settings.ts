import type { EnvironmentValue, EnvironmentVariables } from '../pod/environment';

/** How a database is reached. What a database does not have is undefined. */
export interface ConnectionSettings {
  readonly host: string;
  readonly port: number;
  readonly database?: string;
  readonly user?: string;
  /** Where the password is found; its value is known to nobody here. */
  readonly password?: EnvironmentValue;
}

/** `DB_HOST`, `DB_PORT`, `DB_NAME`, `DB_USER` and `DB_PASSWORD`, as far as the database has them. */
export function settingsVariables(
  prefix: string,
  { host, port, database, user, password }: ConnectionSettings,
): EnvironmentVariables {
  return {
    [`${prefix}_HOST`]: host,
    [`${prefix}_PORT`]: String(port),
    ...(database !== undefined && { [`${prefix}_NAME`]: database }),
    ...(user !== undefined && { [`${prefix}_USER`]: user }),
    ...(password !== undefined && { [`${prefix}_PASSWORD`]: password }),
  };
}

/** `orders-db` gives `ORDERS_DB`. */
export function settingsPrefix(name: string): string {
  return name.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase();
}
