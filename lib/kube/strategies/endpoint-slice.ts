import { changeElements, fillAbsent, withField } from '../defaults/defaulting';
import type { FieldError } from '../field-error';
import { FieldPath } from '../field-path';
import { equal } from '../frozen';
import type { Endpoint, EndpointSlice } from '../generated/discovery-v1';
import { nameIsDnsSubdomain } from '../names';
import type { Strategy } from '../strategy';
import { validateSliceEndpoints, validateSlicePorts } from '../validation/endpoint-slice';
import { ipWarnings } from '../validation/ip';
import { validateOwnMetadata } from '../validation/own-metadata';
import { validateChoice, validateImmutable } from '../validation/scalars';

const SCOPE = { namespaced: true, nameRule: nameIsDnsSubdomain };
const ADDRESS_TYPE = FieldPath.of('addressType');
const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6'];

const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const CONTROLLERS = ['endpointslice-controller.k8s.io', 'endpointslicemirroring-controller.k8s.io'];

export const endpointSliceStrategy: Strategy<EndpointSlice> = {
  validatesOwnMetadata: true,
  defaults: (slice) =>
    changeElements(slice, 'ports', (port) => fillAbsent(port, { name: '', protocol: 'TCP' })),
  prepareForCreate: withoutTopology,
  prepareForUpdate: (slice, old) => (equal(slice.endpoints, old.endpoints) ? slice : withoutTopology(slice)),
  generationChanged: (slice, old) =>
    !equal(slice.endpoints, old.endpoints) ||
    !equal(slice.ports, old.ports) ||
    slice.addressType !== old.addressType ||
    !equal(slice.metadata.labels, old.metadata.labels),
  validate: (slice) => {
    const errors: FieldError[] = [];
    validateHead(slice, errors);
    validateSliceEndpoints(slice.endpoints ?? [], slice.addressType, errors);
    return errors;
  },
  validateUpdate: (slice, old) => {
    const errors: FieldError[] = [];
    validateHead(slice, errors);
    if (!equal(slice.endpoints, old.endpoints))
      validateSliceEndpoints(slice.endpoints ?? [], slice.addressType, errors);
    validateImmutable(slice.addressType, old.addressType, ADDRESS_TYPE, errors);
    return errors;
  },
  warnings: (slice, old) => {
    const isDeprecated = !old && slice.addressType === 'FQDN';
    const deprecated = isDeprecated ? ['spec.addressType: FQDN endpoints are deprecated'] : [];
    return [...deprecated, ...addressWarnings(slice)];
  },
};

/** The topology of an endpoint is stored only for clients of a version that is no longer served. */
function withoutTopology(slice: EndpointSlice): EndpointSlice {
  return changeElements(slice, 'endpoints', (endpoint: Endpoint) =>
    withField(endpoint, 'deprecatedTopology', undefined),
  );
}

function validateHead(slice: EndpointSlice, errors: FieldError[]): void {
  validateOwnMetadata(slice, SCOPE, errors);
  validateChoice(slice.addressType, ADDRESS_TYPES, ADDRESS_TYPE, errors);
  validateSlicePorts(slice.ports ?? [], errors);
}

function addressWarnings({ metadata, endpoints = [] }: EndpointSlice): string[] {
  if (CONTROLLERS.includes(metadata.labels?.[MANAGED_BY] ?? '')) return [];
  return (endpoints ?? []).flatMap(({ addresses = [] }, index) =>
    addresses.flatMap((address, position) =>
      ipWarnings(address, FieldPath.of('endpoints').index(index).child('addresses').index(position)),
    ),
  );
}
