import { unauthorized } from '../kube/status';
import { API_SERVER_PORT } from './bootstrap/api-server-objects';
import type { NetworkEndpoint, NetworkResponse } from './component/dataplane';

/**
 * The API server on the simulated network, where applications meet it behind the Service `kubernetes`. Simulated
 * applications have no credentials, so it answers as it answers everybody without.
 */
export const apiServerEndpoint: NetworkEndpoint = {
  handle: (port) =>
    port === API_SERVER_PORT ? { kind: 'response', response: UNAUTHORIZED } : { kind: 'refused' },
};

const UNAUTHORIZED: NetworkResponse = {
  status: 401,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(unauthorized().status),
  duration: 1,
};
