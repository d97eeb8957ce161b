import type { UserInfo } from '../../../kube/api-request';
import type { ResourceCatalogue } from '../../../kube/resource-catalogue';
import { type Authorizer, refusal } from '../authorization/authorizer';
import { Discovery } from './discovery';
import { OpenApi } from './openapi';
import { OpenIdDocuments } from './openid-documents';
import type { Incoming } from './request-body';

/** The answer to a path that names no resource. */
export interface NonResourceAnswer {
  readonly code: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: { readonly [name: string]: string };
}

/** The version document: what the reference cluster answers, as far as it means something here. */
export const VERSION = {
  major: '1',
  minor: '36',
  emulationMajor: '1',
  emulationMinor: '36',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '35',
  gitVersion: 'v1.36.3',
  gitCommit: '',
  gitTreeState: '',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: '',
  compiler: '',
  platform: '',
} as const;

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
const HEALTH = new Set(['/healthz', '/livez', '/readyz']);

/** Discovery, OpenAPI, version and health. */
export class NonResourceHandler {
  private discovered: Discovery | undefined;
  private openApi: OpenApi | undefined;

  constructor(
    private readonly catalogue: ResourceCatalogue,
    private readonly authorizer: Authorizer,
    private readonly serverAddress: () => string,
    private readonly openId?: OpenIdDocuments,
  ) {}

  /** Forgets what was computed: the catalogue has changed. */
  refresh(): void {
    this.discovered = undefined;
    this.openApi = undefined;
  }

  /** Undefined for a path that is not served. @throws StatusError 403 for a path the user may not read */
  handle(url: URL, request: Incoming, user: UserInfo): NonResourceAnswer | undefined {
    const path = url.pathname.length > 1 ? url.pathname.replace(/\/+$/, '') : url.pathname;
    this.authorize(path, request, user);
    if (HEALTH.has(path)) return health(path, url);
    return this.openId?.answer(path) ?? this.document(path, request);
  }

  private document(path: string, request: Incoming): NonResourceAnswer | undefined {
    const [, root, group, version] = path.split('/');
    const discovery = this.discovery();
    switch (root) {
      case '':
        return json({ paths: this.paths() });
      case 'version':
        return json(VERSION, 2);
      case 'api':
        if (group) return json(version ? undefined : discovery.resourceList('', group));
        return wantsAggregated(request)
          ? aggregated(discovery, true)
          : json(discovery.versions(this.serverAddress()));
      case 'apis':
        if (group) return json(version ? discovery.resourceList(group, version) : discovery.group(group));
        return wantsAggregated(request) ? aggregated(discovery, false) : json(discovery.groupList());
      case 'openapi':
        this.openApi ??= new OpenApi(discovery);
        return json(this.openApi.document(path));
      default:
        return undefined;
    }
  }

  private discovery(): Discovery {
    this.discovered ??= new Discovery(this.catalogue);
    return this.discovered;
  }

  private paths(): string[] {
    const versions = [...this.discovery().groupVersions()];
    const resources = versions.flatMap(({ group, version }) =>
      group ? [`/apis/${group}`, `/apis/${group}/${version}`] : [`/api/${version}`],
    );
    return [
      ...new Set([
        '/api',
        '/apis',
        ...resources,
        '/healthz',
        '/livez',
        ...(this.openId ? OpenIdDocuments.paths : []),
        '/openapi/v2',
        '/openapi/v3',
        '/readyz',
        '/version',
      ]),
    ].sort();
  }

  private authorize(path: string, request: Incoming, user: UserInfo): void {
    const access = {
      user,
      verb: (request.method ?? 'GET').toLowerCase(),
      group: '',
      resource: '',
      subresource: '',
      namespace: '',
      name: '',
      path,
    };
    const { allowed, reason } = this.authorizer.authorize(access);
    if (!allowed) throw refusal(access, reason);
  }
}

function wantsAggregated(request: Incoming): boolean {
  return (
    String(request.headers.accept ?? '').includes('as=APIGroupDiscoveryList') &&
    String(request.headers.accept).includes('v=v2')
  );
}

function aggregated(discovery: Discovery, core: boolean): NonResourceAnswer {
  const body = `${JSON.stringify(discovery.aggregated(core))}\n`;
  return { code: 200, contentType: AGGREGATED, body, headers: { vary: 'Accept' } };
}

function json(document: object | undefined, indent?: number): NonResourceAnswer | undefined {
  return (
    document && {
      code: 200,
      contentType: 'application/json',
      body: JSON.stringify(document, undefined, indent),
    }
  );
}

/** In one process everything is there or nothing is: the API server, its storage and its controllers. */
function health(path: string, url: URL): NonResourceAnswer {
  const verbose = url.searchParams.has('verbose')
    ? `[+]ping ok\n[+]etcd ok\n[+]controllers ok\n${path.slice(1)} check passed\n`
    : 'ok';
  return { code: 200, contentType: 'text/plain; charset=utf-8', body: verbose };
}
