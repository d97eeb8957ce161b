import type { ApiHandler, ListObject, RequestOptions, UserInfo } from '../kube/api-request';
import { type KubeObject, parseApiVersion } from '../kube/object';
import type { ResourceCatalogue } from '../kube/resource-catalogue';
import type { ResourceType } from '../kube/resource-type';
import { isStatus } from '../kube/status';
import type {
  ApplyOptions,
  ApplyResult,
  DeleteOptions,
  KubernetesClient,
  ListOptions,
  ObjectReference,
  ServerVersion,
} from './kubernetes-client';

/** What a simulated cluster offers to a client in the same process. */
export interface InProcessCluster {
  readonly api: ApiHandler;
  readonly catalogue: ResourceCatalogue;
  readonly version: ServerVersion;
  now(): number;
  /** Moves the cluster's time on. */
  advance(milliseconds: number): void;
}

export interface InProcessIdentity {
  readonly user: UserInfo;
  readonly agent: string;
}

/** Speaks to a simulated cluster without HTTP. Time passes in the cluster only while this client waits. */
export class InProcessClient implements KubernetesClient {
  readonly server = 'the embedded cluster';

  constructor(
    private readonly cluster: InProcessCluster,
    private readonly identity: InProcessIdentity,
  ) {}

  async version(): Promise<ServerVersion> {
    return this.cluster.version;
  }

  async resourceOf(apiVersion: string, kind: string): Promise<ResourceType | undefined> {
    return this.cluster.catalogue.findKind({ ...parseApiVersion(apiVersion), kind });
  }

  async get(reference: ObjectReference): Promise<KubeObject | undefined> {
    return orUndefined(
      () => this.send(reference.type, { verb: 'get', ...place(reference) }).object as KubeObject,
    );
  }

  async list(type: ResourceType, namespace: string, options: ListOptions = {}): Promise<ListObject> {
    return this.send(type, { verb: 'list', namespace, options }).object as ListObject;
  }

  async apply(reference: ObjectReference, object: KubeObject, options: ApplyOptions): Promise<ApplyResult> {
    const request = {
      verb: 'patch',
      patchType: 'apply',
      ...place(reference),
      body: object,
      options,
    } as const;
    const response = this.send(reference.type, request);
    return {
      object: response.object as KubeObject,
      created: response.code === 201,
      warnings: response.warnings,
    };
  }

  async delete(reference: ObjectReference, options: DeleteOptions = {}): Promise<boolean> {
    const { propagation = 'Background', uid, dryRun } = options;
    const asked: RequestOptions = {
      propagationPolicy: propagation,
      dryRun,
      ...(uid ? { preconditions: { uid } } : {}),
    };
    const done = orUndefined(() =>
      this.send(reference.type, { verb: 'delete', ...place(reference), options: asked }),
    );
    return done !== undefined;
  }

  async pause(milliseconds: number): Promise<void> {
    this.cluster.advance(milliseconds);
  }

  now(): number {
    return this.cluster.now();
  }

  private send(type: ResourceType, parts: Parts) {
    return this.cluster.api.handle(this.request(type, parts));
  }

  private request(type: ResourceType, parts: Parts) {
    const { group, version, resource } = type;
    return { ...this.identity, group, version, resource, options: {}, ...parts };
  }
}

type Parts = Pick<Parameters<ApiHandler['handle']>[0], 'verb' | 'namespace'> &
  Partial<Parameters<ApiHandler['handle']>[0]>;

function place({ namespace, name }: ObjectReference): { namespace: string; name: string } {
  return { namespace, name };
}

function orUndefined<R>(act: () => R): R | undefined {
  try {
    return act();
  } catch (error) {
    if (isStatus(error, 'NotFound')) return undefined;
    throw error;
  }
}
