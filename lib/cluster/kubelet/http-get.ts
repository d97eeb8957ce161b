import type { Container, HTTPGetAction } from '../../kube/generated/core-v1';
import type { NetworkRequest } from '../component/dataplane';

/** Version that the kubelet's own requests carry. */
const MINOR_VERSION = '1.36';

/** A port by number, or by the name under which the container declares it. Throws an Error in the kubelet's words. */
export function containerPort(port: number | string, container: Container): number {
  const declared = typeof port === 'string' ? container.ports?.find(({ name }) => name === port) : undefined;
  const number = declared?.containerPort ?? (typeof port === 'number' ? port : parsedPort(port));
  if (number > 0 && number < 65536) return number;
  throw new Error(`invalid port number: ${number}`);
}

function parsedPort(text: string): number {
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  throw new Error(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
}

/** A request of the kubelet's to a container. */
export interface KubeletRequest {
  readonly ip: string;
  readonly port: number;
  readonly url: string;
  readonly request: NetworkRequest;
}

/** @param purpose as the User-Agent names it */
export function httpGetRequest(
  action: HTTPGetAction,
  container: Container,
  podIp: string,
  sourceIp: string,
  purpose: 'probe' | 'lifecycle',
): KubeletRequest {
  const port = containerPort(action.port as number | string, container);
  const ip = action.host || podIp;
  const path = pathOf(action.path ?? '');
  const headers: { [name: string]: string } = {
    'user-agent': `kube-${purpose}/${MINOR_VERSION}`,
    accept: '*/*',
  };
  for (const { name, value } of action.httpHeaders ?? []) headers[name.toLowerCase()] = value;
  const scheme = (action.scheme ?? 'HTTP').toLowerCase();
  const host = ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
  return {
    ip,
    port,
    url: `${scheme}://${host}${path}`,
    request: { method: 'GET', path: path || '/', host: headers['host'] ?? host, headers, sourceIp },
  };
}

function pathOf(path: string): string {
  return path === '' || path.startsWith('/') ? path : `/${path}`;
}
