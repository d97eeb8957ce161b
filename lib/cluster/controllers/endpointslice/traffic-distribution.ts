import { equal } from '../../../kube/frozen';
import type { Service } from '../../../kube/generated/core-v1';
import type { Endpoint, EndpointHints, EndpointSlice } from '../../../kube/generated/discovery-v1';

const CLOSE: ReadonlySet<string> = new Set(['PreferClose', 'PreferSameZone', 'PreferSameNode']);

/**
 * The slice with the hints that `spec.trafficDistribution` asks for: each ready endpoint serves clients of its own zone
 * (and node), as far as these are known. The same slice when it has them already.
 */
export function withHints<S extends EndpointSlice>(slice: S, { spec }: Service): S {
  const distribution = CLOSE.has(spec?.trafficDistribution ?? '') ? spec!.trafficDistribution : undefined;
  const before = slice.endpoints ?? [];
  const after = before.map((endpoint) => hinted(endpoint, distribution));
  return after.every((endpoint, index) => endpoint === before[index])
    ? slice
    : { ...slice, endpoints: after };
}

function hinted(endpoint: Endpoint, distribution: string | undefined): Endpoint {
  if (distribution && !endpoint.conditions?.ready) return endpoint;
  const hints = distribution ? hintsOf(endpoint, distribution === 'PreferSameNode') : undefined;
  if (equal(hints, endpoint.hints)) return endpoint;
  const { hints: _old, ...rest } = endpoint;
  return hints ? { ...rest, hints } : rest;
}

function hintsOf({ zone, nodeName }: Endpoint, sameNode: boolean): EndpointHints | undefined {
  const forZones = zone ? { forZones: [{ name: zone }] } : {};
  const forNodes = sameNode && nodeName ? { forNodes: [{ name: nodeName }] } : {};
  return zone || (sameNode && nodeName) ? { ...forZones, ...forNodes } : undefined;
}
