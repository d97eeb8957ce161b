import type { IConstruct } from 'constructs';
import { claim } from '../authoring/claims';
import { report } from '../authoring/report';
import { checkHost } from './hosts';

/** How a path is compared: with everything below it, or alone. */
export type PathType = 'Prefix' | 'Exact';

export interface RoutedPath {
  /** Undefined for every host. */
  readonly host: string | undefined;
  readonly path: string;
  readonly pathType: PathType;
  /** Where it goes, for messages. */
  readonly destination: string;
}

/** The paths that are routed somewhere: each of a host goes to one place only, in the whole app. */
export class RouteTable<R extends RoutedPath> {
  private readonly all: R[] = [];

  /** @param door What serves the routes: those of two doors do not get in each other's way. */
  constructor(
    private readonly owner: IConstruct,
    private readonly door: string,
  ) {}

  get routes(): readonly R[] {
    return this.all;
  }

  /** Reports a path or a host that is none, and one that goes somewhere already. */
  add(route: R): void {
    const { owner } = this;
    const { host, path, destination } = route;
    if (!path.startsWith('/')) {
      report(owner, {
        field: `paths[${path}]`,
        message: `the path ${JSON.stringify(path)} does not start with "/"`,
      });
    }
    if (host !== undefined) checkHost(owner, host);
    const key = routeKey(route);
    const twin = this.all.find((other) => routeKey(other) === key);
    const what = `${host ?? 'every host'}, path ${JSON.stringify(path)},`;
    if (twin) {
      report(owner, {
        field: `paths[${path}]`,
        message: `${what} has two routes: ${JSON.stringify(twin.path)} to ${twin.destination} and ${JSON.stringify(path)} to ${destination}`,
        fix: 'leave one of them out',
      });
    }
    const conflict = claim(owner, ['route', this.door, key].join('/'), what);
    if (conflict) report(owner, { ...conflict, fix: 'leave one of them out' });
    this.all.push(route);
  }
}

/** As a prefix, `/api` and `/api/` are the same. */
function routeKey({ host, path, pathType }: RoutedPath): string {
  const compared = pathType === 'Prefix' && path !== '/' ? path.replace(/\/$/, '') : path;
  return `${host ?? '*'} ${pathType} ${compared}`;
}
