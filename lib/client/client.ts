import type {
  ApiHandler,
  ApiRequest,
  ListObject,
  PatchType,
  RequestOptions,
  UserInfo,
  WatchHandle,
  WatchSink,
} from '../kube/api-request';
import type { Scale } from '../kube/generated/autoscaling-v1';
import type { KubeObject } from '../kube/object';
import type { ResourceType } from '../kube/resource-type';

/** Who a component is towards the API server. */
export interface Identity {
  readonly user: UserInfo;
  /** The program's name, for field management and the trace. */
  readonly agent: string;
}

/**
 * The Kubernetes API for a component in the same process: synchronous, typed, through the same door as everybody.
 * Failures are thrown as StatusError.
 */
export class Client {
  /** The revision that made the component act; writes carry it as their cause. */
  cause: number | undefined;

  constructor(
    private readonly api: ApiHandler,
    readonly identity: Identity,
  ) {}

  get<T extends KubeObject>(type: ResourceType<T>, namespace: string, name: string): T {
    return this.send(type, { verb: 'get', namespace, name }) as T;
  }

  /** The `scale` subresource of anything that has one. */
  getScale(type: ResourceType, namespace: string, name: string): Scale {
    return this.send(type, { verb: 'get', namespace, name, subresource: 'scale' }) as Scale;
  }

  list<T extends KubeObject>(
    type: ResourceType<T>,
    namespace = '',
    options: RequestOptions = {},
  ): ListObject<T> {
    return this.send(type, { verb: 'list', namespace, options }) as unknown as ListObject<T>;
  }

  create<T extends KubeObject>(type: ResourceType<T>, object: T): T {
    return this.send(type, { verb: 'create', namespace: object.metadata.namespace ?? '', body: object }) as T;
  }

  update<T extends KubeObject>(type: ResourceType<T>, object: T): T {
    return this.write(type, object);
  }

  updateStatus<T extends KubeObject>(type: ResourceType<T>, object: T): T {
    return this.write(type, object, 'status');
  }

  /** PUT to another subresource of the object's own shape: `finalize`. */
  updateSubresource<T extends KubeObject>(type: ResourceType<T>, object: T, subresource: string): T {
    return this.write(type, object, subresource);
  }

  patch<T extends KubeObject>(
    type: ResourceType<T>,
    namespace: string,
    name: string,
    patchType: PatchType,
    body: unknown,
    options: RequestOptions & { subresource?: string } = {},
  ): T {
    const { subresource, ...rest } = options;
    return this.send(type, {
      verb: 'patch',
      namespace,
      name,
      patchType,
      body,
      subresource,
      options: rest,
    }) as T;
  }

  delete<T extends KubeObject>(
    type: ResourceType<T>,
    namespace: string,
    name: string,
    options: RequestOptions = {},
  ): void {
    this.send(type, { verb: 'delete', namespace, name, options });
  }

  /** Deletes all objects of a namespace that the options select. */
  deleteCollection<T extends KubeObject>(
    type: ResourceType<T>,
    namespace: string,
    options: RequestOptions = {},
  ): void {
    this.send(type, { verb: 'deletecollection', namespace, options });
  }

  /** POST to a subresource: `binding`, `eviction`, `token`. */
  post<T extends KubeObject>(
    type: ResourceType<T>,
    namespace: string,
    name: string,
    subresource: string,
    body: unknown,
  ): unknown {
    return this.send(type, { verb: 'create', namespace, name, subresource, body });
  }

  watch<T extends KubeObject>(
    type: ResourceType<T>,
    namespace: string,
    options: RequestOptions,
    sink: WatchSink<T>,
    ended?: () => void,
  ): WatchHandle {
    return this.api.watch(
      this.request(type, { verb: 'watch', namespace, options }),
      sink as unknown as WatchSink,
      ended,
    );
  }

  private write<T extends KubeObject>(type: ResourceType<T>, object: T, subresource?: string): T {
    const { namespace = '', name } = object.metadata;
    return this.send(type, { verb: 'update', namespace, name, body: object, subresource }) as T;
  }

  private send(type: ResourceType, parts: RequestParts): unknown {
    return this.api.handle(this.request(type, parts)).object;
  }

  /** Always with the same fields: the API server is fastest with requests of one shape. */
  private request(
    { group, version, resource }: ResourceType,
    { verb, namespace, name, subresource, body, patchType, options = NO_OPTIONS }: RequestParts,
  ): ApiRequest {
    const { user, agent } = this.identity;
    const { cause } = this;
    return {
      user,
      agent,
      verb,
      group,
      version,
      resource,
      subresource,
      namespace,
      name,
      body,
      patchType,
      options,
      lean: true,
      cause,
    };
  }
}

type RequestParts = Pick<ApiRequest, 'verb' | 'namespace'> &
  Partial<Pick<ApiRequest, 'name' | 'subresource' | 'body' | 'patchType' | 'options'>>;

const NO_OPTIONS: RequestOptions = {};
