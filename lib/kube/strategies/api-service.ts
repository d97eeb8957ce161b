import { withWebhookPort } from '../defaults/admission';
import { changeField } from '../defaults/defaulting';
import { type FieldError, invalidValue, notSupported, required } from '../field-error';
import { FieldPath } from '../field-path';
import type { APIService, APIServiceCondition, APIServiceSpec } from '../generated/apiregistration-v1';
import { goQuote, goTyped } from '../go-format';
import { isDns1035Label, isPathSegmentName, isPortNumber } from '../names';
import type { Strategy } from '../strategy';
import { validateDnsSubdomain } from '../validation/names';
import { validateOwnMetadata, validateOwnMetadataUpdate } from '../validation/own-metadata';
import { validateByRule } from '../validation/scalars';

const SPEC = FieldPath.of('spec');
const CONDITIONS = FieldPath.of('status').child('conditions');
const STATUSES = ['True', 'False', 'Unknown'];
const MAX_GROUP_PRIORITY = 20_000;
const MAX_VERSION_PRIORITY = 1000;

/** A strategy has no clock: the status of a new version that has no Service is {@link withLocalCondition}'s. */
export const apiServiceStrategy: Strategy<APIService> = {
  validatesOwnMetadata: true,
  allowUnconditionalUpdate: false,
  defaults: (service) =>
    changeField(service, 'spec', (spec) => changeField(spec, 'service', withWebhookPort)),
  validate: errorsOf,
  validateUpdate: (service, old) => {
    const errors: FieldError[] = [];
    validateOwnMetadataUpdate(service, old, errors);
    errors.push(...errorsOf(service));
    return errors;
  },
  prepareForStatusUpdate: withMetadataOf,
  validateStatusUpdate: (service, old) => {
    const errors: FieldError[] = [];
    validateOwnMetadataUpdate(service, old, errors);
    service.status?.conditions?.forEach(({ status }, index) => {
      if (!STATUSES.includes(status ?? ''))
        errors.push(notSupported(CONDITIONS.index(index).child('status'), goTyped(status ?? ''), STATUSES));
    });
    return errors;
  },
};

/** What the API server serves itself is available at once: the new object, created at `now`. */
export function withLocalCondition(service: APIService, now: string): APIService {
  if (service.spec?.service) return service;
  const condition: APIServiceCondition = {
    type: 'Available',
    status: 'True',
    lastTransitionTime: now,
    reason: 'Local',
    message: 'Local APIServices are always available',
  };
  return { ...service, status: { conditions: [condition] } };
}

function withMetadataOf(service: APIService, { metadata: old }: APIService): APIService {
  const { labels, annotations, finalizers, ownerReferences } = old;
  return {
    ...service,
    metadata: { ...service.metadata, labels, annotations, finalizers, ownerReferences },
  };
}

function errorsOf(service: APIService): FieldError[] {
  const errors: FieldError[] = [];
  const spec = service.spec ?? ({} as APIServiceSpec);
  const { group = '', version = '', groupPriorityMinimum = 0, versionPriority = 0 } = spec;
  validateOwnMetadata(service, { namespaced: false, nameRule: nameRuleOf(`${version}.${group}`) }, errors);
  if (group !== '') validateDnsSubdomain(group, SPEC.child('group'), errors);
  else if (version !== 'v1')
    errors.push(
      required(SPEC.child('group'), 'only v1 may have an empty group and it better be legacy kube'),
    );
  validateByRule(version, isDns1035Label, SPEC.child('version'), errors);
  const priority = (field: string, value: number, limit: number) => {
    if (value <= 0 || value > limit)
      errors.push(invalidValue(SPEC.child(field), value, `must be positive and less than ${limit}`));
  };
  priority('groupPriorityMinimum', groupPriorityMinimum, MAX_GROUP_PRIORITY);
  priority('versionPriority', versionPriority, MAX_VERSION_PRIORITY);
  validateService(spec, errors);
  return errors;
}

function nameRuleOf(expected: string): (name: string) => string[] {
  return (name) => {
    const problems = isPathSegmentName(name);
    if (problems.length > 0 || name === expected) return problems;
    return [`must be \`spec.version+"."+spec.group\`: ${goQuote(expected)}`];
  };
}

/** Where the version is served; without a Service, by the API server itself. */
function validateService(
  { service, caBundle = '', insecureSkipTLSVerify }: APIServiceSpec,
  errors: FieldError[],
): void {
  const insecure = SPEC.child('insecureSkipTLSVerify');
  if (!service) {
    const size = Buffer.byteLength(caBundle, 'base64');
    if (size > 0)
      errors.push(
        invalidValue(SPEC.child('caBundle'), `${size} bytes`, 'local APIServices may not have a caBundle'),
      );
    if (insecureSkipTLSVerify)
      errors.push(invalidValue(insecure, true, 'local APIServices may not have insecureSkipTLSVerify'));
    return;
  }
  const path = SPEC.child('service');
  if (!service.namespace) errors.push(required(path.child('namespace')));
  if (!service.name) errors.push(required(path.child('name')));
  const problems = isPortNumber(service.port ?? 0);
  if (problems.length > 0)
    errors.push(
      invalidValue(path.child('port'), service.port ?? 0, `port is not valid: ${problems.join(', ')}`),
    );
  if (insecureSkipTLSVerify && caBundle !== '')
    errors.push(invalidValue(insecure, true, 'may not be true if caBundle is present'));
}
