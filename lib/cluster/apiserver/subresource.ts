import type { ApiRequest, ApiResponse, ConnectAnswer, Connection } from '../../kube/api-request';
import type { Registry } from './registry';

/** Answers requests to one subresource, such as `scale` of deployments. */
export type SubresourceHandler = (registry: Registry, request: ApiRequest) => ApiResponse;

/** Answers requests that go on to somebody behind the API server, such as `log` of pods. */
export type ConnectHandler = (
  registry: Registry,
  request: ApiRequest,
  connection: Connection,
) => ConnectAnswer;
