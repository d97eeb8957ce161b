import type { RequestOptions, UserInfo } from '../../../kube/api-request';
import type { KubeObject } from '../../../kube/object';
import type { ResourceInfo } from '../../../kube/resource-catalogue';
import type { ResourceType } from '../../../kube/resource-type';
import type { Clock } from '../../clock/clock';
import type { Random } from '../../clock/random';

/** What an admission plugin is asked about. */
export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
  readonly resource: ResourceInfo;
  /** Empty for the resource itself. */
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  /** Absent for a delete. */
  readonly object?: KubeObject;
  /** Absent for a create. */
  readonly oldObject?: KubeObject;
  readonly user: UserInfo;
  readonly options: RequestOptions;
  /** Texts for `Warning:` headers. */
  warn(text: string): void;
}

/** What plugins may look at and do besides: the API server's own view, always current. */
export interface AdmissionEnvironment {
  readonly clock: Clock;
  readonly random: Random;
  get<T extends KubeObject>(type: ResourceType<T>, namespace: string, name: string): T | undefined;
  list<T extends KubeObject>(type: ResourceType<T>, namespace?: string): readonly T[];
}

/** One admission plugin. Refusal is a thrown StatusError. */
export interface AdmissionPlugin {
  /** Kubernetes' name: `NamespaceLifecycle`. */
  readonly name: string;
  /** Returns the object, changed or not. */
  mutate?(
    request: AdmissionRequest & { readonly object: KubeObject },
    environment: AdmissionEnvironment,
  ): KubeObject;
  validate?(request: AdmissionRequest, environment: AdmissionEnvironment): void;
}

/** The plugins in their order: all mutating ones first, then the validating ones. */
export class AdmissionChain {
  constructor(
    private readonly plugins: readonly AdmissionPlugin[],
    private readonly environment: AdmissionEnvironment,
  ) {}

  mutate(request: AdmissionRequest & { readonly object: KubeObject }): KubeObject {
    let object = request.object;
    for (const plugin of this.plugins)
      if (plugin.mutate)
        object = plugin.mutate(
          object === request.object ? request : { ...request, object },
          this.environment,
        );
    return object;
  }

  validate(request: AdmissionRequest): void {
    for (const plugin of this.plugins) plugin.validate?.(request, this.environment);
  }
}
