import type { ResourceInfo } from '../../kube/resource-catalogue';
import { schemaOf } from '../../kube/schema';
import { strategyOf } from '../../kube/strategies';
import type { AdmissionChain } from './admission/chain';
import type { Registries } from './api-server';
import { storageOf } from './built-in-versions';
import { customKind } from './custom-resources/custom-kind';
import type { ApiServerEnvironment } from './environment';
import { builtInKind } from './kind-registration';
import { Registry, type RegistryHooks } from './registry';
import type { ReviewHandler } from './reviews/review';
import type { ConnectHandler, SubresourceHandler } from './subresource';
import { partOfObject } from './subresources/part-of-object';
import { scale } from './subresources/scale';

/** Registry hooks by storage name: `services`, `namespaces`. */
export type HooksByResource = { readonly [storageName: string]: RegistryHooks };
/** Subresources with a meaning of their own: `pods/binding`. */
export type SubresourcesByResource = { readonly [storageNameAndSubresource: string]: SubresourceHandler };
/** Subresources that are no object: `pods/log`. */
export type ConnectionsByResource = { readonly [storageNameAndSubresource: string]: ConnectHandler };
/** What is created to be answered, and not stored: `tokenreviews.authentication.k8s.io`. */
export type ReviewsByResource = { readonly [storageName: string]: ReviewHandler };

/** What single resources do beside the generic rules. */
export interface ResourceRules {
  readonly hooks: HooksByResource;
  readonly subresources: SubresourcesByResource;
  readonly connections?: ConnectionsByResource;
  readonly reviews?: ReviewsByResource;
  /** Of a custom resource. */
  customHooks?(info: ResourceInfo): RegistryHooks;
}

const NO_STRATEGY = {};

/** One registry per served resource and version, made when it is first asked for. */
export class ResourceRegistries implements Registries {
  private readonly registries = new WeakMap<ResourceInfo, Registry>();
  private readonly generic = new Map<string, SubresourceHandler>();

  constructor(
    private readonly environment: ApiServerEnvironment,
    private readonly admission: AdmissionChain,
    private readonly rules: ResourceRules,
  ) {}

  find(group: string, version: string, resource: string): Registry | undefined {
    const info = this.environment.catalogue.find(group, version, resource);
    if (!info) return undefined;
    let registry = this.registries.get(info);
    if (!registry) {
      registry = this.build(info);
      this.registries.set(info, registry);
    }
    return registry;
  }

  subresource({ kind }: Registry, name: string): SubresourceHandler | undefined {
    if (!kind.info.subresources.has(name)) return undefined;
    const own = this.rules.subresources[`${kind.storageName}/${name}`];
    if (own) return own;
    return this.genericHandler(name);
  }

  connection({ kind }: Registry, name: string): ConnectHandler | undefined {
    return this.rules.connections?.[`${kind.storageName}/${name}`];
  }

  review({ kind }: Registry): ReviewHandler | undefined {
    return this.rules.reviews?.[kind.storageName];
  }

  private genericHandler(name: string): SubresourceHandler {
    let handler = this.generic.get(name);
    if (!handler) {
      handler = name === 'scale' ? scale(this.environment) : partOfObject(this.environment, name);
      this.generic.set(name, handler);
    }
    return handler;
  }

  private build(info: ResourceInfo): Registry {
    if (info.custom) {
      const hooks = this.rules.customHooks?.(info);
      return new Registry(customKind(info, info.custom), this.environment, this.admission, hooks);
    }
    const kind = builtInKind(info, schemaOf(info)!, strategyOf(info) ?? NO_STRATEGY, storageOf(info));
    return new Registry(kind, this.environment, this.admission, this.rules.hooks[kind.storageName]);
  }
}
