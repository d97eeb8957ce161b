import { type FieldError, forbiddenField, invalidValue, notSupported, required } from '../field-error';
import type { FieldPath } from '../field-path';
import type { MetricIdentifier, MetricSpec, MetricTarget } from '../generated/autoscaling-v2';
import { Quantity } from '../quantity';
import { type ScaleReferenceRules, validateScaleReference } from './autoscaler-references';
import { validateDnsLabel } from './names';
import { validatePathSegment } from './references';
import { validateContainerResourceName } from './resources';

const TYPES: { readonly [type: string]: Source } = {
  ContainerResource: 'containerResource',
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
};
const TYPE_NAMES = Object.keys(TYPES);

/** In the order in which the first one that is there is validated. */
const SOURCES = ['object', 'external', 'pods', 'resource', 'containerResource'] as const;
type Source = (typeof SOURCES)[number];

export function validateMetrics(
  metrics: readonly MetricSpec[],
  minReplicas: number | undefined,
  path: FieldPath,
  errors: FieldError[],
  rules: ScaleReferenceRules,
): void {
  metrics.forEach((metric, index) => {
    validateMetric(metric, path.index(index), errors, rules);
  });
  if (minReplicas === 0 && !metrics.some(({ type }) => type === 'Object' || type === 'External'))
    errors.push(
      forbiddenField(
        path,
        'must specify at least one Object or External metric to support scaling to zero replicas',
      ),
    );
}

function validateMetric(
  metric: MetricSpec,
  path: FieldPath,
  errors: FieldError[],
  rules: ScaleReferenceRules,
): void {
  const { type = '' } = metric;
  const expected = TYPES[type];
  const unknownType = () => notSupported(path.child('type'), type, TYPE_NAMES);
  if (type === '') errors.push(required(path.child('type'), 'must specify a metric source type'));
  if (!expected) errors.push(unknownType());
  const present = SOURCES.filter((source) => metric[source] !== undefined);
  if (present.length > 0) validateSource(metric, present[0]!, path, errors, rules);
  if (!expected) errors.push(unknownType());
  else if (!metric[expected])
    errors.push(required(path.child(expected), 'must populate information for the given metric source'));
  if (present.length === 1) return;
  for (const source of present)
    if (source !== expected)
      errors.push(forbiddenField(path.child(source), 'must populate the given metric source only'));
}

function validateSource(
  metric: MetricSpec,
  source: Source,
  parent: FieldPath,
  errors: FieldError[],
  rules: ScaleReferenceRules,
): void {
  const path = parent.child(source);
  const { object, external, pods, resource, containerResource } = metric;
  if (source === 'object' && object) {
    validateScaleReference(object.describedObject, path.child('describedObject'), errors, rules);
    validateNamedMetric(object, path, errors);
    requireTarget(object.target, path, errors, 'must set either a target value or averageValue');
  } else if (source === 'external' && external) {
    validateNamedMetric(external, path, errors);
    requireTarget(
      external.target,
      path,
      errors,
      'must set either a target value for metric or a per-pod target',
    );
    if (external.target?.value !== undefined && external.target.averageValue !== undefined)
      errors.push(
        forbiddenField(
          path.child('target', 'value'),
          'may not set both a target value for metric and a per-pod target',
        ),
      );
  } else if (source === 'pods' && pods) {
    validateNamedMetric(pods, path, errors);
    if (pods.target?.averageValue === undefined)
      errors.push(
        required(path.child('target', 'averageValue'), 'must specify a positive target averageValue'),
      );
  } else if (source === 'resource' && resource) {
    if (!resource.name) errors.push(required(path.child('name'), 'must specify a resource name'));
    validateResourceTarget(resource.target, path, errors);
  } else if (containerResource) {
    const { name, container, target } = containerResource;
    if (!name) errors.push(required(path.child('name'), 'must specify a resource name'));
    else validateContainerResourceName(name, path.child('name'), errors);
    if (!container) errors.push(required(path.child('container'), 'must specify a container'));
    else validateDnsLabel(container, path.child('container'), errors);
    validateResourceTarget(target, path, errors);
  }
}

function validateNamedMetric(
  { metric, target }: { readonly metric?: MetricIdentifier; readonly target?: MetricTarget },
  path: FieldPath,
  errors: FieldError[],
): void {
  validatePathSegment(metric?.name, path.child('metric', 'name'), errors, 'must specify a metric name');
  validateTarget(target, path.child('target'), errors);
}

function requireTarget(
  target: MetricTarget | undefined,
  path: FieldPath,
  errors: FieldError[],
  detail: string,
): void {
  if (target?.value === undefined && target?.averageValue === undefined)
    errors.push(required(path.child('target', 'averageValue'), detail));
}

function validateResourceTarget(
  target: MetricTarget | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  const both = 'a target raw value';
  validateTarget(target, path.child('target'), errors);
  if (target?.averageUtilization === undefined && target?.averageValue === undefined)
    errors.push(
      required(path.child('target', 'averageUtilization'), `must set either ${both} or a target utilization`),
    );
  if (target?.averageUtilization !== undefined && target.averageValue !== undefined)
    errors.push(
      forbiddenField(
        path.child('target', 'averageValue'),
        `may not set both ${both} and a target utilization`,
      ),
    );
}

const TARGET_TYPES = ['Utilization', 'Value', 'AverageValue'];

function validateTarget(target: MetricTarget | undefined, path: FieldPath, errors: FieldError[]): void {
  const { type = '', averageUtilization } = target ?? {};
  if (type === '') errors.push(required(path.child('type'), 'must specify a metric target type'));
  if (!TARGET_TYPES.includes(type))
    errors.push(invalidValue(path.child('type'), type, 'must be either Utilization, Value, or AverageValue'));
  for (const field of ['value', 'averageValue'] as const) {
    const value = target?.[field];
    if (value === undefined) continue;
    const quantity = Quantity.parse(value);
    if (quantity.sign <= 0)
      errors.push(invalidValue(path.child(field), quantity.toString(), 'must be positive'));
  }
  if (averageUtilization !== undefined && averageUtilization < 1)
    errors.push(invalidValue(path.child('averageUtilization'), averageUtilization, 'must be greater than 0'));
}
