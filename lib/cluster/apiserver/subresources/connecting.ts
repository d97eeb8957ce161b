import type { ApiRequest, Connection } from '../../../kube/api-request';
import type { Pod } from '../../../kube/generated/core-v1';
import { apiVersionOf, type KubeObject } from '../../../kube/object';
import { badRequest, notImplemented } from '../../../kube/status';
import { aboutObject, admissionRequest } from '../admission/plugin';
import type { Registry } from '../registry';
import type { ConnectHandler } from '../subresource';
import { connectOptions } from './connect-options';
import { containerOf } from './container-of';

/** Asks admission whether somebody may connect as they say in their query string. */
export function admitConnection(registry: Registry, request: ApiRequest, connection: Connection): void {
  const { info } = registry.kind;
  const asked = admissionRequest('CONNECT', info, request, request.name!, { warnings: [], writes: [] });
  const { kind } = asked.kind;
  // Unlike other bodies, options have no metadata.
  const options = { apiVersion: apiVersionOf(asked.kind), kind, ...connectOptions(kind, connection) };
  const object = registry.admission.mutate(options as unknown as KubeObject, asked);
  registry.admission.validate(aboutObject(asked, object));
}

/**
 * `exec`, `attach` and `portforward` of pods need a real process at the other end: they are refused, after what is wrong
 * with the request itself.
 */
export function refusedConnection(
  what: 'exec' | 'attach' | 'portforward',
  alternative: string,
): ConnectHandler {
  return (registry, request, connection) => {
    admitConnection(registry, request, connection);
    const pod = registry.get(request.namespace, request.name!).object as Pod;
    if (what !== 'portforward') containerOf(pod, connection.parameter('container') ?? '');
    if (!pod.spec?.nodeName) throw badRequest(`pod ${request.name} does not have a host assigned`);
    throw notImplemented(
      `the containers of this cluster are simulated: there is no process to ${VERBS[what]}. ${alternative}`,
    );
  };
}

const VERBS = { exec: 'run a command in', attach: 'attach to', portforward: 'forward a port to' };

/** `nodes/NAME/proxy`: the kubelet's own API, which is not simulated. */
export const nodeProxy: ConnectHandler = (registry, request, connection) => {
  admitConnection(registry, request, connection);
  registry.get(request.namespace, request.name!);
  throw notImplemented('the nodes of this cluster are simulated: their kubelets serve no API of their own.');
};
