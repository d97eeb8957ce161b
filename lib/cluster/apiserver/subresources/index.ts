import type { AdmissionEnvironment } from '../admission/plugin';
import type { ApiServerEnvironment } from '../environment';
import type { SubresourcesByResource } from '../registries';
import { binding } from './binding';
import { eviction } from './eviction';

/** The subresources of Kubernetes' own kinds that are more than a part of their object. */
export function builtInSubresources(
  environment: ApiServerEnvironment,
  reader: AdmissionEnvironment,
): SubresourcesByResource {
  return { 'pods/binding': binding(environment), 'pods/eviction': eviction(reader) };
}
