import { AdmissionExpressions } from '../cel/admission-expressions';
import { withMatchDefaults } from '../defaults/admission';
import { changeField, fillAbsent } from '../defaults/defaulting';
import { type FieldError, invalidValue, notSupported, required } from '../field-error';
import { FieldPath } from '../field-path';
import type {
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicySpec,
  Mutation,
} from '../generated/admissionregistration-v1';
import { goTyped } from '../go-format';
import { nameIsDnsSubdomain } from '../names';
import type { Strategy } from '../strategy';
import { validateExpression } from '../validation/admission-expression';
import { staticNameWarnings, validateVariables } from '../validation/admission-policy';
import { validatePolicyTarget } from '../validation/admission-policy-target';
import { REINVOCATION_POLICIES } from '../validation/admission-rules';
import { validateOwnMetadata } from '../validation/own-metadata';
import { validateChoice } from '../validation/scalars';
import { specChanged } from './spec-changed';

const SCOPE = { namespaced: false, nameRule: nameIsDnsSubdomain };
const SPEC = FieldPath.of('spec');
const MUTATIONS = SPEC.child('mutations');

/** The field that holds the expression of each kind of patch. */
const FIELDS = { ApplyConfiguration: 'applyConfiguration', JSONPatch: 'jsonPatch' } as const;
const PATCH_TYPES = Object.keys(FIELDS);

export const mutatingAdmissionPolicyStrategy: Strategy<MutatingAdmissionPolicy> = {
  validatesOwnMetadata: true,
  allowUnconditionalUpdate: false,
  defaults: (policy) =>
    changeField(policy, 'spec', (spec) =>
      changeField(fillAbsent(spec, { failurePolicy: 'Fail' }), 'matchConstraints', withMatchDefaults),
    ),
  generationChanged: specChanged,
  validate: errorsOf,
  validateUpdate: errorsOf,
  warnings: ({ metadata }) => staticNameWarnings(metadata.name),
};

function errorsOf(policy: MutatingAdmissionPolicy): FieldError[] {
  const errors: FieldError[] = [];
  validateOwnMetadata(policy, SCOPE, errors);
  validateSpec(policy.spec ?? {}, errors);
  return errors;
}

function validateSpec(spec: MutatingAdmissionPolicySpec, errors: FieldError[]): void {
  validatePolicyTarget(spec, true, SPEC, errors);
  const expressions = new AdmissionExpressions({
    hasParams: spec.paramKind !== undefined,
    hasVariables: true,
  });
  validateVariables(spec.variables, expressions, SPEC.child('variables'), errors);
  const { mutations = [], reinvocationPolicy } = spec;
  if (mutations.length === 0) errors.push(required(MUTATIONS, 'mutations must contain at least one item'));
  mutations.forEach((mutation, index) => {
    validateMutation(mutation, expressions, MUTATIONS.index(index), errors);
  });
  validateChoice(reinvocationPolicy, REINVOCATION_POLICIES, SPEC.child('reinvocationPolicy'), errors);
}

function validateMutation(
  mutation: Mutation,
  expressions: AdmissionExpressions,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { patchType } = mutation;
  const field = FIELDS[patchType];
  if (!patchType) errors.push(required(path.child('patchType')));
  else if (!field) errors.push(notSupported(path.child('patchType'), goTyped(patchType), PATCH_TYPES));
  if (!field) return;
  const other = field === 'jsonPatch' ? 'applyConfiguration' : 'jsonPatch';
  const given = mutation[field];
  if (!given) errors.push(required(path.child(field), `must be specified when patchType is ${patchType}`));
  else validateMutationExpression(given.expression ?? '', field, expressions, path.child(field), errors);
  if (mutation[other])
    errors.push(
      invalidValue(path.child(other), `{${other}}`, `must not be specified when patchType is ${patchType}`),
    );
}

function validateMutationExpression(
  expression: string,
  use: (typeof FIELDS)[keyof typeof FIELDS],
  expressions: AdmissionExpressions,
  path: FieldPath,
  errors: FieldError[],
): void {
  const text = expression.trim();
  if (text === '') errors.push(required(path.child('expression')));
  else validateExpression(text, use, expressions, path.child('expression'), errors);
}
