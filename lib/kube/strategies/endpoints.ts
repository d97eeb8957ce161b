import { changeElements, fillEmpty } from '../defaults/defaulting';
import type { FieldError } from '../field-error';
import { FieldPath } from '../field-path';
import { equal } from '../frozen';
import type { EndpointSubset, Endpoints } from '../generated/core-v1';
import { nameIsDnsSubdomain } from '../names';
import type { Strategy } from '../strategy';
import { validateSubsets } from '../validation/endpoints';
import { ipWarnings } from '../validation/ip';
import { validateOwnMetadata, validateOwnMetadataUpdate } from '../validation/own-metadata';

const SCOPE = { namespaced: true, nameRule: nameIsDnsSubdomain };
const SUBSETS = FieldPath.of('subsets');
const MANAGED_BY = 'endpoints.kubernetes.io/managed-by';

export const endpointsStrategy: Strategy<Endpoints> = {
  allowCreateOnUpdate: true,
  validatesOwnMetadata: true,
  defaults: (endpoints) =>
    changeElements(endpoints, 'subsets', (subset: EndpointSubset) =>
      changeElements(subset, 'ports', (port) => fillEmpty(port, { protocol: 'TCP' })),
    ),
  validate: (endpoints) => {
    const errors: FieldError[] = [];
    validateOwnMetadata(endpoints, SCOPE, errors);
    validateSubsets(endpoints.subsets ?? [], errors);
    return errors;
  },
  validateUpdate: (endpoints, old) => {
    const errors: FieldError[] = [];
    validateOwnMetadataUpdate(endpoints, old, errors);
    validateOwnMetadata(endpoints, SCOPE, errors);
    if (!equal(endpoints.subsets, old.subsets)) validateSubsets(endpoints.subsets ?? [], errors);
    return errors;
  },
  warnings: ({ metadata, subsets = [] }) =>
    metadata.labels?.[MANAGED_BY] === 'endpoint-controller' ? [] : subsets.flatMap(subsetWarnings),
};

function subsetWarnings(subset: EndpointSubset, index: number): string[] {
  return (['addresses', 'notReadyAddresses'] as const).flatMap((field) =>
    (subset[field] ?? []).flatMap(({ ip }, position) =>
      ipWarnings(ip, SUBSETS.index(index).child(field).index(position).child('ip')),
    ),
  );
}
