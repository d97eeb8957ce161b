import type {
  StatefulSetPersistentVolumeClaimRetentionPolicy,
  StatefulSetSpec,
  StatefulSetUpdateStrategy,
} from '../generated/apps-v1';
import type { PersistentVolumeClaim } from '../generated/core-v1';
import { changeElements, changeField, fillAbsent, fillEmpty, withField } from './defaulting';
import { defaultClaimSpec } from './pod/volume';

export function withStatefulSetSpecDefaults(given: StatefulSetSpec): StatefulSetSpec {
  let spec = fillEmpty(given, { podManagementPolicy: 'OrderedReady' });
  spec = fillAbsent(spec, {
    updateStrategy: {},
    persistentVolumeClaimRetentionPolicy: {},
    replicas: 1,
    revisionHistoryLimit: 10,
  });
  spec = changeField(spec, 'updateStrategy', withStrategyDefaults);
  spec = changeField(spec, 'persistentVolumeClaimRetentionPolicy', withRetentionDefaults);
  return changeElements(spec, 'volumeClaimTemplates', withClaimDefaults);
}

function withStrategyDefaults(given: StatefulSetUpdateStrategy): StatefulSetUpdateStrategy {
  const strategy = given.type
    ? given
    : fillAbsent({ ...given, type: 'RollingUpdate' as const }, { rollingUpdate: {} });
  if (strategy.type !== 'RollingUpdate') return strategy;
  return changeField(strategy, 'rollingUpdate', (update) => fillAbsent(update, { partition: 0 }));
}

function withRetentionDefaults(
  policy: StatefulSetPersistentVolumeClaimRetentionPolicy,
): StatefulSetPersistentVolumeClaimRetentionPolicy {
  return fillEmpty(policy, { whenDeleted: 'Retain', whenScaled: 'Retain' });
}

function withClaimDefaults(given: PersistentVolumeClaim): PersistentVolumeClaim {
  let claim = withField(given, 'apiVersion', 'v1');
  claim = withField(claim, 'kind', 'PersistentVolumeClaim');
  claim = changeField(claim, 'spec', defaultClaimSpec);
  return changeField(fillAbsent(claim, { status: {} }), 'status', (status) =>
    fillEmpty(status, { phase: 'Pending' }),
  );
}

/** Without what only the feature MaxUnavailableStatefulSet allows, which is turned off. */
export function withoutMaxUnavailable(spec: StatefulSetSpec): StatefulSetSpec {
  return changeField(spec, 'updateStrategy', (strategy) =>
    changeField(strategy, 'rollingUpdate', (update) => withField(update, 'maxUnavailable', undefined)),
  );
}
