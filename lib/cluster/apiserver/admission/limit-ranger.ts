import { freeze, memoizePair } from '../../../kube/frozen';
import type { LimitRange, PersistentVolumeClaim, Pod, PodSpec } from '../../../kube/generated/core-v1';
import { LimitRanges } from '../../../kube/generated/resources';
import { limitsOfClaim, limitsOfPod } from '../../../kube/limit-range/constraints';
import { specWithDefaults } from '../../../kube/limit-range/defaults';
import {
  type AdmissionEnvironment,
  type AdmissionPlugin,
  type AdmissionRequest,
  type AdmissionTarget,
  targets,
} from './plugin';
import { refused, together } from './refusal';

const ANNOTATION = 'kubernetes.io/limit-ranger';

/** Fills in the resources of containers, and refuses what is too small or too large, as the namespace's ranges say. */
export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',

  handles: (target) => isPod(target) || isClaim(target),

  mutate(object, request, environment) {
    if (!isPod(request)) return object;
    let pod = object as Pod;
    for (const range of rangesFor(request, environment)) pod = withDefaults(pod, range);
    return pod;
  },

  validate(request, environment) {
    const check = isPod(request) ? podProblems : claimProblems;
    for (const range of rangesFor(request, environment)) {
      const problems = check(request.object as never, range);
      if (problems.length > 0) throw refused(request, together(problems));
    }
  },
};

const isNewPod = targets('pods', ['CREATE']);
const isResize = targets('pods', ['UPDATE'], ['resize']);
const isPod = (target: AdmissionTarget) => isNewPod(target) || isResize(target);
const isClaim = targets('persistentvolumeclaims', ['CREATE', 'UPDATE']);

function rangesFor(request: AdmissionRequest, environment: AdmissionEnvironment): readonly LimitRange[] {
  if (request.oldObject?.metadata.deletionTimestamp) return [];
  return environment.list(LimitRanges, request.namespace);
}

function withDefaults(pod: Pod, range: LimitRange): Pod {
  const { spec, set } = defaultsOf(pod.spec!, range);
  if (set === '') return spec === pod.spec ? pod : { ...pod, spec };
  const annotations = { ...pod.metadata.annotations, [ANNOTATION]: `LimitRanger plugin set: ${set}` };
  return { ...pod, spec, metadata: { ...pod.metadata, annotations } };
}

const defaultsOf = memoizePair(specWithDefaults);

const podProblems = ({ spec }: Pod, range: LimitRange) => problemsOfSpec(spec!, range);

const problemsOfSpec = memoizePair((spec: PodSpec, range: LimitRange) => freeze(limitsOfPod(spec, range)));

const claimProblems = (claim: PersistentVolumeClaim, range: LimitRange) => limitsOfClaim(claim, range);
