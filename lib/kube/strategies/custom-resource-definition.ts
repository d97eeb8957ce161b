import { withWebhookPort } from '../defaults/admission';
import { changeField, fillAbsent, fillEmpty, withField } from '../defaults/defaulting';
import { type FieldError, invalidValue } from '../field-error';
import { FieldPath } from '../field-path';
import type {
  CustomResourceConversion,
  CustomResourceDefinition,
  CustomResourceDefinitionSpec,
} from '../generated/apiextensions-v1';
import { nameIsDnsSubdomain } from '../names';
import type { Strategy } from '../strategy';
import { validateApiApproval } from '../validation/crd/api-approval';
import { validateDefinitionSpec, validateStoredVersions } from '../validation/crd/definition';
import { unknownFormats } from '../validation/crd/formats';
import { internalVersions } from '../validation/crd/internal-definition';
import { validateNames } from '../validation/crd/names';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/object-meta';
import { validateImmutable } from '../validation/scalars';
import { validateCaBundle } from '../validation/webhook-client';
import { specChanged } from './spec-changed';

type Definition = CustomResourceDefinition;

// Its own finalizer has no prefix, which other kinds refuse.
const METADATA = FieldPath.of('metadata');
const SPEC = FieldPath.of('spec');
const ACCEPTED_NAMES = FieldPath.of('status').child('acceptedNames');

/** Rules of CEL in schemas are kept as they are: their texts are checked, what they say is not. */
export const customResourceDefinitionStrategy: Strategy<Definition> = {
  validatesOwnMetadata: true,
  allowUnconditionalUpdate: false,
  defaults: withDefaults,
  initialStatus: () => ({ acceptedNames: { plural: '', kind: '' } }),
  prepareForCreate: withStoredVersion,
  prepareForUpdate: withStoredVersion,
  generationChanged: specChanged,
  validate: (definition) => {
    const errors: FieldError[] = [];
    validateObjectMeta(definition.metadata, false, nameRuleOf(definition), METADATA, errors);
    validateDefinition(definition, undefined, true, errors);
    return errors;
  },
  validateUpdate: (definition, old) => {
    const errors: FieldError[] = [];
    validateObjectMetaUpdate(definition.metadata, old.metadata, METADATA, errors);
    validateDefinition(definition, old, mayHaveAnyCaBundle(old), errors);
    return errors;
  },
  validateStatusUpdate: (definition, old) => {
    const errors: FieldError[] = [];
    validateObjectMetaUpdate(definition.metadata, old.metadata, METADATA, errors);
    validateAcceptedNames(definition, errors);
    return errors;
  },
  warnings: (definition, old) => {
    const before = old ? formatsIn(old) : [];
    return formatsIn(definition)
      .filter((format) => !before.includes(format))
      .map((format) => `unrecognized format ${JSON.stringify(format)}`);
  },
};

function withDefaults(definition: Definition): Definition {
  const filled = withField(definition, 'spec', withSpecDefaults(definition.spec));
  if (filled.status?.storedVersions?.length) return filled;
  const stored = filled.spec.versions?.find(({ storage }) => storage);
  if (!stored) return filled;
  return { ...filled, status: { ...filled.status, storedVersions: [stored.name] } };
}

function withSpecDefaults(given: CustomResourceDefinitionSpec): CustomResourceDefinitionSpec {
  const { kind } = given.names;
  const names = fillEmpty(given.names, {
    singular: kind?.toLowerCase() || undefined,
    listKind: kind ? `${kind}List` : undefined,
  });
  const spec = fillAbsent(withField(given, 'names', names), { conversion: { strategy: 'None' } });
  return changeField(spec, 'conversion', withServicePort);
}

function withServicePort(conversion: CustomResourceConversion): CustomResourceConversion {
  return changeField(conversion, 'webhook', (webhook) =>
    changeField(webhook, 'clientConfig', (client) => changeField(client, 'service', withWebhookPort)),
  );
}

/** Objects may be stored in the storage version from now on. */
function withStoredVersion(definition: Definition): Definition {
  const { storedVersions = [] } = definition.status ?? {};
  const storage = definition.spec.versions?.find((version) => version.storage)?.name;
  if (storage === undefined || storedVersions.includes(storage)) return definition;
  return { ...definition, status: { ...definition.status, storedVersions: [...storedVersions, storage] } };
}

function nameRuleOf({ spec }: Definition): (name: string, prefix: boolean) => string[] {
  const expected = `${spec.names.plural ?? ''}.${spec.group ?? ''}`;
  return (name, prefix) => {
    const problems = nameIsDnsSubdomain(name, prefix);
    return name === expected ? problems : [...problems, 'must be spec.names.plural+"."+spec.group'];
  };
}

function validateDefinition(
  definition: Definition,
  old: Definition | undefined,
  anyCaBundle: boolean,
  errors: FieldError[],
): void {
  const { spec } = definition;
  validateDefinitionSpec(spec, old?.spec, anyCaBundle, errors);
  if (old) validateNamesAreKept(spec, old, errors);
  validateAcceptedNames(definition, errors);
  validateStoredVersions(definition, errors);
  validateApiApproval(definition, old, errors);
  if (spec.preserveUnknownFields && !old?.spec.preserveUnknownFields)
    errors.push(invalidValue(SPEC.child('preserveUnknownFields'), true, NO_TOP_LEVEL));
}

const NO_TOP_LEVEL =
  'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead';

function validateNamesAreKept(
  spec: CustomResourceDefinitionSpec,
  old: Definition,
  errors: FieldError[],
): void {
  const names = SPEC.child('names');
  if (isEstablished(old)) {
    validateImmutable(spec.scope, old.spec.scope, SPEC.child('scope'), errors);
    validateImmutable(spec.names.kind, old.spec.names.kind, names.child('kind'), errors);
  }
  validateImmutable(spec.group, old.spec.group, SPEC.child('group'), errors);
  validateImmutable(spec.names.plural, old.spec.names.plural, names.child('plural'), errors);
}

function validateAcceptedNames({ status }: Definition, errors: FieldError[]): void {
  if (status?.acceptedNames) validateNames(status.acceptedNames, ACCEPTED_NAMES, errors);
}

function isEstablished({ status }: Definition): boolean {
  const condition = status?.conditions?.find(({ type }) => type === 'Established');
  return condition?.status === 'True';
}

/** Before it is used, or while it has been wrong all the time. */
function mayHaveAnyCaBundle(old: Definition): boolean {
  const caBundle = old.spec.conversion?.webhook?.clientConfig?.caBundle;
  if (!isEstablished(old)) return true;
  if (!caBundle) return false;
  const errors: FieldError[] = [];
  validateCaBundle(caBundle, SPEC, errors);
  return errors.length > 0;
}

function formatsIn({ spec }: Definition): string[] {
  const { shared, versions } = internalVersions(spec);
  return unknownFormats([shared, ...versions].map(({ schema }) => schema?.openAPIV3Schema));
}
