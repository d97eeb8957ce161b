import { type FieldError, forbiddenField, invalidValue } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { AppArmorProfile, Pod, PodSpec, SeccompProfile, Toleration } from '../../generated/core-v1';
import { goQuote } from '../../go-format';
import { validateTolerations } from '../tolerations';
import { MIRROR_POD } from './mirror-pod';
import { validateLocalDescendingPath } from './paths';
import { allContainers, forEachContainer } from './visit-containers';

/** Annotations that mean something to Kubernetes. Most of them are the past of fields, and must agree with these. */

type Annotations = { readonly [key: string]: string } | undefined;

export const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';
export const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
export const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
const TOLERATIONS = 'scheduler.alpha.kubernetes.io/tolerations';
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const LOCALHOST = 'localhost/';
const RUNTIME_DEFAULT = 'runtime/default';
const UNCONFINED = 'unconfined';
const DOCKER_DEFAULT = 'docker/default';

export function validatePodAnnotations(
  annotations: Annotations,
  spec: PodSpec,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!annotations) return;
  const mirror = annotations[MIRROR_POD];
  if (mirror !== undefined && !spec.nodeName)
    errors.push(
      invalidValue(path.key(MIRROR_POD), mirror, 'must set spec.nodeName if mirror pod annotation is set'),
    );
  if (annotations[TOLERATIONS]) validateTolerationsAnnotation(annotations[TOLERATIONS], path, errors);
  const cost = annotations[DELETION_COST];
  if (cost !== undefined && !isDeletionCost(cost))
    errors.push(invalidValue(path.key(DELETION_COST), cost, 'must be a 32bit integer'));
  const ofPod = annotations[SECCOMP_POD];
  if (ofPod !== undefined) validateSeccompAnnotation(ofPod, path.child(SECCOMP_POD), errors);
  for (const key in annotations) {
    if (key.startsWith(SECCOMP_CONTAINER))
      validateSeccompAnnotation(annotations[key]!, path.child(key), errors);
  }
  for (const key in annotations)
    if (key.startsWith(APP_ARMOR))
      validateAppArmorAnnotation(key, annotations[key]!, spec, path.key(key), errors);
}

function validateTolerationsAnnotation(text: string, path: FieldPath, errors: FieldError[]): void {
  let tolerations: unknown;
  try {
    tolerations = JSON.parse(text);
  } catch (error) {
    errors.push(invalidValue(path, TOLERATIONS, String((error as Error).message)));
    return;
  }
  if (Array.isArray(tolerations))
    validateTolerations(tolerations as Toleration[], path.child(TOLERATIONS), errors);
}

/** A 32-bit integer without superfluous zeros or sign. */
function isDeletionCost(text: string): boolean {
  if (!/^(0|-\d+|[1-9]\d*)$/.test(text)) return false;
  const cost = Number(text);
  return cost >= -(2 ** 31) && cost < 2 ** 31;
}

function validateSeccompAnnotation(profile: string, path: FieldPath, errors: FieldError[]): void {
  if ([RUNTIME_DEFAULT, DOCKER_DEFAULT, UNCONFINED].includes(profile)) return;
  if (profile.startsWith(LOCALHOST))
    validateLocalDescendingPath(profile.slice(LOCALHOST.length), path, errors);
  else errors.push(invalidValue(path, profile, 'must be a valid seccomp profile'));
}

function validateAppArmorAnnotation(
  key: string,
  profile: string,
  spec: PodSpec,
  path: FieldPath,
  errors: FieldError[],
): void {
  const name = key.slice(APP_ARMOR.length);
  if (!allContainers(spec).some((container) => container.name === name))
    errors.push(invalidValue(path, name, 'container not found'));
  if (profile && profile !== RUNTIME_DEFAULT && profile !== UNCONFINED && !profile.startsWith(LOCALHOST))
    errors.push(invalidValue(path, profile, `invalid AppArmor profile name: ${goQuote(profile)}`));
}

/** What an annotation of AppArmor says as a field; undefined if the field has no such value. */
export function appArmorProfileOf(annotation: string): AppArmorProfile | undefined {
  if (annotation === UNCONFINED) return { type: 'Unconfined' };
  if (annotation === RUNTIME_DEFAULT) return { type: 'RuntimeDefault' };
  const profile = annotation.startsWith(LOCALHOST) ? annotation.slice(LOCALHOST.length) : '';
  return profile ? { type: 'Localhost', localhostProfile: profile } : undefined;
}

/** Where both are there, field and annotation say the same. For new pods and for templates. */
export function validateAnnotationsMatchFields(
  annotations: Annotations,
  spec: PodSpec,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!annotations) return;
  matchProfile(
    'seccomp',
    annotations[SECCOMP_POD],
    spec.securityContext?.seccompProfile,
    path.child('securityContext', 'seccompProfile'),
    errors,
  );
  forEachContainer(spec, path, ({ name, securityContext }, at) => {
    matchProfile(
      'seccomp',
      annotations[`${SECCOMP_CONTAINER}${name}`],
      securityContext?.seccompProfile,
      at.child('securityContext', 'seccompProfile'),
      errors,
    );
  });
  if (spec.os?.name === 'windows') return;
  forEachContainer(spec, path, ({ name, securityContext }, at) => {
    matchProfile(
      'apparmor',
      annotations[`${APP_ARMOR}${name}`],
      securityContext?.appArmorProfile ?? spec.securityContext?.appArmorProfile,
      at.child('securityContext', 'appArmorProfile'),
      errors,
    );
  });
}

const MATCHING: { readonly [type: string]: readonly string[] } = {
  Unconfined: [UNCONFINED],
  RuntimeDefault: [RUNTIME_DEFAULT],
};

function matchProfile(
  what: 'seccomp' | 'apparmor',
  annotation: string | undefined,
  profile: SeccompProfile | AppArmorProfile | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (annotation === undefined || !profile) return;
  const { type, localhostProfile } = profile;
  const old = what === 'seccomp' && type === 'RuntimeDefault' && annotation === DOCKER_DEFAULT;
  const isLocal = type === 'Localhost' && annotation.startsWith(LOCALHOST);
  const matches = MATCHING[type]?.includes(annotation) ?? (isLocal || !PROFILE_TYPES.includes(type));
  if (!matches && !old)
    errors.push(forbiddenField(path.child('type'), `${what} type in annotation and field must match`));
  else if (isLocal && annotation.slice(LOCALHOST.length) !== localhostProfile)
    errors.push(
      forbiddenField(path.child('localhostProfile'), `${what} profile in annotation and field must match`),
    );
}

const PROFILE_TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined'];

/** What belongs to the node's kubelet is not changed through the API. */
export function validatePodAnnotationUpdates(
  { metadata: { annotations = {} }, spec }: Pod,
  { metadata: { annotations: old = {} } }: Pod,
  path: FieldPath,
  errors: FieldError[],
): void {
  for (const key in old) {
    if (annotations[key] === old[key]) continue;
    if (key.startsWith(APP_ARMOR))
      errors.push(forbiddenField(path.key(key), 'may not remove or update AppArmor annotations'));
    if (key === MIRROR_POD)
      errors.push(forbiddenField(path.key(key), 'may not remove or update mirror pod annotation'));
  }
  for (const key in annotations) {
    if (old[key] !== undefined) continue;
    if (key.startsWith(APP_ARMOR))
      errors.push(forbiddenField(path.key(key), 'may not add AppArmor annotations'));
    if (key === MIRROR_POD) errors.push(forbiddenField(path.key(key), 'may not add mirror pod annotation'));
  }
  validatePodAnnotations(annotations, spec!, path, errors);
}
