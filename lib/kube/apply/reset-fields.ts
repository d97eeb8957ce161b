import { FieldSet } from './field-set';

const field = (...path: string[]) => path.map((name) => `f:${name}`);

const STATUS = FieldSet.of(field('status'));
const SPEC = FieldSet.of(field('spec'));
const SPEC_AND_METADATA = FieldSet.of(field('spec'), field('metadata'));

/** What some kinds reset beside the usual: the status on the main resource, the spec on `/status`. */
const SPECIAL: { readonly [part: string]: FieldSet } = {
  'apps/deployments/status': FieldSet.of(field('spec'), field('metadata', 'labels')),
  '/pods/status': FieldSet.of(
    field('spec'),
    field('metadata', 'deletionTimestamp'),
    field('metadata', 'ownerReferences'),
  ),
  '/namespaces/finalize': STATUS,
  'certificates.k8s.io/certificatesigningrequests': FieldSet.of(field('spec'), field('status')),
  'certificates.k8s.io/certificatesigningrequests/status': FieldSet.of(
    field('spec'),
    field('status', 'conditions'),
  ),
  'certificates.k8s.io/certificatesigningrequests/approval': FieldSet.of(
    field('spec'),
    field('status', 'certificate'),
  ),
  'networking.k8s.io/servicecidrs/status': SPEC_AND_METADATA,
  'resource.k8s.io/resourceclaims/status': SPEC_AND_METADATA,
  'storage.k8s.io/volumeattachments/status': SPEC_AND_METADATA,
  'flowcontrol.apiserver.k8s.io/flowschemas/status': SPEC_AND_METADATA,
  'flowcontrol.apiserver.k8s.io/prioritylevelconfigurations/status': SPEC_AND_METADATA,
  'admissionregistration.k8s.io/validatingadmissionpolicies/status': SPEC_AND_METADATA,
  'apiregistration.k8s.io/apiservices/status': SPEC_AND_METADATA,
};

/**
 * The fields that nobody can own by writing to this part of an object, because the server resets them. Undefined: there
 * are none, even where the server does reset some, as for `pods/resize`. For custom resources see {@link resetFieldsOfCustomResource}.
 *
 * @param subresource empty for the main resource
 * @param hasStatus whether the resource has a status subresource
 */
export function resetFieldsOf(
  { group, resource }: { readonly group: string; readonly resource: string },
  subresource: string,
  hasStatus: boolean,
): FieldSet | undefined {
  const special = SPECIAL[subresource ? `${group}/${resource}/${subresource}` : `${group}/${resource}`];
  if (special) return special;
  if (subresource === 'status') return SPEC;
  return subresource === '' && hasStatus ? STATUS : undefined;
}

/** The same for a custom resource. */
export function resetFieldsOfCustomResource(subresource: string, hasStatus: boolean): FieldSet | undefined {
  if (subresource === 'status') return SPEC_AND_METADATA;
  return hasStatus ? STATUS : undefined;
}
