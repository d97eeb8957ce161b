import { Client } from '../../client/client';
import type { ApiHandler } from '../../kube/api-request';
import type { IngressClass } from '../../kube/generated/networking-v1';
import {
  EndpointSlices,
  Endpoints,
  IngressClasses,
  Namespaces,
  ServiceCIDRs,
  Services,
  StorageClasses,
} from '../../kube/generated/resources';
import type { StorageClass } from '../../kube/generated/storage-v1';
import { parseApiVersion } from '../../kube/object';
import type { ResourceCatalogue } from '../../kube/resource-catalogue';
import { API_SERVER } from '../identities';
import { INGRESS_CONTROLLER } from '../network/ingress-controller';
import { STORAGE_DRIVER } from '../provisioner/volume-provisioner';
import {
  API_ENDPOINT_SLICE,
  API_ENDPOINTS,
  apiService,
  defaultServiceCidr,
  readyServiceCidr,
} from './api-server-objects';
import { bootstrapObjects } from './bootstrap-objects';
import { componentRoles } from './component-roles';

/** Namespaces that every cluster starts with. */
const SYSTEM_NAMESPACES = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

export interface NewClusterOptions {
  /** @default '10.96.0.0/16' */
  readonly serviceCidr?: string;
}

/** Fills an empty cluster with what the API server and the simulated add-ons bring along. */
export function fillNewCluster(
  api: ApiHandler,
  catalogue: ResourceCatalogue,
  { serviceCidr = '10.96.0.0/16' }: NewClusterOptions,
): void {
  const client = new Client(api, { user: API_SERVER, agent: 'kube-apiserver' });
  for (const name of SYSTEM_NAMESPACES)
    client.create(Namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  for (const object of [...bootstrapObjects(), ...componentRoles()]) {
    const type = catalogue.findKind({ ...parseApiVersion(object.apiVersion!), kind: object.kind! })!;
    client.create(type, object);
  }
  const range = client.create(ServiceCIDRs, defaultServiceCidr(serviceCidr));
  client.updateStatus(ServiceCIDRs, readyServiceCidr(range));
  client.create(Services, apiService(serviceCidr));
  client.create(Endpoints, API_ENDPOINTS);
  client.create(EndpointSlices, API_ENDPOINT_SLICE);
  client.create(IngressClasses, INGRESS_CLASS);
  client.create(StorageClasses, STORAGE_CLASS);
}

/** Ingresses that name no class get this one. */
const INGRESS_CLASS: IngressClass = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: {
    name: 'nginx',
    labels: { 'app.kubernetes.io/name': 'ingress-nginx' },
    annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' },
  },
  spec: { controller: INGRESS_CONTROLLER },
};

/** Claims that name no class get this one. Its volumes can be reached from every node. */
const STORAGE_CLASS: StorageClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: {
    name: 'standard',
    annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
  },
  provisioner: STORAGE_DRIVER,
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'WaitForFirstConsumer',
  allowVolumeExpansion: true,
};
