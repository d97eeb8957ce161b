import type { ResourceCatalogue } from '../../../kube/resource-catalogue';
import { genericNotFound, methodNotAllowed } from '../../../kube/status';
import { VERSION } from '../version';
import { Discovery } from './discovery';
import type { HttpRequest } from './exchange';
import { healthText } from './health';
import { clausesOf, negotiate, negotiateDocument } from './negotiation';
import { OpenApi } from './openapi';
import { OPENAPI_V2_PROTOBUF } from './openapi-protobuf';
import { OpenIdDocuments } from './openid-documents';
import type { Intent } from './request-access';
import type { Responder } from './responder';

/** What the mux of the real server says of a path that nobody has. */
export const PAGE_NOT_FOUND = '404 page not found\n';

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** Documents that only a whole cluster has. */
export interface ClusterDocuments {
  readonly openId?: OpenIdDocuments;
  /** State and keys of the cluster in one piece. */
  readonly snapshot?: () => Buffer;
}

/** Where {@link ClusterDocuments.snapshot} is had, by those who may do everything. */
export const SNAPSHOT_PATH = '/seaworthy/snapshot';

/** Discovery, OpenAPI, version and health: what has a path and is no resource. */
export class NonResourceHandler {
  private discovered: Discovery | undefined;
  private discoveredAt = -1;
  private openApi: OpenApi | undefined;

  constructor(
    private readonly catalogue: ResourceCatalogue,
    private readonly serverAddress: () => string,
    private readonly documents: ClusterDocuments = {},
  ) {}

  /** @throws StatusError for a path that is not served, or not with this method or in this form */
  async answer({ path, method, query }: Intent, request: HttpRequest, responder: Responder): Promise<void> {
    const health = healthText(path, query);
    if (health !== undefined) return answerHealth(path, health, responder);
    const { openId: keys, snapshot } = this.documents;
    const openId = keys?.answer(path);
    if (openId) return responder.send(200, openId.contentType, openId.body, openId.headers);
    if (snapshot && path === SNAPSHOT_PATH) {
      checkMethod(method);
      return responder.bytes(snapshot());
    }
    if (path.startsWith('//')) return responder.plain(404, PAGE_NOT_FOUND);
    const [, root, ...parts] = trimmed(path).split('/');
    switch (root) {
      case '':
        return responder.indented({ paths: this.paths() });
      case 'version':
        if (parts.length > 0) break;
        checkMethod(method);
        return responder.indented(VERSION);
      case 'api':
        checkMethod(method);
        return this.core(parts, request, responder);
      case 'apis':
        return this.groups(parts, method, request, responder);
      case 'openapi':
        return this.schemas(path, request, responder);
    }
    return responder.plain(404, PAGE_NOT_FOUND);
  }

  /** `/api`, `/api/v1`. */
  private core([version]: readonly string[], request: HttpRequest, responder: Responder): Promise<void> {
    const accept = request.header('accept');
    const discovery = this.discovery();
    if (version !== undefined) {
      const list = discovery.resourceList('', version);
      if (!list) throw genericNotFound();
      return responder.document(200, list, negotiate(accept, 'none'));
    }
    if (wantsAggregated(accept)) return answerAggregated(discovery, true, request, responder);
    return responder.document(200, discovery.versions(this.serverAddress()), negotiate(accept, 'none'));
  }

  /** `/apis`, `/apis/apps`, `/apis/apps/v1`. The first two look neither at the method nor at what a router looks at. */
  private groups(
    [group, version]: readonly string[],
    method: string,
    request: HttpRequest,
    responder: Responder,
  ): Promise<void> {
    const accept = request.header('accept');
    const discovery = this.discovery();
    if (group === undefined) {
      if (wantsAggregated(accept)) return answerAggregated(discovery, false, request, responder);
      return responder.document(200, discovery.groupList(), negotiateDocument(accept));
    }
    const found = discovery.group(group);
    if (!found) return responder.plain(404, PAGE_NOT_FOUND);
    if (version === undefined) return responder.document(200, found, negotiateDocument(accept));
    const list = discovery.resourceList(group, version);
    if (!list) throw genericNotFound();
    checkMethod(method);
    return responder.document(200, list, negotiate(accept, 'none'));
  }

  private async schemas(path: string, request: HttpRequest, responder: Responder): Promise<void> {
    const discovery = this.discovery();
    this.openApi ??= new OpenApi(discovery);
    if (path === '/openapi/v2' && wantsProtobuf(request.header('accept'))) {
      const headers = ['Vary', 'Accept-Encoding', 'Vary', 'Accept'];
      return responder.bytes(this.openApi.protobuf(), OPENAPI_V2_PROTOBUF, headers);
    }
    const found = this.openApi.document(path);
    if (found) {
      const { text, etag } = found;
      const headers = ['Etag', etag, 'Vary', 'Accept-Encoding', 'Vary', 'Accept', 'Accept-Ranges', 'bytes'];
      if (request.header('if-none-match') === etag) return responder.empty(304, headers);
      return responder.send(200, 'application/json', text, headers);
    }
    if (path.startsWith('/openapi/v3/')) return responder.empty(404);
    return responder.plain(404, PAGE_NOT_FOUND);
  }

  private discovery(): Discovery {
    const { generation } = this.catalogue;
    if (!this.discovered || this.discoveredAt !== generation) {
      this.discovered = new Discovery(this.catalogue);
      this.discoveredAt = generation;
      this.openApi = undefined;
    }
    return this.discovered;
  }

  private paths(): string[] {
    const resources = this.discovery()
      .served()
      .flatMap(({ group, version }) =>
        group ? [`/apis/${group}`, `/apis/${group}/${version}`] : [`/api/${version}`],
      );
    const openId = this.documents.openId ? OpenIdDocuments.paths : [];
    return [...new Set([...OWN_PATHS, ...openId, ...resources])].sort();
  }
}

const OWN_PATHS = [
  '/api',
  '/apis',
  '/apis/',
  '/healthz',
  '/healthz/etcd',
  '/healthz/log',
  '/healthz/ping',
  '/livez',
  '/livez/etcd',
  '/livez/log',
  '/livez/ping',
  '/openapi/v2',
  '/openapi/v3',
  '/openapi/v3/',
  '/readyz',
  '/readyz/etcd',
  '/readyz/log',
  '/readyz/ping',
  '/version',
];

/** Only the sum of all checks says that it is no page. */
function answerHealth(path: string, text: string, responder: Responder): Promise<void> {
  const isSum = path.indexOf('/', 1) < 0;
  return isSum ? responder.plain(200, text) : responder.send(200, 'text/plain; charset=utf-8', text);
}

/** Without the slashes at its end. */
function trimmed(path: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === '/') end--;
  return path.slice(0, end);
}

function checkMethod(method: string): void {
  if (method !== 'GET') throw methodNotAllowed();
}

/** Whether nothing but protocol buffers will do. */
function wantsProtobuf(accept = ''): boolean {
  return /^application\/com\.github\.proto-openapi\.spec\.v2[@.]v1\.0\+protobuf$/.test(accept);
}

/** Whether the aggregated form comes before a plain one that is served, too. */
function wantsAggregated(accept: string | undefined): boolean {
  for (const { type, subtype, parameters } of clausesOf(accept ?? '')) {
    if (type !== 'application' || subtype !== 'json') continue;
    if (!parameters.has('as') && !parameters.has('g') && !parameters.has('v')) return false;
    const isAggregated =
      parameters.get('as') === 'APIGroupDiscoveryList' &&
      parameters.get('g') === 'apidiscovery.k8s.io' &&
      parameters.get('v') === 'v2';
    if (isAggregated) return true;
  }
  return false;
}

async function answerAggregated(
  discovery: Discovery,
  isCore: boolean,
  request: HttpRequest,
  responder: Responder,
): Promise<void> {
  const { text, etag } = discovery.aggregated(isCore);
  const headers = ['Cache-Control', 'public', 'Etag', etag, 'Vary', 'Accept'];
  if (request.header('if-none-match') === etag) responder.empty(304, headers);
  else await responder.send(200, AGGREGATED, text, headers);
}
