import { someSchema } from '../../custom-resource/schema-parts';
import { type FieldError, invalidValue, notSupported, required } from '../../field-error';
import { FieldPath } from '../../field-path';
import { equal } from '../../frozen';
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionSpec,
  CustomResourceDefinitionVersion,
  CustomResourceSubresources,
} from '../../generated/apiextensions-v1';
import { goTyped } from '../../go-format';
import { goStruct } from '../../go-struct';
import { isDns1123Subdomain } from '../../names';
import { validateConversion } from './conversion';
import { type InternalVersions, internalVersions } from './internal-definition';
import { validateLabel, validateNames } from './names';
import { unsupportedReason } from './unsupported-fields';
import { validateColumns, validateSelectableFields, validateSubresources } from './version-parts';
import { validateVersionSchema } from './version-schema';

const SPEC = FieldPath.of('spec');
const VERSIONS = SPEC.child('versions');
const STORED_VERSIONS = FieldPath.of('status').child('storedVersions');
const SCOPES = ['Cluster', 'Namespaced'];
const INTERNAL_VERSIONS = '[]apiextensions.CustomResourceDefinitionVersion';
const NAMES = ['plural', 'singular', 'kind', 'listKind'] as const;

/**
 * All that is wrong with `spec`, in Kubernetes' order.
 *
 * @param old as it was accepted before
 * @param mayHaveAnyCaBundle nobody uses the definition yet, or the one before had such certificates, too
 */
export function validateDefinitionSpec(
  spec: CustomResourceDefinitionSpec,
  old: CustomResourceDefinitionSpec | undefined,
  mayHaveAnyCaBundle: boolean,
  errors: FieldError[],
): void {
  const internal = internalVersions(spec);
  const unchanged = versionsWithUnchangedSchema(spec, old);
  validateGroup(spec.group, errors);
  validateScope(spec.scope, errors);
  validateSchemasArePresent(internal, errors);
  validateDefaultsArePossible(spec, errors);
  validateVersions(internal, unchanged, errors);
  validateLabel(spec.versions?.[0]?.name, SPEC.child('version'), errors);
  for (const name of NAMES) if (!spec.names[name]) errors.push(required(SPEC.child('names').child(name)));
  validateNames(spec.names, SPEC.child('names'), errors);
  validateShared(internal, unchanged, errors);
  const { conversion, preserveUnknownFields } = spec;
  if (conversion && conversion.strategy !== 'None' && preserveUnknownFields)
    errors.push(
      invalidValue(
        SPEC.child('conversion').child('strategy'),
        goTyped(conversion.strategy ?? ''),
        'must be None if spec.preserveUnknownFields is true',
      ),
    );
  if (conversion) validateConversion(conversion, mayHaveAnyCaBundle, SPEC.child('conversion'), errors);
}

function versionsWithUnchangedSchema(
  { versions = [] }: CustomResourceDefinitionSpec,
  old: CustomResourceDefinitionSpec | undefined,
): ReadonlySet<string> {
  const before = new Map(old?.versions?.map(({ name, schema }) => [name, { schema }]));
  const unchanged = versions.filter(({ name, schema }) => equal({ schema }, before.get(name)));
  return new Set(unchanged.map(({ name }) => name));
}

function validateGroup(group: string | undefined, errors: FieldError[]): void {
  const path = SPEC.child('group');
  const problems = group ? isDns1123Subdomain(group) : [];
  if (!group) errors.push(required(path));
  else if (problems.length > 0) errors.push(invalidValue(path, group, problems.join(',')));
  else if (!group.includes('.'))
    errors.push(invalidValue(path, group, 'should be a domain with at least one dot'));
}

function validateScope(scope: string | undefined, errors: FieldError[]): void {
  const path = SPEC.child('scope');
  if (!scope) errors.push(required(path));
  else if (!SCOPES.includes(scope)) errors.push(notSupported(path, scope, SCOPES));
}

function validateSchemasArePresent({ shared, versions }: InternalVersions, errors: FieldError[]): void {
  if (shared.schema?.openAPIV3Schema) return;
  versions.forEach(({ schema }, index) => {
    if (!schema?.openAPIV3Schema)
      errors.push(required(VERSIONS.index(index).child('schema').child('openAPIV3Schema')));
  });
}

function validateDefaultsArePossible(spec: CustomResourceDefinitionSpec, errors: FieldError[]): void {
  if (!spec.preserveUnknownFields) return;
  const hasDefaults = (version: CustomResourceDefinitionVersion) =>
    someSchema(version.schema?.openAPIV3Schema, (schema) => schema.default !== undefined);
  if (spec.versions?.some(hasDefaults))
    errors.push(
      invalidValue(
        SPEC.child('preserveUnknownFields'),
        true,
        'must be false in order to use defaults in the schema',
      ),
    );
}

const hasStatus = (subresources: CustomResourceSubresources | undefined) =>
  subresources?.status !== undefined;

function validateVersions(
  { shared, versions }: InternalVersions,
  unchanged: ReadonlySet<string>,
  errors: FieldError[],
): void {
  versions.forEach((version, index) => {
    const path = VERSIONS.index(index);
    validateLabel(version.name, path.child('name'), errors, true);
    const isWithStatus = hasStatus(
      versions.some(({ subresources }) => subresources) ? version.subresources : shared.subresources,
    );
    validateVersion(version, isWithStatus, unchanged.has(version.name), path, errors);
  });
  // Without any, Kubernetes tells an empty list from none at all; decoded objects do not.
  const invalid = (detail: string) =>
    errors.push(invalidValue(VERSIONS, goStruct(INTERNAL_VERSIONS, versions), detail));
  if (new Set(versions.map(({ name }) => name)).size < versions.length)
    invalid('must contain unique version names');
  if (versions.filter(({ storage }) => storage).length !== 1)
    invalid('must have exactly one version marked as storage version');
}

function validateVersion(
  version: CustomResourceDefinitionVersion,
  isWithStatus: boolean,
  isUnchanged: boolean,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { deprecated = false, deprecationWarning } = version;
  for (const problem of deprecationProblems(deprecated, deprecationWarning))
    errors.push(invalidValue(path.child('deprecationWarning'), goTyped(deprecationWarning!), problem));
  validateVersionSchema(version.schema, isWithStatus, isUnchanged, path.child('schema'), errors);
  validateSubresources(version.subresources, path.child('subresources'), errors);
  validateColumns(version.additionalPrinterColumns, path.child('additionalPrinterColumns'), errors);
  const { selectableFields = [] } = version;
  if (selectableFields.length === 0) return;
  const own = path.child('selectableFields');
  const schema = version.schema?.openAPIV3Schema;
  const reason = unsupportedReason(schema);
  // Kubernetes says the opposite of what it means.
  if (!schema)
    errors.push(
      invalidValue(own, '', 'may only be set when `version.schema.openAPIV3Schema` is not included'),
    );
  else if (reason) errors.push(invalidValue(path.child('schema.openAPIV3Schema'), '', reason));
  else validateSelectableFields(selectableFields, schema, own, errors);
}

const MAX_WARNING = 256;

function deprecationProblems(isDeprecated: boolean, warning: string | undefined): string[] {
  if (warning === undefined) return [];
  if (!isDeprecated) return ['can only be set for deprecated versions'];
  const problems: string[] = [];
  if (Buffer.byteLength(warning) > MAX_WARNING) problems.push('must be <= 256 characters long');
  if (warning === '') problems.push('must not be an empty string');
  const at = warning.search(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u);
  if (at >= 0)
    problems.push(
      `must only contain printable UTF-8 characters; non-printable character found at index ${Buffer.byteLength(warning.slice(0, at))}`,
    );
  return problems;
}

/** What is the same in all versions. */
function validateShared(
  { shared, versions }: InternalVersions,
  unchanged: ReadonlySet<string>,
  errors: FieldError[],
): void {
  const isUnchanged = versions[0] !== undefined && unchanged.has(versions[0].name);
  const isWithStatus = [shared, ...versions].some(({ subresources }) => hasStatus(subresources));
  validateVersionSchema(shared.schema, isWithStatus, isUnchanged, SPEC.child('validation'), errors);
  validateSubresources(shared.subresources, SPEC.child('subresources'), errors);
  validateColumns(shared.additionalPrinterColumns, SPEC.child('additionalPrinterColumns'), errors);
  const { selectableFields = [], schema } = shared;
  if (selectableFields.length === 0) return;
  const own = SPEC.child('selectableFields');
  const reason = unsupportedReason(schema?.openAPIV3Schema);
  if (!schema) errors.push(invalidValue(own, '', 'may only be set when validations.schema is included'));
  else if (reason) errors.push(invalidValue(SPEC.child('schema.openAPIV3Schema'), '', reason));
  else if (schema.openAPIV3Schema)
    validateSelectableFields(selectableFields, schema.openAPIV3Schema, own, errors);
}

/** `status.storedVersions`: the versions in which objects may be stored. */
export function validateStoredVersions(
  { spec, status }: CustomResourceDefinition,
  errors: FieldError[],
): void {
  const { storedVersions = [] } = status ?? {};
  if (storedVersions.length === 0) {
    errors.push(invalidValue(STORED_VERSIONS, null, 'must have at least one stored version'));
    return;
  }
  const { versions = [] } = spec;
  for (const { name, storage } of versions)
    if (storage && !storedVersions.includes(name))
      errors.push(invalidValue(STORED_VERSIONS, storedVersions, `must have the storage version ${name}`));
  storedVersions.forEach((stored, index) => {
    if (!versions.some(({ name }) => name === stored))
      errors.push(
        invalidValue(
          STORED_VERSIONS.index(index),
          stored,
          `missing from spec.versions; ${stored} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${stored} and removes ${stored} from status.storedVersions`,
        ),
      );
  });
}
