import type { KubeObject } from '../object';
import { type QualifiedResource, qualified } from '../status';
import { countName, type Evaluator, objectCount } from './evaluator';
import { persistentVolumeClaimEvaluator } from './persistent-volume-claim';
import { podEvaluator } from './pod';
import { resourceClaimEvaluator } from './resource-claim';
import { serviceEvaluator } from './service';

/** What is only counted, but has a name of old besides `count/`. */
const NAMED = ['configmaps', 'resourcequotas', 'replicationcontrollers', 'secrets'];

/** Resources that are not stored, and events, which never were limited. */
const IGNORED = new Set([
  'bindings',
  'componentstatuses',
  'tokenreviews.authentication.k8s.io',
  'selfsubjectreviews.authentication.k8s.io',
  'subjectaccessreviews.authorization.k8s.io',
  'selfsubjectaccessreviews.authorization.k8s.io',
  'localsubjectaccessreviews.authorization.k8s.io',
  'selfsubjectrulesreviews.authorization.k8s.io',
  'events',
  'events.events.k8s.io',
]);

function rules<T extends KubeObject>(resource: string, evaluator: Evaluator<T>): [string, Evaluator] {
  return [resource, evaluator as unknown as Evaluator];
}

const RULES: ReadonlyMap<string, Evaluator> = new Map([
  rules('pods', podEvaluator),
  rules('services', serviceEvaluator),
  rules('persistentvolumeclaims', persistentVolumeClaimEvaluator),
  rules('resourceclaims.resource.k8s.io', resourceClaimEvaluator),
  ...NAMED.map((resource) => rules(resource, objectCount(countName({ group: '', resource }), resource))),
]);

const COUNTERS = new Map<string, Evaluator>();

/** How objects of a resource count towards quotas; undefined when they do not. Any other resource is just counted. */
export function evaluatorOf(resource: QualifiedResource): Evaluator | undefined {
  const name = qualified(resource);
  return RULES.get(name) ?? (IGNORED.has(name) ? undefined : counterOf(resource, name));
}

function counterOf(resource: QualifiedResource, name: string): Evaluator {
  let counter = COUNTERS.get(name);
  if (!counter) {
    counter = objectCount(countName(resource));
    COUNTERS.set(name, counter);
  }
  return counter;
}
