import { AdmissionExpressions } from '../cel/admission-expressions';
import { withMatchDefaults } from '../defaults/admission';
import { changeField, fillAbsent } from '../defaults/defaulting';
import { duplicate, type FieldError, invalidValue, required } from '../field-error';
import { FieldPath } from '../field-path';
import type {
  AuditAnnotation,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicySpec,
  ValidatingAdmissionPolicyStatus,
  Validation,
} from '../generated/admissionregistration-v1';
import { goStruct } from '../go-struct';
import { nameIsDnsSubdomain } from '../names';
import type { Strategy } from '../strategy';
import { validateExpression } from '../validation/admission-expression';
import { staticNameWarnings, validateVariables } from '../validation/admission-policy';
import { validatePolicyTarget } from '../validation/admission-policy-target';
import { validateConditions } from '../validation/conditions';
import { validateQualifiedName } from '../validation/names';
import { validateOwnMetadata } from '../validation/own-metadata';
import { validateSupported } from '../validation/scalars';
import { specChanged } from './spec-changed';
import { withOldMetadata } from './status-metadata';

const SCOPE = { namespaced: false, nameRule: nameIsDnsSubdomain };
const SPEC = FieldPath.of('spec');
const STATUS = FieldPath.of('status');
const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge'];
const MAX_ANNOTATIONS = 20;
const MAX_VALUE_EXPRESSION = 5 * 1024;
const AT_LEAST_ONE = 'validations or auditAnnotations must contain at least one item';
const NOT_EMPTY = 'must be non-empty if specified';

export const validatingAdmissionPolicyStrategy: Strategy<ValidatingAdmissionPolicy> = {
  validatesOwnMetadata: true,
  allowUnconditionalUpdate: false,
  defaults: (policy) =>
    changeField(policy, 'spec', (spec) =>
      changeField(fillAbsent(spec, { failurePolicy: 'Fail' }), 'matchConstraints', withMatchDefaults),
    ),
  generationChanged: specChanged,
  validate: errorsOf,
  validateUpdate: errorsOf,
  prepareForStatusUpdate: withOldMetadata,
  validateStatusUpdate: ({ status }) => statusErrors(status ?? {}),
  warnings: ({ metadata }) => staticNameWarnings(metadata.name),
  statusWarnings: ({ metadata }) => staticNameWarnings(metadata.name),
};

function errorsOf(policy: ValidatingAdmissionPolicy): FieldError[] {
  const errors: FieldError[] = [];
  validateOwnMetadata(policy, SCOPE, errors);
  validateSpec(policy.spec ?? {}, policy.metadata.name, errors);
  return errors;
}

function expressionsOf({ paramKind, variables = [] }: ValidatingAdmissionPolicySpec): AdmissionExpressions {
  return new AdmissionExpressions({ hasParams: paramKind !== undefined, hasVariables: variables.length > 0 });
}

function validateSpec(
  spec: ValidatingAdmissionPolicySpec,
  name: string | undefined,
  errors: FieldError[],
): void {
  validatePolicyTarget(spec, false, SPEC, errors);
  const expressions = expressionsOf(spec);
  validateVariables(spec.variables, expressions, SPEC.child('variables'), errors);
  const { validations = [], auditAnnotations = [] } = spec;
  if (validations.length === 0 && auditAnnotations.length === 0) {
    errors.push(required(SPEC.child('validations'), AT_LEAST_ONE));
    errors.push(required(SPEC.child('auditAnnotations'), AT_LEAST_ONE));
    return;
  }
  validations.forEach((validation, index) => {
    validateValidation(validation, expressions, SPEC.child('validations').index(index), errors);
  });
  validateAnnotations(auditAnnotations, name, expressions, SPEC.child('auditAnnotations'), errors);
}

const isBlank = (text: string) => text.trim() === '';

function validateValidation(
  { expression = '', message = '', messageExpression = '', reason }: Validation,
  expressions: AdmissionExpressions,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (isBlank(expression)) errors.push(required(path.child('expression'), 'expression is not specified'));
  else validateExpression(expression, 'condition', expressions, path.child('expression'), errors);
  if (messageExpression !== '' && isBlank(messageExpression))
    errors.push(invalidValue(path.child('messageExpression'), messageExpression, NOT_EMPTY));
  else if (messageExpression !== '')
    validateExpression(messageExpression, 'message', expressions, path.child('messageExpression'), errors);
  if (message !== '' && isBlank(message))
    errors.push(invalidValue(path.child('message'), message, NOT_EMPTY));
  else if (/[\n\r]/.test(message.trim()))
    errors.push(invalidValue(path.child('message'), message, 'must not contain line breaks'));
  if (reason !== undefined) validateSupported(reason, REASONS, path.child('reason'), errors);
}

function validateAnnotations(
  annotations: readonly AuditAnnotation[],
  name: string | undefined,
  expressions: AdmissionExpressions,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (annotations.length > MAX_ANNOTATIONS)
    errors.push(
      invalidValue(
        path,
        goStruct('[]admissionregistration.AuditAnnotation', annotations),
        `must not have more than ${MAX_ANNOTATIONS} auditAnnotations`,
      ),
    );
  const keys = new Set<string>();
  annotations.forEach((annotation, index) => {
    const own = path.index(index);
    const { key = '' } = annotation;
    validateAnnotation(annotation, name, expressions, own, errors);
    if (keys.has(key)) errors.push(duplicate(own.child('key'), key));
    keys.add(key);
  });
}

function validateAnnotation(
  { key = '', valueExpression = '' }: AuditAnnotation,
  name: string | undefined,
  expressions: AdmissionExpressions,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (name) validateQualifiedName(`${name}/${key}`, path.child('key'), errors);
  else errors.push(invalidValue(path.child('key'), key, 'requires metadata.name be non-empty'));
  const own = path.child('valueExpression');
  if (isBlank(valueExpression)) errors.push(required(own, 'valueExpression is not specified'));
  else if (Buffer.byteLength(valueExpression.trim()) > MAX_VALUE_EXPRESSION)
    errors.push(required(own, `must not exceed ${MAX_VALUE_EXPRESSION} bytes in length`));
  else validateExpression(valueExpression, 'auditAnnotation', expressions, own, errors);
}

function statusErrors({ typeChecking, conditions = [] }: ValidatingAdmissionPolicyStatus): FieldError[] {
  const errors: FieldError[] = [];
  typeChecking?.expressionWarnings?.forEach(({ warning, fieldRef = '' }, index) => {
    const path = STATUS.child('typeChecking').child('expressionWarnings').index(index);
    if (!warning) errors.push(required(path.child('warning')));
    if (isBlank(fieldRef)) errors.push(required(path.child('fieldRef')));
  });
  validateConditions(conditions, STATUS.child('conditions'), errors);
  return errors;
}
