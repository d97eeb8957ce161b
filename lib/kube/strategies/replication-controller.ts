import { changeField, fillAbsent, withField } from '../defaults/defaulting';
import { type FieldError, invalidValue, required } from '../field-error';
import type {
  ReplicationController,
  ReplicationControllerSpec,
  ReplicationControllerStatus,
} from '../generated/core-v1';
import { sortedMap } from '../go-format';
import { nameIsDnsSubdomain } from '../names';
import type { Strategy } from '../strategy';
import { validateOwnMetadata, validateOwnMetadataUpdate } from '../validation/own-metadata';
import { validatePodTemplate } from '../validation/pod/template';
import { validateReplicaCounts } from '../validation/replica-counts';
import { validateNonNegative } from '../validation/scalars';
import { SELECTOR, SPEC, TEMPLATE, validateKeptRunning } from '../validation/workload';
import { podNameWarnings, templateWarnings, withEnabledTemplate, withTemplateDefaults } from './pod-template';
import { specChanged } from './spec-changed';

/** Names are not checked as the start of others, unlike those of every other kind. */
const SCOPE = {
  namespaced: true,
  nameRule: (name: string, prefix: boolean) => (prefix ? [] : nameIsDnsSubdomain(name, false)),
};

const NO_STATUS: ReplicationControllerStatus = { replicas: 0 };

/** What ReplicaSets replaced. */
export const replicationControllerStrategy: Strategy<ReplicationController> = {
  defaults: withDefaults,
  initialStatus: () => ({ replicas: 0 }),
  prepareForCreate: withEnabledTemplate,
  prepareForUpdate: withEnabledTemplate,
  generationChanged: specChanged,
  validatesOwnMetadata: true,
  validate: (controller) => {
    const errors: FieldError[] = [];
    validateOwnMetadata(controller, SCOPE, errors);
    validateSpec(controller.spec, errors);
    return errors;
  },
  validateUpdate: (controller, old) => {
    const errors: FieldError[] = [];
    validateOwnMetadataUpdate(controller, old, errors);
    validateSpec(controller.spec, errors);
    return errors;
  },
  validateStatusUpdate: (controller, old) => {
    const errors: FieldError[] = [];
    validateOwnMetadataUpdate(controller, old, errors);
    validateReplicaCounts(
      controller.status ?? NO_STATUS,
      ['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'observedGeneration'],
      ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'],
      'readyReplicas',
      errors,
    );
    return errors;
  },
  warnings: (controller, old) => {
    if (!old) return [...podNameWarnings(controller), ...templateWarnings(controller.spec?.template)];
    // Kubernetes warns about the old template here.
    const changed = controller.metadata.generation !== old.metadata.generation;
    return changed ? [...templateWarnings(old.spec?.template)] : [];
  },
  selectableFields: { 'status.replicas': ({ status }) => String(status?.replicas ?? 0) },
  defaultPropagation: 'Orphan',
};

/** Selector and labels are those of the pods. */
function withDefaults(controller: ReplicationController): ReplicationController {
  const labels = controller.spec?.template?.metadata?.labels;
  let filled = controller;
  if (labels && isEmpty(controller.spec!.selector))
    filled = { ...filled, spec: { ...filled.spec!, selector: labels } };
  if (labels && isEmpty(controller.metadata.labels))
    filled = withField(filled, 'metadata', { ...filled.metadata, labels });
  return changeField(filled, 'spec', (spec) => withTemplateDefaults(fillAbsent(spec, { replicas: 1 })));
}

const isEmpty = (labels: object | undefined) => !labels || Object.keys(labels).length === 0;

function validateSpec(
  { replicas, minReadySeconds, selector = {}, template }: ReplicationControllerSpec = {},
  errors: FieldError[],
): void {
  validateNonNegative(minReadySeconds, SPEC.child('minReadySeconds'), errors);
  if (isEmpty(selector)) errors.push(required(SELECTOR));
  validateNonNegative(replicas, SPEC.child('replicas'), errors);
  if (!template) {
    errors.push(required(TEMPLATE));
    return;
  }
  const labels = template.metadata?.labels;
  if (Object.entries(selector).some(([key, value]) => labels?.[key] !== value))
    errors.push(
      invalidValue(
        TEMPLATE.child('metadata', 'labels'),
        labels && sortedMap(labels),
        '`selector` does not match template `labels`',
      ),
    );
  validatePodTemplate(template, TEMPLATE, errors);
  validateKeptRunning(template, 'ReplicationController', errors);
}
