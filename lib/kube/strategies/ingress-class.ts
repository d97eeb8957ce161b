import { changeField, fillAbsent } from '../defaults/defaulting';
import { type FieldError, forbiddenField, invalidValue, required, tooLong } from '../field-error';
import { FieldPath } from '../field-path';
import type { IngressClass, IngressClassParametersReference } from '../generated/networking-v1';
import { nameIsDnsLabel, nameIsDnsSubdomain } from '../names';
import type { Strategy } from '../strategy';
import { validateOwnMetadata, validateOwnMetadataUpdate } from '../validation/own-metadata';
import { validateDomainPrefixedPath, validateTypedReference } from '../validation/references';
import { validateImmutable, validateSupported } from '../validation/scalars';
import { specChanged } from './spec-changed';

const SCOPE = { namespaced: false, nameRule: nameIsDnsSubdomain };
const CONTROLLER = FieldPath.of('spec').child('controller');
const PARAMETERS = FieldPath.of('spec').child('parameters');
const CONTROLLER_LIMIT = 250;
const SCOPES = ['Cluster', 'Namespace'];

export const ingressClassStrategy: Strategy<IngressClass> = {
  validatesOwnMetadata: true,
  generationChanged: specChanged,
  defaults: (ingressClass) =>
    changeField(ingressClass, 'spec', (spec) =>
      changeField(spec, 'parameters', (parameters) => fillAbsent(parameters, { scope: 'Cluster' })),
    ),
  validate: (ingressClass) => {
    const errors: FieldError[] = [];
    validateIngressClass(ingressClass, errors);
    return errors;
  },
  validateUpdate: (ingressClass, old) => {
    const errors: FieldError[] = [];
    validateOwnMetadataUpdate(ingressClass, old, errors);
    validateImmutable(ingressClass.spec?.controller ?? '', old.spec?.controller ?? '', CONTROLLER, errors);
    validateIngressClass(ingressClass, errors);
    return errors;
  },
};

function validateIngressClass(ingressClass: IngressClass, errors: FieldError[]): void {
  validateOwnMetadata(ingressClass, SCOPE, errors);
  const { controller = '', parameters } = ingressClass.spec ?? {};
  if (Buffer.byteLength(controller) > CONTROLLER_LIMIT) errors.push(tooLong(CONTROLLER, CONTROLLER_LIMIT));
  validateDomainPrefixedPath(controller, CONTROLLER, errors);
  if (parameters) validateParameters(parameters, errors);
}

function validateParameters(parameters: IngressClassParametersReference, errors: FieldError[]): void {
  validateTypedReference(parameters, PARAMETERS, errors);
  const { scope, namespace } = parameters;
  const at = PARAMETERS.child('namespace');
  validateSupported(scope, SCOPES, PARAMETERS.child('scope'), errors);
  if (scope === 'Cluster' && namespace !== undefined)
    errors.push(forbiddenField(at, "`parameters.scope` is set to 'Cluster'"));
  if (scope !== 'Namespace') return;
  if (namespace === undefined) errors.push(required(at, "`parameters.scope` is set to 'Namespace'"));
  else
    for (const message of nameIsDnsLabel(namespace, false)) errors.push(invalidValue(at, namespace, message));
}
