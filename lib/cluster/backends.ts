import { type Backends, NO_BACKENDS } from './apiserver/subresources/backends';
import { API_SERVER_ADDRESS } from './bootstrap/api-server-objects';
import type { Clock } from './clock/clock';
import type { Dataplane } from './component/dataplane';
import { formatLog } from './kubelet/container-log';
import type { KubeletFleet } from './kubelet/fleet';
import { followLog } from './kubelet/follow-log';

/** The kubelets and applications behind the API server. @param fleet undefined as long as there are no kubelets */
export function clusterBackends(
  fleet: () => KubeletFleet | undefined,
  dataplane: Dataplane,
  clock: Clock,
): Backends {
  return {
    log: (pod, container, options) => {
      const kubelets = fleet();
      if (!kubelets) return NO_BACKENDS.log(pod, container, options);
      const { namespace = '', name = '' } = pod.metadata;
      const log = kubelets.log(namespace, name, container, options.previous);
      const now = clock.now();
      return options.follow ? followLog(log, options, now) : { text: formatLog(log.read(), options, now) };
    },
    send: (ip, port, request) => {
      const reply = dataplane.send(ip, port, { ...request, sourceIp: API_SERVER_ADDRESS });
      if (reply.kind === 'response') return reply.response;
      return reply.kind === 'refused'
        ? `dial tcp ${ip}:${port}: connect: connection refused`
        : `dial tcp ${ip}:${port}: i/o timeout`;
    },
  };
}
