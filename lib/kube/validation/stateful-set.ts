import { freezeLike } from '../defaults/pod/pod-spec';
import { type FieldError, forbiddenField, invalidValue, notSupported, required } from '../field-error';
import { equal, freeze, memoize } from '../frozen';
import type { StatefulSetSpec, StatefulSetUpdateStrategy } from '../generated/apps-v1';
import type { PersistentVolumeClaim, PodTemplateSpec, Volume } from '../generated/core-v1';
import { goStruct } from '../go-struct';
import { validateClaimSpec } from './claim-spec';
import { validateCounts } from './counts';
import { validateAnnotations, validateLabels } from './labels';
import { validateDnsLabel } from './names';
import { validatePodTemplate } from './pod/template';
import {
  compileSelector,
  printedSelector,
  SELECTOR,
  SPEC,
  TEMPLATE,
  validateKeptRunning,
  validateTemplateLabels,
  validateWorkloadSelector,
} from './workload';

const UPDATE_STRATEGY = SPEC.child('updateStrategy');
const RETENTION_POLICIES = ['Retain', 'Delete'];

/** What an update cannot change is not looked at again. */
export function validateStatefulSetSpec(
  spec: Partial<StatefulSetSpec>,
  isUpdate: boolean,
  errors: FieldError[],
): void {
  const { podManagementPolicy: management, serviceName, selector, ordinals } = spec;
  const managementPath = SPEC.child('podManagementPolicy');
  if (!management) errors.push(required(managementPath));
  else if (management !== 'OrderedReady' && management !== 'Parallel')
    errors.push(invalidValue(managementPath, management, "must be 'OrderedReady' or 'Parallel'"));
  validateUpdateStrategy(spec.updateStrategy ?? {}, errors);
  validateRetentionPolicy(spec, errors);
  if (!isUpdate)
    spec.volumeClaimTemplates?.forEach((claim, index) => {
      const path = SPEC.child('volumeClaimTemplates').index(index).child('spec');
      validateClaimSpec(claim.spec ?? {}, path, errors);
    });
  validateCounts(spec, ['replicas', 'minReadySeconds'], SPEC, errors);
  if (ordinals) validateCounts({ 'ordinals.start': ordinals.start }, ['ordinals.start'], SPEC, errors);
  if (!isUpdate && serviceName) validateDnsLabel(serviceName, SPEC.child('serviceName'), errors);
  validateWorkloadSelector(selector, 'statefulset', errors);
  validateTemplate(spec, errors);
  validateKeptRunning(spec.template, 'StatefulSet', errors);
}

function validateUpdateStrategy(strategy: StatefulSetUpdateStrategy, errors: FieldError[]): void {
  const { type, rollingUpdate } = strategy;
  const path = UPDATE_STRATEGY.child('rollingUpdate');
  if (!type) errors.push(required(UPDATE_STRATEGY));
  else if (type === 'OnDelete') {
    if (rollingUpdate)
      errors.push(
        invalidValue(
          path,
          goStruct('apps.RollingUpdateStatefulSetStrategy', rollingUpdate),
          "only allowed for updateStrategy 'RollingUpdate'",
        ),
      );
  } else if (type === 'RollingUpdate') {
    if (rollingUpdate) validateCounts(rollingUpdate, ['partition'], path, errors);
  } else {
    const printed = goStruct('apps.StatefulSetUpdateStrategy', strategy);
    errors.push(invalidValue(UPDATE_STRATEGY, printed, "must be 'RollingUpdate' or 'OnDelete'"));
  }
}

function validateRetentionPolicy(
  { persistentVolumeClaimRetentionPolicy: policy }: Partial<StatefulSetSpec>,
  errors: FieldError[],
): void {
  if (!policy) return;
  for (const field of ['whenDeleted', 'whenScaled'] as const)
    if (!RETENTION_POLICIES.includes(policy[field] ?? ''))
      errors.push(
        notSupported(
          SPEC.child('persistentVolumeClaimRetentionPolicy', field),
          policy[field] ?? '',
          RETENTION_POLICIES,
        ),
      );
}

function validateTemplate(spec: Partial<StatefulSetSpec>, errors: FieldError[]): void {
  const { selector, template = {}, volumeClaimTemplates = NO_CLAIMS } = spec;
  const compiled = compileSelector(selector);
  if (!compiled) {
    errors.push(invalidValue(SELECTOR, printedSelector(selector), ''));
    return;
  }
  validateTemplateLabels(compiled, template, errors);
  const asPodsHaveIt = templatesWithClaims(volumeClaimTemplates)(template);
  validatePodTemplate(asPodsHaveIt, TEMPLATE, errors);
  validateLabels(template.metadata?.labels, TEMPLATE.child('labels'), errors);
  validateAnnotations(template.metadata?.annotations, TEMPLATE.child('annotations'), errors);
}

/**
 * Templates with the volumes of the claims, and without the names that the controller gives to each pod. Remembered per
 * frozen list of claims and frozen template.
 */
const templatesWithClaims = memoize((claims: readonly PersistentVolumeClaim[]) =>
  memoize((template: PodTemplateSpec): PodTemplateSpec => {
    const { spec } = template;
    if (!spec || !(spec.hostname || spec.subdomain || claims.length > 0)) return template;
    const { hostname: _given, subdomain: _too, ...rest } = spec;
    const claimed = new Map(
      claims.map(({ metadata }) => [metadata?.name ?? '', claimVolume(metadata?.name)]),
    );
    const others = (spec.volumes ?? []).filter(({ name }) => !claimed.has(name));
    return freezeLike(template, {
      ...template,
      spec: { ...rest, volumes: [...claimed.values(), ...others] },
    });
  }),
);

function claimVolume(name = ''): Volume {
  return { name, persistentVolumeClaim: { claimName: name } };
}

const NO_CLAIMS: readonly PersistentVolumeClaim[] = freeze([]);

const FIXED = ['selector', 'serviceName', 'podManagementPolicy', 'volumeClaimTemplates'] as const;

export function validateStatefulSetSpecUpdate(
  spec: Partial<StatefulSetSpec>,
  old: Partial<StatefulSetSpec>,
  errors: FieldError[],
): void {
  if (FIXED.some((field) => !equal(spec[field], old[field])))
    errors.push(
      forbiddenField(
        SPEC,
        "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
      ),
    );
}
