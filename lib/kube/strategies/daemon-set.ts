import { changeField, fillAbsent, fillEmpty } from '../defaults/defaulting';
import { type FieldError, invalidValue, notSupported, required } from '../field-error';
import { FieldPath } from '../field-path';
import { equal } from '../frozen';
import type {
  DaemonSet,
  DaemonSetSpec,
  DaemonSetUpdateStrategy,
  RollingUpdateDaemonSet,
} from '../generated/apps-v1';
import { goQuote } from '../go-format';
import { goStruct } from '../go-struct';
import { badRequest } from '../status';
import type { Strategy } from '../strategy';
import { countOf, validateAtMostAll, validateCountOrPercent, validateCounts } from '../validation/counts';
import { validateLabelSelector } from '../validation/label-selector';
import { validatePodTemplate } from '../validation/pod/template';
import { validateCollisionCount } from '../validation/replica-counts';
import {
  compileSelector,
  isEmpty,
  printedSelector,
  SELECTOR,
  SPEC,
  TEMPLATE,
  validateKeptRunning,
  validateSelectorUnchanged,
  validateTemplateLabels,
} from '../validation/workload';
import { templateWarnings, withEnabledTemplate, withTemplateDefaults } from './pod-template';
import { specChanged } from './spec-changed';

const STATUS = FieldPath.of('status');
const UPDATE_STRATEGY = SPEC.child('updateStrategy');
const ROLLING_UPDATE = UPDATE_STRATEGY.child('rollingUpdate');

/** How often the template was changed: a field of a version that is no longer served. */
const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

export const daemonSetStrategy: Strategy<DaemonSet> = {
  defaults: (daemonSet) => {
    templateGeneration(daemonSet);
    return changeField(daemonSet, 'spec', withSpecDefaults);
  },
  initialStatus: () => ({
    currentNumberScheduled: 0,
    numberMisscheduled: 0,
    desiredNumberScheduled: 0,
    numberReady: 0,
  }),
  prepareForCreate: (daemonSet) =>
    withTemplateGeneration(withEnabledTemplate(daemonSet), Math.max(1, templateGeneration(daemonSet))),
  prepareForUpdate: (given, old) => {
    const daemonSet = withEnabledTemplate(given);
    const changed = !equal(daemonSet.spec?.template, old.spec?.template);
    return withTemplateGeneration(daemonSet, templateGeneration(old) + (changed ? 1 : 0));
  },
  prepareForStatusUpdate: (daemonSet, old) => withTemplateGeneration(daemonSet, templateGeneration(old)),
  generationChanged: specChanged,
  validate: ({ spec }) => {
    const errors: FieldError[] = [];
    validateSpec(spec, errors);
    return errors;
  },
  validateUpdate: ({ spec }, old) => {
    const errors: FieldError[] = [];
    validateSelectorUnchanged(spec?.selector, old.spec?.selector, errors);
    validateSpec(spec, errors);
    return errors;
  },
  warnings: (daemonSet, old) =>
    !old || templateGeneration(daemonSet) !== templateGeneration(old)
      ? [...templateWarnings(daemonSet.spec?.template)]
      : [],
  validateStatusUpdate: ({ status }, old) => {
    const errors: FieldError[] = [];
    if (status) validateCounts(status, STATUS_COUNTS, STATUS, errors);
    validateCollisionCount(status?.collisionCount, old.status?.collisionCount, errors);
    return errors;
  },
};

const STATUS_COUNTS = [
  'currentNumberScheduled',
  'numberMisscheduled',
  'desiredNumberScheduled',
  'numberReady',
  'observedGeneration',
  'updatedNumberScheduled',
  'numberAvailable',
  'numberUnavailable',
  'collisionCount',
] as const;

/** 0 when it is not there. Throws a `BadRequest` for a text that is no number. */
function templateGeneration({ metadata }: DaemonSet): number {
  const text = metadata.annotations?.[TEMPLATE_GENERATION];
  if (text === undefined) return 0;
  if (!/^[+-]?\d+$/.test(text))
    throw badRequest(
      `DaemonSet in version "v1" cannot be handled as a DaemonSet: strconv.ParseInt: parsing ${goQuote(text)}: invalid syntax`,
    );
  return Number(text);
}

function withTemplateGeneration(daemonSet: DaemonSet, generation: number): DaemonSet {
  const { metadata } = daemonSet;
  const text = String(generation);
  if (metadata.annotations?.[TEMPLATE_GENERATION] === text) return daemonSet;
  const annotations = { ...metadata.annotations, [TEMPLATE_GENERATION]: text };
  return { ...daemonSet, metadata: { ...metadata, annotations } };
}

function withSpecDefaults(given: DaemonSetSpec): DaemonSetSpec {
  const spec = fillAbsent(given, { updateStrategy: {}, revisionHistoryLimit: 10 });
  return withTemplateDefaults(changeField(spec, 'updateStrategy', withStrategyDefaults));
}

function withStrategyDefaults(given: DaemonSetUpdateStrategy): DaemonSetUpdateStrategy {
  const strategy = fillEmpty(given, { type: 'RollingUpdate' });
  if (strategy.type !== 'RollingUpdate') return strategy;
  const rolling = fillAbsent(strategy, { rollingUpdate: {} });
  return changeField(rolling, 'rollingUpdate', (update) =>
    fillAbsent(update, { maxUnavailable: 1, maxSurge: 0 }),
  );
}

function validateSpec(spec: Partial<DaemonSetSpec> = {}, errors: FieldError[]): void {
  const { selector, template = {}, updateStrategy = {} } = spec;
  validateLabelSelector(selector, SELECTOR, errors);
  const compiled = compileSelector(selector);
  if (compiled) validateTemplateLabels(compiled, template, errors);
  if (selector && isEmpty(selector))
    errors.push(invalidValue(SELECTOR, printedSelector(selector), 'empty selector is invalid for daemonset'));
  validatePodTemplate(template, TEMPLATE, errors);
  validateKeptRunning(template, 'DaemonSet', errors);
  validateCounts(spec, ['minReadySeconds'], SPEC, errors);
  validateUpdateStrategy(updateStrategy, errors);
  validateCounts(spec, ['revisionHistoryLimit'], SPEC, errors);
}

function validateUpdateStrategy(strategy: DaemonSetUpdateStrategy, errors: FieldError[]): void {
  const { type, rollingUpdate } = strategy;
  if (type === 'OnDelete') return;
  if (type !== 'RollingUpdate') {
    const printed = goStruct('apps.DaemonSetUpdateStrategy', strategy);
    errors.push(notSupported(UPDATE_STRATEGY, printed, ['RollingUpdate', 'OnDelete']));
  } else if (rollingUpdate) validateRollingUpdate(rollingUpdate, errors);
  else errors.push(required(ROLLING_UPDATE));
}

function validateRollingUpdate(
  { maxUnavailable = 0, maxSurge = 0 }: RollingUpdateDaemonSet,
  errors: FieldError[],
): void {
  const unavailable = ROLLING_UPDATE.child('maxUnavailable');
  const surge = ROLLING_UPDATE.child('maxSurge');
  validateCountOrPercent(maxUnavailable, unavailable, errors);
  validateCountOrPercent(maxSurge, surge, errors);
  validateAtMostAll(maxUnavailable, unavailable, errors);
  validateAtMostAll(maxSurge, surge, errors);
  const hasUnavailable = countOf(maxUnavailable) !== 0;
  const hasSurge = countOf(maxSurge) !== 0;
  if (hasUnavailable && hasSurge)
    errors.push(invalidValue(surge, maxSurge, 'may not be set when maxUnavailable is non-zero'));
  else if (!hasUnavailable && !hasSurge) errors.push(required(unavailable, 'cannot be 0 when maxSurge is 0'));
}
