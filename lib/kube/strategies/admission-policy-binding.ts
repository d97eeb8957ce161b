import { withMatchDefaults } from '../defaults/admission';
import { changeField } from '../defaults/defaulting';
import { type FieldError, required } from '../field-error';
import { FieldPath } from '../field-path';
import type {
  MutatingAdmissionPolicyBinding,
  MutatingAdmissionPolicyBindingSpec,
  ValidatingAdmissionPolicyBinding,
} from '../generated/admissionregistration-v1';
import { nameIsDnsSubdomain } from '../names';
import type { KubeObject } from '../object';
import type { Strategy } from '../strategy';
import { staticNameWarnings, validateActions, validateParamRef } from '../validation/admission-policy';
import { validateMatchResources, validateMutableOperations } from '../validation/admission-rules';
import { validateDnsSubdomain } from '../validation/names';
import { validateOwnMetadata } from '../validation/own-metadata';
import { specChanged } from './spec-changed';

const SCOPE = { namespaced: false, nameRule: nameIsDnsSubdomain };
const SPEC = FieldPath.of('spec');

type Binding = ValidatingAdmissionPolicyBinding | MutatingAdmissionPolicyBinding;

export const validatingAdmissionPolicyBindingStrategy: Strategy<ValidatingAdmissionPolicyBinding> =
  bindingStrategy(({ spec }, errors) => {
    validateActions(spec?.validationActions ?? [], SPEC.child('validationActions'), errors);
  });

export const mutatingAdmissionPolicyBindingStrategy: Strategy<MutatingAdmissionPolicyBinding> =
  bindingStrategy(({ spec }, errors) => {
    if (spec?.matchResources)
      validateMutableOperations(spec.matchResources, SPEC.child('matchResources'), errors);
  });

function bindingStrategy<B extends Binding & KubeObject>(
  validateOwn: (binding: B, errors: FieldError[]) => void,
): Strategy<B> {
  const errorsOf = (binding: B): FieldError[] => {
    const errors: FieldError[] = [];
    validateOwnMetadata(binding, SCOPE, errors);
    validateTarget(binding.spec ?? {}, errors);
    validateOwn(binding, errors);
    return errors;
  };
  return {
    validatesOwnMetadata: true,
    allowUnconditionalUpdate: false,
    defaults: (binding) => changeField<Binding, 'spec'>(binding, 'spec', withSpecDefaults) as B,
    generationChanged: specChanged,
    validate: errorsOf,
    validateUpdate: errorsOf,
    warnings: ({ metadata }) => staticNameWarnings(metadata.name),
  };
}

function withSpecDefaults<S extends MutatingAdmissionPolicyBindingSpec>(spec: S): S {
  return changeField(spec as MutatingAdmissionPolicyBindingSpec, 'matchResources', withMatchDefaults) as S;
}

function validateTarget(
  { policyName, paramRef, matchResources }: MutatingAdmissionPolicyBindingSpec,
  errors: FieldError[],
): void {
  const path = SPEC.child('policyName');
  if (!policyName) errors.push(required(path));
  else validateDnsSubdomain(policyName, path, errors);
  if (paramRef) validateParamRef(paramRef, SPEC.child('paramRef'), errors);
  if (matchResources) validateMatchResources(matchResources, SPEC.child('matchResources'), errors);
}
