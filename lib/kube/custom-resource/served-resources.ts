import type { CustomResourceDefinition } from '../generated/apiextensions-v1';
import type { ResourceInfo, SubresourceInfo } from '../resource-catalogue';
import { type CustomVersion, isDefinition } from './custom-version';

/** In the order in which Kubernetes lists them. */
const VERBS = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];
const PART_VERBS = ['get', 'patch', 'update'];
const SCALE = { group: 'autoscaling', version: 'v1', kind: 'Scale' };

/** What a definition adds to the API: nothing until it is established, then one resource per served version. */
export function servedResources(definition: CustomResourceDefinition): readonly ResourceInfo[] {
  if (!isDefinition(definition, 'Established')) return [];
  const { spec, status } = definition;
  const { plural, singular = '', kind, shortNames = [], categories = [] } = status!.acceptedNames!;
  return spec.versions
    .filter(({ served }) => served)
    .map((version) => {
      const place = { group: spec.group, version: version.name };
      return {
        ...place,
        resource: plural,
        kind,
        namespaced: spec.scope === 'Namespaced',
        singular,
        shortNames,
        categories,
        verbs: VERBS,
        subresources: subresourcesOf({ definition, version }, { ...place, kind }),
        custom: { definition, version },
      };
    });
}

function subresourcesOf(
  { version }: CustomVersion,
  kind: SubresourceInfo['kind'],
): ReadonlyMap<string, SubresourceInfo> {
  const parts = new Map<string, SubresourceInfo>();
  const { status, scale } = version.subresources ?? {};
  if (status) parts.set('status', { name: 'status', kind, verbs: PART_VERBS });
  if (scale) parts.set('scale', { name: 'scale', kind: SCALE, verbs: PART_VERBS });
  return parts;
}
