import { type FieldError, forbiddenField, invalidValue, required } from '../field-error';
import { FieldPath } from '../field-path';
import type {
  FieldSelectorAttributes,
  LabelSelectorAttributes,
  NonResourceAttributes,
  ResourceAttributes,
  SubjectAccessReviewSpec,
} from '../generated/authorization-v1';
import type { FieldSelectorRequirement, ObjectMeta } from '../generated/meta-v1';
import { validateRequirement } from './label-selector';

const SPEC = FieldPath.of('spec');
const RESOURCE = SPEC.child('resourceAttributes');
const NON_RESOURCE = SPEC.child('nonResourceAttributes');
const SELECTOR_RULES = { allowUnknownOperators: true };

/** What the three kinds of access reviews have in common. */
export interface AccessQuestion {
  readonly metadata: ObjectMeta;
  readonly spec: Pick<SubjectAccessReviewSpec, 'resourceAttributes' | 'nonResourceAttributes'>;
}

/** What is wrong with a SelfSubjectAccessReview. */
export function validateSelfAccessReview({ metadata, spec }: AccessQuestion): FieldError[] {
  const errors: FieldError[] = [];
  validateOneKind(spec, errors);
  validateResource(spec.resourceAttributes, errors);
  validateNoMetadata(metadata, 'must be empty', errors);
  return errors;
}

/** What is wrong with a SubjectAccessReview. */
export function validateAccessReview({ metadata, spec }: SubjectQuestion): FieldError[] {
  const errors: FieldError[] = [];
  validateSubject(spec, errors);
  validateNoMetadata(metadata, 'must be empty', errors);
  return errors;
}

/** What is wrong with a LocalSubjectAccessReview. */
export function validateLocalAccessReview({ metadata, spec }: SubjectQuestion): FieldError[] {
  const errors: FieldError[] = [];
  const { namespace = '', ...rest } = metadata;
  const { resourceAttributes, nonResourceAttributes } = spec;
  validateSubject(spec, errors);
  if (Object.keys(rest).some((field) => field !== 'managedFields'))
    errors.push(invalidValue(FieldPath.of('metadata'), metadata, 'must be empty except for namespace'));
  if (resourceAttributes && (resourceAttributes.namespace ?? '') !== namespace)
    errors.push(
      invalidValue(
        RESOURCE.child('namespace'),
        resourceAttributes.namespace ?? '',
        'must match metadata.namespace',
      ),
    );
  if (nonResourceAttributes)
    errors.push(
      invalidValue(NON_RESOURCE, internal(nonResourceAttributes), 'disallowed on this kind of request'),
    );
  return errors;
}

interface SubjectQuestion extends AccessQuestion {
  readonly spec: SubjectAccessReviewSpec;
}

function validateSubject(spec: SubjectAccessReviewSpec, errors: FieldError[]): void {
  validateOneKind(spec, errors);
  if (!spec.user && !spec.groups?.length)
    errors.push(invalidValue(SPEC.child('user'), '', 'at least one of user or group must be specified'));
  validateResource(spec.resourceAttributes, errors);
}

function validateOneKind(
  { resourceAttributes, nonResourceAttributes }: AccessQuestion['spec'],
  errors: FieldError[],
): void {
  if (resourceAttributes && nonResourceAttributes)
    errors.push(
      invalidValue(
        NON_RESOURCE,
        internal(nonResourceAttributes),
        'cannot be specified in combination with resourceAttributes',
      ),
    );
  if (!resourceAttributes && !nonResourceAttributes)
    errors.push(
      invalidValue(
        RESOURCE,
        null,
        'exactly one of nonResourceAttributes or resourceAttributes must be specified',
      ),
    );
}

/** As the type inside of Kubernetes prints itself. */
function internal({ path = '', verb = '' }: NonResourceAttributes): object {
  return { Path: path, Verb: verb };
}

function validateNoMetadata(metadata: ObjectMeta, detail: string, errors: FieldError[]): void {
  if (Object.keys(metadata).some((field) => field !== 'managedFields'))
    errors.push(invalidValue(FieldPath.of('metadata'), metadata, detail));
}

function validateResource(attributes: ResourceAttributes | undefined, errors: FieldError[]): void {
  const { fieldSelector, labelSelector } = attributes ?? {};
  const fields = RESOURCE.child('fieldSelector');
  const labels = RESOURCE.child('labelSelector');
  validateSelector(fieldSelector, fields, errors);
  fieldSelector?.requirements?.forEach((requirement, index) => {
    validateFieldRequirement(requirement, fields.child('requirements').index(index), errors);
  });
  validateSelector(labelSelector, labels, errors);
  labelSelector?.requirements?.forEach((requirement, index) => {
    validateRequirement(requirement, labels.child('requirements').index(index), errors, SELECTOR_RULES);
  });
}

function validateSelector(
  selector: FieldSelectorAttributes | LabelSelectorAttributes | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!selector) return;
  const { rawSelector = '', requirements = [] } = selector;
  if (rawSelector && requirements.length > 0)
    errors.push(
      invalidValue(
        path.child('rawSelector'),
        rawSelector,
        'may not specified at the same time as requirements',
      ),
    );
  if (!rawSelector && requirements.length === 0)
    errors.push(
      required(
        path.child('requirements'),
        `when ${path} is specified, requirements or rawSelector is required`,
      ),
    );
}

function validateFieldRequirement(
  { key, operator, values = [] }: FieldSelectorRequirement,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!key) errors.push(required(path.child('key'), 'must be specified'));
  if ((operator === 'In' || operator === 'NotIn') && values.length === 0)
    errors.push(required(path.child('values'), "must be specified when `operator` is 'In' or 'NotIn'"));
  if ((operator === 'Exists' || operator === 'DoesNotExist') && values.length > 0)
    errors.push(
      forbiddenField(
        path.child('values'),
        "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
      ),
    );
}
