import type { AdmissionEnvironment } from '../admission/plugin';
import type { ApiServerEnvironment } from '../environment';
import type { ConnectionsByResource, SubresourcesByResource } from '../registries';
import type { Backends } from './backends';
import { binding } from './binding';
import { nodeProxy, refusedConnection } from './connecting';
import { eviction } from './eviction';
import { log } from './log';
import { podProxy, serviceProxy } from './proxy';

/** The subresources of Kubernetes' own kinds that are more than a part of their object. */
export function builtInSubresources(
  environment: ApiServerEnvironment,
  reader: AdmissionEnvironment,
): SubresourcesByResource {
  return { 'pods/binding': binding(environment), 'pods/eviction': eviction(reader) };
}

/** Those that somebody behind the API server answers. */
export function builtInConnections(reader: AdmissionEnvironment, backends: Backends): ConnectionsByResource {
  const probe = 'Describe what it does as a workload, and ask it over its network.';
  return {
    'pods/log': log(backends),
    'pods/proxy': podProxy(backends),
    'services/proxy': serviceProxy(backends, reader),
    'nodes/proxy': nodeProxy,
    'pods/exec': refusedConnection('exec', probe),
    'pods/attach': refusedConnection('attach', 'Read its log instead: kubectl logs --follow.'),
    'pods/portforward': refusedConnection(
      'portforward',
      'Ask it through the API server: kubectl get --raw .../proxy/.',
    ),
  };
}
