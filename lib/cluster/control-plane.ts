import type { ServedApi } from '../kube/api-request';
import { ResourceCatalogue, type ResourceInfo } from '../kube/resource-catalogue';
import { type AccessControl, type AccessControlOptions, accessControl } from './access-control';
import { defaultAdmission } from './apiserver/admission';
import { AdmissionChain } from './apiserver/admission/chain';
import type { AdmissionPlugin } from './apiserver/admission/plugin';
import { type PostReview, RememberedAnswers } from './apiserver/admission/webhooks/remembered-answers';
import { IpAllocator } from './apiserver/allocation/ip-allocator';
import { PortAllocator } from './apiserver/allocation/port-allocator';
import { ApiServer } from './apiserver/api-server';
import { CustomResources } from './apiserver/custom-resources/custom-resources';
import type { ApiServerEnvironment } from './apiserver/environment';
import { certificateSigningRequestHooks } from './apiserver/hooks/certificate-signing-requests';
import { namespaceHooks } from './apiserver/hooks/namespaces';
import { persistentVolumeHooks } from './apiserver/hooks/persistent-volumes';
import { serviceHooks } from './apiserver/hooks/services';
import { internalReader } from './apiserver/internal-reader';
import { OpenWatches } from './apiserver/open-watches';
import { ResourceRegistries } from './apiserver/registries';
import { builtInConnections, builtInSubresources } from './apiserver/subresources';
import { type Backends, NO_BACKENDS } from './apiserver/subresources/backends';
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
  /** Kubelets and applications. @default nobody answers */
  readonly backends?: Backends;
  /** Calls webhooks for the components of the cluster. @default their requests fail as each webhook's policy says */
  readonly postReview?: PostReview;
  /** What the API server finds when it starts. @default an empty one */
  readonly storage?: Storage;
}

/** The API server on its storage, with nothing in it and nobody around it. */
export interface ControlPlane {
  readonly api: ServedApi;
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
  backends = NO_BACKENDS,
  storage = new Storage(),
  postReview,
  ...accessOptions
}: ControlPlaneOptions): ControlPlane {
  const catalogue = ResourceCatalogue.kubernetes();
  const watches = new OpenWatches(clock);
  const environment: ApiServerEnvironment = { storage, clock, random, catalogue, watches };
  const access = accessControl(environment, accessOptions);
  const webhooks = postReview && new RememberedAnswers(clock, postReview);
  const reader = internalReader(environment, access.authorizer, () => registries, webhooks);
  const chain = new AdmissionChain(admission, reader);
  const services = serviceHooks(new IpAllocator(serviceCidr, random), new PortAllocator(random));
  for (const { object } of storage.list('services')) services.afterWrite?.(object, undefined);
  const customResources = new CustomResources(environment, reader, () => registries);
  const hooks = {
    ...access.hooks,
    namespaces: namespaceHooks(clock),
    'certificatesigningrequests.certificates.k8s.io': certificateSigningRequestHooks(clock),
    persistentvolumes: persistentVolumeHooks(clock),
    services,
    'customresourcedefinitions.apiextensions.k8s.io': customResources.definitionHooks,
  };
  const subresources = { ...builtInSubresources(environment, reader), ...access.subresources };
  const reviews = { ...access.reviews, bindings: legacyBinding(() => registries, environment) };
  const connections = builtInConnections(reader, backends);
  const customHooks = (info: ResourceInfo) => customResources.hooksOf(info);
  const rules = { hooks, subresources, connections, reviews, customHooks };
  const registries: ResourceRegistries = new ResourceRegistries(environment, chain, rules);
  customResources.load();
  const api = new ApiServer(environment, registries, access.authorizer);
  return { api, storage, catalogue, access, admission: chain };
}
