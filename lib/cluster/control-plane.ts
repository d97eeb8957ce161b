import type { ApiHandler } from '../kube/api-request';
import { ResourceCatalogue } from '../kube/resource-catalogue';
import { type AccessControl, type AccessControlOptions, accessControl } from './access-control';
import { defaultAdmission } from './apiserver/admission';
import { AdmissionChain } from './apiserver/admission/chain';
import type { AdmissionPlugin } from './apiserver/admission/plugin';
import { IpAllocator } from './apiserver/allocation/ip-allocator';
import { PortAllocator } from './apiserver/allocation/port-allocator';
import { ApiServer } from './apiserver/api-server';
import type { ApiServerEnvironment } from './apiserver/environment';
import { namespaceHooks } from './apiserver/hooks/namespaces';
import { serviceHooks } from './apiserver/hooks/services';
import { internalReader } from './apiserver/internal-reader';
import { ResourceRegistries } from './apiserver/registries';
import { builtInSubresources } from './apiserver/subresources';
import { legacyBinding } from './apiserver/subresources/binding';
import type { Clock } from './clock/clock';
import type { Random } from './clock/random';
import { Storage } from './storage/storage';

export interface ControlPlaneOptions extends AccessControlOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Range of Services' addresses. @default '10.96.0.0/16' */
  readonly serviceCidr?: string;
  /** In their order. @default those that are on by default in Kubernetes */
  readonly admission?: readonly AdmissionPlugin[];
}

/** The API server on its storage, with nothing in it and nobody around it. */
export interface ControlPlane {
  readonly api: ApiHandler;
  readonly storage: Storage;
  readonly catalogue: ResourceCatalogue;
  readonly access: AccessControl;
  readonly admission: AdmissionChain;
}

export function buildControlPlane({
  clock,
  random,
  serviceCidr = '10.96.0.0/16',
  admission = defaultAdmission(random),
  ...accessOptions
}: ControlPlaneOptions): ControlPlane {
  const storage = new Storage();
  const catalogue = ResourceCatalogue.kubernetes();
  const environment: ApiServerEnvironment = { storage, clock, random, catalogue };
  const access = accessControl(environment, accessOptions);
  const reader = internalReader(environment, access.authorizer, () => registries);
  const chain = new AdmissionChain(admission, reader);
  const hooks = {
    ...access.hooks,
    namespaces: namespaceHooks(clock),
    services: serviceHooks(new IpAllocator(serviceCidr, random), new PortAllocator(random)),
  };
  const subresources = { ...builtInSubresources(environment, reader), ...access.subresources };
  const reviews = { ...access.reviews, bindings: legacyBinding(() => registries, environment) };
  const registries: ResourceRegistries = new ResourceRegistries(
    environment,
    chain,
    hooks,
    subresources,
    reviews,
  );
  const api = new ApiServer(environment, registries, access.authorizer);
  return { api, storage, catalogue, access, admission: chain };
}
