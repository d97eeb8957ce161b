import { changeField, fillAbsent, fillEmpty, withField } from '../defaults/defaulting';
import { type FieldError, forbiddenField, invalidValue, notSupported, required } from '../field-error';
import { equal } from '../frozen';
import type {
  Deployment,
  DeploymentSpec,
  DeploymentStrategy,
  RollingUpdateDeployment,
} from '../generated/apps-v1';
import { goStruct } from '../go-struct';
import type { Strategy } from '../strategy';
import { countOf, validateAtMostAll, validateCountOrPercent, validateCounts } from '../validation/counts';
import { validateCollisionCount, validateReplicaCounts } from '../validation/replica-counts';
import { SPEC, validateReplicaTemplate, validateSelectorUnchanged } from '../validation/workload';
import {
  changedTemplateWarnings,
  podNameWarnings,
  withEnabledTemplate,
  withTemplateDefaults,
} from './pod-template';
import { specChanged } from './spec-changed';

const STRATEGY = SPEC.child('strategy');
const ROLLING_UPDATE = STRATEGY.child('rollingUpdate');

export const deploymentStrategy: Strategy<Deployment> = {
  defaults: (deployment) => changeField(deployment, 'spec', withSpecDefaults),
  prepareForCreate: withEnabledTemplate,
  prepareForUpdate: withEnabledTemplate,
  // Annotations are copied to the ReplicaSets, so that a change of them is work for the controller.
  generationChanged: (deployment, old) =>
    specChanged(deployment, old) || !equal(deployment.metadata.annotations, old.metadata.annotations),
  validate: ({ spec }) => {
    const errors: FieldError[] = [];
    validateSpec(spec, errors);
    return errors;
  },
  validateUpdate: ({ spec }, old) => {
    const errors: FieldError[] = [];
    validateSpec(spec, errors);
    validateSelectorUnchanged(spec?.selector, old.spec?.selector, errors);
    return errors;
  },
  warnings: (deployment, old) => [
    ...(old ? [] : podNameWarnings(deployment)),
    ...changedTemplateWarnings(deployment, old),
  ],
  prepareForStatusUpdate: (deployment, old) => {
    const metadata = withField(deployment.metadata, 'labels', old.metadata.labels);
    return withField(deployment, 'metadata', metadata);
  },
  validateStatusUpdate: ({ status }, old) => {
    const errors: FieldError[] = [];
    if (status)
      validateReplicaCounts(
        status,
        [
          'observedGeneration',
          'replicas',
          'updatedReplicas',
          'readyReplicas',
          'availableReplicas',
          'unavailableReplicas',
          'terminatingReplicas',
          'collisionCount',
        ],
        ['updatedReplicas', 'readyReplicas', 'availableReplicas'],
        'readyReplicas',
        errors,
      );
    validateCollisionCount(status?.collisionCount, old.status?.collisionCount, errors);
    return errors;
  },
};

function withSpecDefaults(given: DeploymentSpec): DeploymentSpec {
  const spec = fillAbsent(given, {
    replicas: 1,
    strategy: {},
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
  });
  return withTemplateDefaults(changeField(spec, 'strategy', withStrategyDefaults));
}

function withStrategyDefaults(given: DeploymentStrategy): DeploymentStrategy {
  const strategy = fillEmpty(given, { type: 'RollingUpdate' });
  if (strategy.type !== 'RollingUpdate') return strategy;
  const rolling = fillAbsent(strategy, { rollingUpdate: {} });
  return changeField(rolling, 'rollingUpdate', (update) =>
    fillAbsent(update, { maxUnavailable: '25%', maxSurge: '25%' }),
  );
}

function validateSpec(spec: Partial<DeploymentSpec> = {}, errors: FieldError[]): void {
  const { strategy = {}, minReadySeconds = 0, progressDeadlineSeconds } = spec;
  validateCounts(spec, ['replicas'], SPEC, errors);
  validateReplicaTemplate(spec, errors);
  validateStrategy(strategy, errors);
  validateCounts(spec, ['minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds'], SPEC, errors);
  if (progressDeadlineSeconds !== undefined && progressDeadlineSeconds <= minReadySeconds)
    errors.push(
      invalidValue(
        SPEC.child('progressDeadlineSeconds'),
        progressDeadlineSeconds,
        'must be greater than minReadySeconds',
      ),
    );
}

function validateStrategy(strategy: DeploymentStrategy, errors: FieldError[]): void {
  const { type, rollingUpdate } = strategy;
  if (type === 'Recreate') {
    if (rollingUpdate)
      errors.push(forbiddenField(ROLLING_UPDATE, "may not be specified when strategy `type` is 'Recreate'"));
  } else if (type === 'RollingUpdate') {
    if (rollingUpdate) validateRollingUpdate(rollingUpdate, errors);
    else errors.push(required(ROLLING_UPDATE, 'this should be defaulted and never be nil'));
  } else {
    const printed = goStruct('apps.DeploymentStrategy', strategy);
    errors.push(notSupported(STRATEGY, printed, ['Recreate', 'RollingUpdate']));
  }
}

function validateRollingUpdate(
  { maxUnavailable = 0, maxSurge = 0 }: RollingUpdateDeployment,
  errors: FieldError[],
): void {
  const path = ROLLING_UPDATE.child('maxUnavailable');
  validateCountOrPercent(maxUnavailable, path, errors);
  validateCountOrPercent(maxSurge, ROLLING_UPDATE.child('maxSurge'), errors);
  if (countOf(maxUnavailable) === 0 && countOf(maxSurge) === 0)
    errors.push(invalidValue(path, maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
  validateAtMostAll(maxUnavailable, path, errors);
}
