import { type FieldError, invalidValue } from '../field-error';
import { FieldPath } from '../field-path';
import type { Ingress } from '../generated/networking-v1';
import { nameIsDnsSubdomain } from '../names';
import type { Strategy } from '../strategy';
import { rulesForUpdate, validateIngressSpec } from '../validation/ingress';
import { ingressPointWarnings, validateIngressPoints } from '../validation/load-balancer-status';
import { validateOwnMetadata, validateOwnMetadataUpdate } from '../validation/own-metadata';
import { specChanged } from './spec-changed';

const SCOPE = { namespaced: true, nameRule: nameIsDnsSubdomain };
const BALANCER = FieldPath.of('status').child('loadBalancer');
const CLASS = 'kubernetes.io/ingress.class';

export const ingressStrategy: Strategy<Ingress> = {
  validatesOwnMetadata: true,
  initialStatus: () => ({ loadBalancer: {} }),
  generationChanged: specChanged,
  validate: (ingress) => {
    const errors: FieldError[] = [];
    const { annotations } = ingress.metadata;
    const { ingressClassName } = ingress.spec ?? {};
    validateOwnMetadata(ingress, SCOPE, errors);
    validateIngressSpec(ingress.spec ?? {}, errors);
    const className = annotations?.[CLASS];
    if (className !== undefined && ingressClassName !== undefined && className !== ingressClassName)
      errors.push(
        invalidValue(
          FieldPath.of('annotations').child(CLASS),
          className,
          'must match `ingressClassName` when both are specified',
        ),
      );
    return errors;
  },
  validateUpdate: (ingress, old) => {
    const errors: FieldError[] = [];
    validateOwnMetadataUpdate(ingress, old, errors);
    validateOwnMetadata(ingress, SCOPE, errors);
    validateIngressSpec(ingress.spec ?? {}, errors, rulesForUpdate(old.spec ?? {}));
    return errors;
  },
  warnings: ({ metadata, spec }, old) =>
    !old && metadata.annotations?.[CLASS] !== undefined && spec?.ingressClassName === undefined
      ? [`annotation "${CLASS}" is deprecated, please use 'spec.ingressClassName' instead`]
      : [],
  validateStatusUpdate: (ingress, old) => {
    const errors: FieldError[] = [];
    validateOwnMetadataUpdate(ingress, old, errors);
    validateIngressPoints(ingress.status?.loadBalancer, old.status?.loadBalancer, BALANCER, errors);
    return errors;
  },
  statusWarnings: (ingress) => ingressPointWarnings(ingress.status, BALANCER.child('ingress')),
};
