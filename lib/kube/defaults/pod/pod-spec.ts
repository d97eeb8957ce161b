import { freeze, memoize } from '../../frozen';
import type { PodSpec } from '../../generated/core-v1';
import { changeElements, changeField, fillAbsent, fillEmpty } from '../defaulting';
import { roundedResources, roundRequirements } from '../resource-list';
import { defaultContainer } from './container';
import { defaultVolume } from './volume';

const POLICIES = freeze({
  dnsPolicy: 'ClusterFirst',
  restartPolicy: 'Always',
  schedulerName: 'default-scheduler',
} as const);
const SETTINGS = freeze({ securityContext: {}, terminationGracePeriodSeconds: 30 });

/** What a pod's spec gets wherever it is: in a pod or in the template of one. Remembered per frozen spec. */
export const defaultPodSpec: (spec: PodSpec) => PodSpec = memoize((spec) => {
  let filled = fillAbsent<PodSpec>(fillEmpty<PodSpec>(spec, POLICIES), SETTINGS);
  filled = withBothServiceAccounts(filled);
  filled = changeElements(filled, 'volumes', defaultVolume);
  filled = changeElements(filled, 'initContainers', defaultContainer);
  filled = changeElements(filled, 'containers', defaultContainer);
  filled = changeElements(filled, 'ephemeralContainers', defaultContainer);
  filled = changeField(filled, 'overhead', roundedResources);
  return freezeLike(spec, changeField(filled, 'resources', roundRequirements));
});

/** `serviceAccount` is the old name of `serviceAccountName`: the API keeps both the same. */
export function withBothServiceAccounts(spec: PodSpec): PodSpec {
  const name = spec.serviceAccountName || spec.serviceAccount;
  if (!name || (spec.serviceAccountName === name && spec.serviceAccount === name)) return spec;
  return { ...spec, serviceAccountName: name, serviceAccount: name };
}

/** What was computed of a frozen value is frozen too, so that what is computed of the result can be remembered. */
export function freezeLike<T>(original: object, result: T): T {
  return Object.isFrozen(original) ? freeze(result) : result;
}
