import type {
  ApiRequest,
  PatchType,
  RequestOptions,
  ServedApi,
  UserInfo,
  Verb,
} from '../../../kube/api-request';
import { customDeprecationWarning } from '../../../kube/custom-resource/deprecation';
import { deprecationWarning } from '../../../kube/deprecations';
import { goQuote } from '../../../kube/go-format';
import { isPathSegmentName } from '../../../kube/names';
import type { GroupVersionKind } from '../../../kube/object';
import type { ResourceCatalogue } from '../../../kube/resource-catalogue';
import { schemaOf } from '../../../kube/schema';
import { badRequest, StatusError } from '../../../kube/status';
import { type Authorizer, refusal } from '../authorization/authorizer';
import { asRequestOptions } from '../delete-options';
import type { Authenticator } from './authentication';
import { CONNECTIONS, serveConnection } from './connection';
import { ClientGoneError, type HttpReply, type HttpRequest } from './exchange';
import { bodyFormat, checkStreamable, negotiate, patchTypeOf } from './negotiation';
import { type NonResourceHandler, PAGE_NOT_FOUND } from './non-resource';
import { type Intent, requestAccess } from './request-access';
import { deleteOptionsIn, MOST_BYTES, objectIn, patchIn } from './request-body';
import { deleteOptions, getOptions, listOptions, patchOptions, writeOptions } from './request-options';
import { parseResourcePath, type ResourcePath } from './request-path';
import { parseTarget, QueryParameters } from './request-target';
import { checkTimeout } from './request-timeout';
import { type Committed, Responder } from './responder';
import { hasTable, type Route, routeOf } from './route';
import { includeOf, transformed } from './transform';
import { warningHeaders } from './warning-headers';
import { WatchPace } from './watch-pace';
import { serveWatch } from './watch-response';
import { callOverHttps, handleWithWebhooks } from './webhook-caller';

export interface HttpHandlerOptions {
  readonly api: ServedApi;
  readonly catalogue: ResourceCatalogue;
  readonly authenticator: Authenticator;
  readonly authorizer: Authorizer;
  readonly nonResource: NonResourceHandler;
  /** Milliseconds since the Unix epoch, for the ages in tables. */
  readonly now: () => number;
  /** What every answer waits for. @default nothing */
  readonly committed?: Committed;
  /** Told of a defect in the server itself; the client gets a Status 500. */
  readonly onDefect: (error: Error) => void;
}

/** One request on its way to the API. */
interface Exchange {
  readonly request: HttpRequest;
  readonly responder: Responder;
  readonly query: QueryParameters;
  readonly path: ResourcePath;
  readonly user: UserInfo;
  readonly verb: Verb;
  /** Texts of `Warning:` headers that have come up so far. */
  readonly warnings: string[];
}

/** What turns HTTP into requests to the API server and back. */
export class HttpHandler {
  private readonly pace = new WatchPace();

  constructor(private readonly options: HttpHandlerOptions) {}

  /** Never rejects: whatever happens becomes an answer. */
  async handle(request: HttpRequest, reply: HttpReply): Promise<void> {
    const target = parseTarget(request.target);
    const query = target ? QueryParameters.parse(target.query) : QueryParameters.none;
    const responder = new Responder(request, reply, query, this.options.committed);
    try {
      if (target) {
        const resource = parseResourcePath(target.path);
        await this.dispatch(
          { method: request.method, path: target.path, resource, query },
          request,
          responder,
        );
      } else await responder.plain(400, '400 Bad Request');
    } catch (error) {
      await this.fail(error, responder, reply);
    }
  }

  private async fail(error: unknown, responder: Responder, reply: HttpReply): Promise<void> {
    if (error instanceof ClientGoneError) return;
    if (!(error instanceof StatusError)) this.options.onDefect(error as Error);
    if (reply.hasStarted) reply.abort();
    else await responder.fail(error).catch(() => reply.abort());
  }

  private async dispatch(intent: Intent, request: HttpRequest, responder: Responder): Promise<void> {
    checkTimeout(intent);
    const { authenticator, authorizer, nonResource } = this.options;
    const user = authenticator.authenticate(request, (sender) => requestAccess(sender, intent));
    const access = requestAccess(user, intent);
    const { allowed, reason } = authorizer.authorize(access);
    if (!allowed) await responder.fail(refusal(access, reason), [], true);
    else if (!intent.resource) await nonResource.answer(intent, request, responder);
    else
      await this.resource({
        ...intent,
        path: intent.resource,
        request,
        responder,
        user,
        verb: access.verb as Verb,
      });
  }

  private async resource(parts: Omit<Exchange, 'warnings'>): Promise<void> {
    const { request, path, responder } = parts;
    const { catalogue } = this.options;
    const isFound = catalogue.find(path.group, path.version, path.resource) !== undefined;
    if (!isFound && !catalogue.hasBuiltInGroup(path.group)) return responder.plain(404, PAGE_NOT_FOUND);
    const custom = catalogue.find(path.group, path.version, path.resource)?.custom;
    const early = custom && customDeprecationWarning(custom);
    const warnings: string[] = early === undefined ? [] : [early];
    try {
      const route = routeOf(catalogue, path, request.method);
      const deprecation = deprecationWarning(route.kind);
      if (deprecation !== undefined) warnings.push(deprecation);
      await this.serve({ ...parts, warnings }, route);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      await responder.fail(error, warningHeaders(warnings));
    }
  }

  private async serve(exchange: Exchange, route: Route): Promise<void> {
    const { request, query, path, verb, responder, warnings } = exchange;
    const { api, now } = this.options;
    if (path.subresource !== undefined && CONNECTIONS.has(path.subresource)) {
      checkName(path);
      const apiRequest = requestHead(exchange);
      await serveConnection({ api, request: apiRequest, http: request, query, rest: path.rest, responder });
      return;
    }
    const patchType =
      verb === 'patch'
        ? patchTypeOf(request.header('content-type'), route.info.custom !== undefined)
        : undefined;
    const isCollection = verb === 'list' || verb === 'watch' || verb === 'deletecollection';
    const transforms = hasTable(route, path) ? 'all' : 'no table';
    const accepted = negotiate(request.header('accept'), transforms, isCollection);
    checkName(path);
    const apiRequest = await requestOf(exchange, route, patchType);
    const includeObject = query.get('includeObject');
    if (accepted.as === 'Table') includeOf(includeObject);
    const custom = path.subresource === 'scale' ? undefined : route.info.custom;
    if (verb === 'watch') {
      checkStreamable(accepted);
      const { pace } = this;
      serveWatch({
        api,
        request: apiRequest,
        accepted,
        includeObject,
        custom,
        now,
        responder,
        pace,
        warnings,
      });
      return;
    }
    const answer = await handleWithWebhooks(api, apiRequest, callOverHttps);
    const object = transformed(answer.object, accepted, { includeObject, now: now(), custom });
    await responder.document(answer.code, object, accepted, {
      warnings: warningHeaders([...warnings, ...answer.warnings]),
      bareItems: accepted.as === undefined && schemaOf(route.info) !== undefined,
    });
  }
}

/** What the API server is asked. @throws StatusError for a body or options that cannot be read */
async function requestOf(
  exchange: Exchange,
  { kind }: Route,
  patchType: PatchType | undefined,
): Promise<ApiRequest> {
  return { ...requestHead(exchange), patchType, ...(await contentOf(exchange, kind, patchType)) };
}

/** What a request says before its body is read. */
function requestHead({ request, path, user, verb, warnings }: Exchange): Omit<ApiRequest, 'options'> {
  const { group, version, resource, namespace, name, subresource } = path;
  return {
    user,
    agent: request.header('user-agent') || 'unknown',
    verb,
    group,
    version,
    resource,
    // The namespace of a Namespace is no part of its place.
    namespace: resource === 'namespaces' && group === '' ? '' : namespace,
    name,
    subresource,
    warnings,
  };
}

/** Body and options. In which order they are read decides which error is told. */
async function contentOf(
  { request, query, verb }: Exchange,
  kind: GroupVersionKind,
  patchType: PatchType | undefined,
): Promise<Pick<ApiRequest, 'body' | 'rawBody' | 'options'>> {
  const contentType = request.header('content-type');
  switch (verb) {
    case 'get':
      return { options: getOptions(query) };
    case 'list':
    case 'watch':
      return { options: listOptions(query, verb === 'watch') };
    case 'create': {
      const format = bodyFormat(contentType);
      const raw = await request.body(MOST_BYTES);
      const options = writeOptions(query, 'CreateOptions');
      return { options, rawBody: raw, body: objectIn(raw, format, kind) };
    }
    case 'update': {
      const raw = await request.body(MOST_BYTES);
      const options = writeOptions(query, 'UpdateOptions');
      return { options, rawBody: raw, body: objectIn(raw, bodyFormat(contentType), kind) };
    }
    case 'patch': {
      const raw = await request.body(MOST_BYTES);
      const options = patchOptions(query, patchType!);
      return { options, body: patchIn(raw, patchType!) };
    }
    case 'delete':
      return { options: await deletionOf(request, query) };
    case 'deletecollection': {
      const selection = listOptions(query, false);
      return { options: { ...selection, ...(await deletionOf(request, query)) } };
    }
  }
}

async function deletionOf(request: HttpRequest, query: QueryParameters): Promise<RequestOptions> {
  const raw = await request.body(MOST_BYTES);
  if (raw.length === 0) return deleteOptions(query);
  const format = bodyFormat(request.header('content-type'));
  return asRequestOptions(deleteOptionsIn(raw, format));
}

/** A name that no object can have. @throws StatusError 400 */
function checkName({ name }: ResourcePath): void {
  if (name === undefined) return;
  const [problem] = isPathSegmentName(name);
  if (problem) throw badRequest(`Name parameter invalid: ${goQuote(name)}: ${problem}`);
}
