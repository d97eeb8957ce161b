import type { Service } from './generated/core-v1';
import type { EndpointSlice } from './generated/discovery-v1';

/** The label by which a slice says which Service it belongs to. */
export const SERVICE_NAME = 'kubernetes.io/service-name';

/** The `namespace/name` of the Service a slice says it belongs to. */
export function serviceKeyOf({ metadata }: EndpointSlice): string | undefined {
  const name = metadata.labels?.[SERVICE_NAME];
  return name ? `${metadata.namespace}/${name}` : undefined;
}

/** How many ready endpoints the slices of its namespace list for a Service. */
export function readyEndpointsOf({ metadata }: Service, slices: Iterable<EndpointSlice>): number {
  let ready = 0;
  for (const slice of slices)
    if (slice.metadata.labels?.[SERVICE_NAME] === metadata.name)
      for (const { conditions } of slice.endpoints ?? []) if (conditions?.ready ?? true) ready++;
  return ready;
}
