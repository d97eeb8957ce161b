import type {
  ApiRequest,
  ApiResponse,
  ConnectAnswer,
  Connection,
  ListObject,
  ServedApi,
  WatchHandle,
  WatchSink,
} from '../../kube/api-request';
import { apiVersionOf } from '../../kube/object';
import { badRequest, genericNotFound, methodNotSupported } from '../../kube/status';
import { type Authorizer, refusal } from './authorization/authorizer';
import { accessOf } from './authorization/request-access';
import { decodeBody, warningsOf } from './decoding';
import type { ApiServerEnvironment } from './environment';
import type { KindRegistration } from './kind-registration';
import { checkVersionToGet, listObject, parseResourceVersion, readPage } from './listing';
import { draftOf, patched } from './patching';
import type { Registry } from './registry';
import { addressed, deleted, ok, present, presenter, written } from './responses';
import type { ReviewHandler } from './reviews/review';
import { selectionOf } from './selection';
import type { StoredObject } from './stored-object';
import type { ConnectHandler, SubresourceHandler } from './subresource';
import { WatchStream } from './watch-stream';

/** Finds what a request speaks about. */
export interface Registries {
  /** Undefined when the resource is not served. */
  find(group: string, version: string, resource: string): Registry | undefined;
  subresource(registry: Registry, name: string): SubresourceHandler | undefined;
  /** Present for subresources that are no object. */
  connection(registry: Registry, subresource: string): ConnectHandler | undefined;
  /** Present for resources that are created to ask something, and not stored. */
  review(registry: Registry): ReviewHandler | undefined;
}

/**
 * The one door: every read and write of the cluster passes here, from kubectl as from a controller.
 * Authentication has happened at the transport; here follow authorization and the resource's own pipeline.
 */
export class ApiServer implements ServedApi {
  constructor(
    private readonly environment: ApiServerEnvironment,
    private readonly registries: Registries,
    private readonly authorizer: Authorizer,
  ) {}

  handle(request: ApiRequest): ApiResponse {
    this.authorize(request);
    const registry = this.registries.find(request.group, request.version, request.resource);
    if (!registry) throw genericNotFound();
    if (request.subresource) return this.handleSubresource(registry, request, request.subresource);
    if (!registry.kind.info.verbs.includes(request.verb))
      throw methodNotSupported(registry.kind.info, request.verb);
    switch (request.verb) {
      case 'get':
        checkVersionToGet(this.environment.storage, request.options.resourceVersion);
        return ok(present(registry.kind, registry.get(request.namespace, request.name!), request));
      case 'list':
        return ok(this.list(registry.kind, request));
      case 'create':
        return this.create(registry, request);
      case 'update':
        return this.update(registry, request);
      case 'patch':
        return this.patch(registry, request);
      case 'delete':
        warnOfOrphans(registry.kind, request);
        return deleted(registry.kind, registry.delete(request, request.name!), request);
      case 'deletecollection':
        return this.deleteCollection(registry, request);
      case 'watch':
        throw badRequest('a watch needs a sink: call watch()');
    }
  }

  watch(request: ApiRequest, sink: WatchSink, ended?: () => void): WatchHandle {
    this.authorize(request);
    const registry = this.registries.find(request.group, request.version, request.resource);
    if (!registry) throw genericNotFound();
    const { kind } = registry;
    if (!kind.info.verbs.includes('watch')) throw methodNotSupported(kind.info, 'watch');
    const { storage, clock, watches } = this.environment;
    const { resourceVersion, sendInitialEvents, allowWatchBookmarks } = request.options;
    const fromNow = !resourceVersion || resourceVersion === '0';
    const asked = fromNow ? storage.revision : parseResourceVersion(resourceVersion);
    const withInitial = sendInitialEvents ?? fromNow;
    const after = withInitial ? storage.revision : asked;
    const { name, selects } = selectionOf(kind, request);
    const { labelSelector, fieldSelector } = request.options;
    const everything = { ...request, options: { labelSelector, fieldSelector } };
    const all = withInitial ? readPage(storage, kind, everything).items : [];
    const initial = request.name ? all.filter(({ object }) => object.metadata.name === request.name) : all;
    const options = {
      storageName: kind.storageName,
      namespace: kind.info.namespaced && request.namespace ? request.namespace : undefined,
      name: request.name ?? name,
      selects,
      present: presenter(kind, request),
      initial,
      markInitialEnd: sendInitialEvents === true && allowWatchBookmarks === true,
      after,
      bookmarks: allowWatchBookmarks ?? false,
      patience: request.patience,
      blank: { apiVersion: apiVersionOf(kind.info), kind: kind.info.kind },
    };
    const stream = new WatchStream(storage, clock, options, sink, ended);
    return kind.info.custom ? watches.add(kind.storageName, stream) : stream;
  }

  connect(request: ApiRequest, connection: Connection): ConnectAnswer {
    this.authorize(request);
    const { group, version, resource, subresource = '' } = request;
    const registry = this.registries.find(group, version, resource);
    const handler = registry && this.registries.connection(registry, subresource);
    if (!handler) throw genericNotFound();
    return handler(registry, request, connection);
  }

  /** Throws Forbidden unless the user may do this. */
  private authorize(request: ApiRequest): void {
    const { fieldSelector } = request.options;
    const access = accessOf(fieldSelector ? { ...request, fieldSelector } : request);
    const { allowed, reason } = this.authorizer.authorize(access);
    if (!allowed) throw refusal(access, reason);
  }

  private list(kind: KindRegistration, request: ApiRequest): ListObject {
    return listObject(kind, readPage(this.environment.storage, kind, request), (stored) =>
      present(kind, stored, request),
    );
  }

  private create(registry: Registry, request: ApiRequest): ApiResponse {
    const review = this.registries.review(registry);
    if (review) return review(registry.kind, request);
    const warnings = warningsOf(request);
    const object = decodeBody(registry.kind, request.body, request, warnings);
    const draft = draftOf(object, request.body, request, undefined);
    return written(registry.kind, registry.create(request, draft), request, warnings);
  }

  private update(registry: Registry, request: ApiRequest): ApiResponse {
    const warnings = warningsOf(request);
    const decoded = decodeBody(registry.kind, request.body, request, warnings);
    const object = addressed(request, decoded, registry.kind.info.namespaced);
    const outcome = registry.update(request, request.name!, (existing) =>
      draftOf(object, request.body, request, existing),
    );
    return written(registry.kind, outcome, request, warnings);
  }

  private patch(registry: Registry, request: ApiRequest): ApiResponse {
    const { kind } = registry;
    const warnings = warningsOf(request);
    const now = this.environment.clock.now();
    const draft = (existing: StoredObject | undefined) => {
      const made = patched(kind, request, existing, now, warnings);
      return { ...made, object: addressed(request, made.object, kind.info.namespaced) };
    };
    const isNew = request.patchType === 'apply' && !registry.find(request.namespace, request.name!);
    const outcome = isNew
      ? registry.create(request, draft(undefined))
      : registry.update(request, request.name!, draft);
    return written(kind, outcome, request, warnings);
  }

  private deleteCollection(registry: Registry, request: ApiRequest): ApiResponse {
    const { kind } = registry;
    warnOfOrphans(kind, request);
    const page = readPage(this.environment.storage, kind, request);
    for (const { object } of page.items) {
      const { namespace = '', name } = object.metadata;
      if (registry.find(namespace, name!)) registry.delete({ ...request, namespace }, name!);
    }
    return ok(listObject(kind, page, (stored) => present(kind, stored, request)));
  }

  private handleSubresource(registry: Registry, request: ApiRequest, name: string): ApiResponse {
    const handler = this.registries.subresource(registry, name);
    if (!handler) throw genericNotFound();
    return handler(registry, request);
  }
}

/** Some kinds leave their dependents behind unless they are told otherwise. */
function warnOfOrphans({ strategy }: KindRegistration, request: ApiRequest): void {
  const { propagationPolicy, orphanDependents } = request.options;
  if (strategy.deletionWarning && propagationPolicy === undefined && orphanDependents === undefined)
    warningsOf(request).push(strategy.deletionWarning);
}
