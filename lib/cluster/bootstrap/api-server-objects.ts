import type { Endpoints, Service } from '../../kube/generated/core-v1';
import type { EndpointSlice } from '../../kube/generated/discovery-v1';
import type { ServiceCIDR } from '../../kube/generated/networking-v1';

/** Where the API server is on the network of the nodes: before them. */
export const API_SERVER_ADDRESS = '172.18.0.1';
export const API_SERVER_PORT = 6443;

const NAME = 'kubernetes';
const PORT = { name: 'https', port: API_SERVER_PORT, protocol: 'TCP' } as const;

/** The Service under which pods reach the API server: the first address of the range. */
export function apiService(serviceCidr: string): Service {
  const clusterIP = serviceCidr.split('/')[0]!.replace(/\d+$/, (last) => String(Number(last) + 1));
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: NAME,
      namespace: 'default',
      labels: { component: 'apiserver', provider: 'kubernetes' },
    },
    spec: {
      clusterIP,
      ports: [{ name: 'https', port: 443, targetPort: API_SERVER_PORT, protocol: 'TCP' }],
      type: 'ClusterIP',
    },
  };
}

/** The API server itself keeps what is behind its Service. */
export const API_ENDPOINTS: Endpoints = {
  apiVersion: 'v1',
  kind: 'Endpoints',
  metadata: {
    name: NAME,
    namespace: 'default',
    labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' },
  },
  subsets: [{ addresses: [{ ip: API_SERVER_ADDRESS }], ports: [PORT] }],
};

export const API_ENDPOINT_SLICE: EndpointSlice = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: NAME, namespace: 'default', labels: { 'kubernetes.io/service-name': NAME } },
  addressType: 'IPv4',
  endpoints: [{ addresses: [API_SERVER_ADDRESS], conditions: { ready: true } }],
  ports: [PORT],
};

/** The range of Services' addresses, as the API shows it. */
export function defaultServiceCidr(serviceCidr: string): ServiceCIDR {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'ServiceCIDR',
    metadata: { name: NAME, finalizers: ['networking.k8s.io/service-cidr-finalizer'] },
    spec: { cidrs: [serviceCidr] },
  };
}

/** The same, in use. */
export function readyServiceCidr(created: ServiceCIDR): ServiceCIDR {
  const ready = {
    type: 'Ready',
    status: 'True',
    lastTransitionTime: created.metadata.creationTimestamp!,
    reason: '',
    message: 'Kubernetes Service CIDR is ready',
  } as const;
  return { ...created, status: { conditions: [ready] } };
}
