import type { ApiRequest, ApiResponse } from '../../kube/api-request';
import type { Registry } from './registry';

/** Answers requests to one subresource, such as `scale` of deployments. */
export type SubresourceHandler = (registry: Registry, request: ApiRequest) => ApiResponse;
