import type { ApiRequest, ConnectAnswer, Connection } from '../../../kube/api-request';
import type { Pod, Service } from '../../../kube/generated/core-v1';
import { Endpoints, Pods } from '../../../kube/generated/resources';
import { goQuote } from '../../../kube/go-format';
import { badRequest, notFound, serviceUnavailable } from '../../../kube/status';
import type { AdmissionEnvironment } from '../admission/plugin';
import type { Registry } from '../registry';
import type { ConnectHandler } from '../subresource';
import type { Backends } from './backends';
import { admitConnection } from './connecting';

/** Where a request goes on to. */
interface Location {
  readonly ip: string;
  readonly port: number;
}

/** `pods/NAME/proxy`: an application's answer, from the pod itself. */
export function podProxy(backends: Backends): ConnectHandler {
  return (registry, request, connection) => {
    admitConnection(registry, request, connection);
    const { name, port } = target(request.name!, 'pod');
    const pod = registry.get(request.namespace, name).object as Pod;
    const [declared] = pod.spec!.containers.flatMap(({ ports = [] }) => ports);
    const { podIP } = pod.status ?? {};
    if (!podIP) throw badRequest('address not allowed');
    return forward(
      { ip: podIP, port: port === '' ? (declared?.containerPort ?? 80) : Number(port) },
      connection,
      backends,
    );
  };
}

/** `services/NAME/proxy`: the answer of one of the pods behind a Service. */
export function serviceProxy(backends: Backends, environment: AdmissionEnvironment): ConnectHandler {
  return (registry, request, connection) => {
    admitConnection(registry, request, connection);
    return forward(endpointOf(registry, request, environment), connection, backends);
  };
}

/** `name`, `name:port` or `scheme:name:port`. @throws StatusError 400 */
function target(text: string, what: 'pod' | 'service'): { name: string; port: string } {
  const parts = text.split(':');
  const [scheme, name, port] = parts.length === 3 ? parts : (['', parts[0], parts[1] ?? ''] as const);
  if (parts.length > 3 || !name || !SCHEMES.has(scheme!))
    throw badRequest(`invalid ${what} request ${goQuote(text)}`);
  return { name, port: port! };
}

const SCHEMES = new Set(['http', 'https', '']);

/** Any endpoint that is ready and a pod. @throws StatusError 503 when there is none */
function endpointOf(registry: Registry, request: ApiRequest, environment: AdmissionEnvironment): Location {
  const { namespace } = request;
  const { name, port } = target(request.name!, 'service');
  const portName = /^\d+$/.test(port) ? portNameOf(registry, namespace, name, Number(port)) : port;
  const endpoints = environment.get(Endpoints, namespace, name);
  if (!endpoints) throw notFound(registry.kind.info, name);
  if (!endpoints.subsets?.length)
    throw serviceUnavailable(`no endpoints available for service ${goQuote(name)}`);
  const found = endpoints.subsets.flatMap(({ addresses = [], ports = [] }) => {
    const match = ports.find((one) => (one.name ?? '') === portName);
    if (!match) return [];
    const pods = addresses.filter(
      ({ ip, targetRef }) =>
        targetRef?.kind === 'Pod' &&
        environment.get(Pods, targetRef.namespace!, targetRef.name!)?.status?.podIP === ip,
    );
    return pods.map(({ ip }) => ({ ip, port: match.port }));
  });
  if (found.length === 0)
    throw serviceUnavailable(`no endpoints available for service ${goQuote(request.name!)}`);
  return found[environment.random.below(found.length)]!;
}

function portNameOf(registry: Registry, namespace: string, name: string, port: number): string {
  const { spec } = registry.get(namespace, name).object as Service;
  const declared = spec?.ports?.find((one) => one.port === port);
  if (!declared) throw serviceUnavailable(`no service port ${port} found for service ${goQuote(name)}`);
  return declared.name ?? '';
}

function forward({ ip, port }: Location, connection: Connection, backends: Backends): ConnectAnswer {
  const { method, path, rest, query, headers, body } = connection;
  const tail = query ? `?${query}` : '';
  // Relative links of a page need the slash at the end of its address.
  if (rest === '' && (method === 'GET' || method === 'HEAD'))
    return { code: 301, contentType: '', headers: { Location: `${path}/${tail}` }, text: '' };
  const answer = backends.send(ip, port, {
    method,
    path: `${rest}${tail}`,
    host: headers['host'] ?? ip,
    headers,
    body,
  });
  if (typeof answer === 'string') throw serviceUnavailable(`error trying to reach service: ${answer}`);
  const { 'content-type': contentType = '', ...more } = answer.headers;
  return { code: answer.status, contentType, headers: more, text: answer.body };
}
