import { type FieldError, forbiddenField, invalidValue, notSupported, required } from '../field-error';
import { FieldPath } from '../field-path';
import { equal } from '../frozen';
import type { PodTemplateSpec } from '../generated/core-v1';
import type { LabelSelector } from '../generated/meta-v1';
import { sortedMap } from '../go-format';
import { goStruct } from '../go-struct';
import { LabelSelector as CompiledSelector } from '../selectors/label-selector';
import { StatusError } from '../status';
import { validateLabelSelector } from './label-selector';
import { validatePodTemplate } from './pod/template';
import { IS_IMMUTABLE } from './scalars';

/** What the kinds that make pods from a template have in common. */

export const SPEC = FieldPath.of('spec');
export const SELECTOR = SPEC.child('selector');
export const TEMPLATE = SPEC.child('template');

/** A selector as messages print it. */
export function printedSelector(selector: LabelSelector | undefined): unknown {
  return selector && goStruct('metav1.LabelSelector', selector);
}

/** A selector that must be there and select something; `kind` as the message calls it. */
export function validateWorkloadSelector(
  selector: LabelSelector | undefined,
  kind: string,
  errors: FieldError[],
): void {
  if (!selector) {
    errors.push(required(SELECTOR));
    return;
  }
  validateLabelSelector(selector, SELECTOR, errors);
  if (isEmpty(selector))
    errors.push(invalidValue(SELECTOR, printedSelector(selector), `empty selector is invalid for ${kind}`));
}

export function isEmpty({ matchLabels, matchExpressions }: LabelSelector): boolean {
  return !matchExpressions?.length && (!matchLabels || Object.keys(matchLabels).length === 0);
}

/** The compiled selector, or undefined when it cannot be compiled. */
export function compileSelector(selector: LabelSelector | undefined): CompiledSelector | undefined {
  try {
    return CompiledSelector.of(selector);
  } catch (error) {
    if (error instanceof StatusError) return undefined;
    throw error;
  }
}

export function validateTemplateLabels(
  selector: CompiledSelector,
  template: PodTemplateSpec | undefined,
  errors: FieldError[],
): void {
  const labels = template?.metadata?.labels;
  if (!selector.matches(labels))
    errors.push(
      invalidValue(
        TEMPLATE.child('metadata', 'labels'),
        labels && sortedMap(labels),
        '`selector` does not match template `labels`',
      ),
    );
}

/** Pods that are kept running: restarted always, and without a deadline. */
export function validateKeptRunning(
  template: PodTemplateSpec | undefined,
  kind: string,
  errors: FieldError[],
): void {
  const { restartPolicy, activeDeadlineSeconds } = template?.spec ?? {};
  const path = TEMPLATE.child('spec');
  if (restartPolicy !== 'Always')
    errors.push(notSupported(path.child('restartPolicy'), restartPolicy ?? '', ['Always']));
  if (activeDeadlineSeconds !== undefined)
    errors.push(
      forbiddenField(
        path.child('activeDeadlineSeconds'),
        `activeDeadlineSeconds in ${kind} is not Supported`,
      ),
    );
}

const NO_TEMPLATE: PodTemplateSpec = {};

/** Selector and template of a ReplicaSet, or of the ReplicaSets of a Deployment. */
export function validateReplicaTemplate(
  {
    selector,
    template = NO_TEMPLATE,
  }: { readonly selector?: LabelSelector; readonly template?: PodTemplateSpec },
  errors: FieldError[],
): void {
  validateWorkloadSelector(selector, 'deployment', errors);
  const compiled = compileSelector(selector);
  if (!compiled) {
    errors.push(invalidValue(SELECTOR, printedSelector(selector), 'invalid label selector'));
    return;
  }
  validateTemplateLabels(compiled, template, errors);
  validatePodTemplate(template, TEMPLATE, errors);
  validateKeptRunning(template, 'ReplicaSet', errors);
}

export function validateSelectorUnchanged(
  selector: LabelSelector | undefined,
  old: LabelSelector | undefined,
  errors: FieldError[],
): void {
  if (!equal(selector, old)) errors.push(invalidValue(SELECTOR, printedSelector(selector), IS_IMMUTABLE));
}
