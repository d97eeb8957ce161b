import { type FieldError, forbiddenField, required } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { PodSpec } from '../../generated/core-v1';
import type { ObjectMeta } from '../../generated/meta-v1';
import { claimNames, validatePodResourceClaims } from '../resource-claims';
import { validateContainers, validateEphemeralContainers, validateInitContainers } from './container';
import { MIRROR_POD, WHOLE_OBJECT } from './mirror-pod';
import { validatePodResources } from './pod-resources';
import { validateHostNetworkPorts } from './ports';
import {
  validateFileKeyVolumes,
  validateHostnameOverride,
  validateHostUsers,
  validateIdentity,
  validateOs,
  validatePolicies,
} from './spec-fields';
import { validateVolumes } from './volumes';
import { validateHostProcess } from './windows';

/** Specs that are known to be valid; what was checked once as part of a template is not checked again in its pods. */
const VALID_IN_PODS = new WeakSet<PodSpec>();
const VALID_IN_TEMPLATES = new WeakSet<PodSpec>();

/**
 * A pod's spec; `meta` is that of the pod, or undefined for a template, which may leave some things to its pods.
 *
 * Kubernetes lets an update keep what an older version of it accepted. Nothing here has an older version, so what is
 * stored is always valid by these rules, and updates are held to the same ones.
 */
export function validatePodSpec(
  spec: PodSpec,
  meta: ObjectMeta | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  const known = meta ? VALID_IN_PODS : VALID_IN_TEMPLATES;
  if (known.has(spec)) return;
  const before = errors.length;
  validateSpec(spec, meta, path, errors);
  if (errors.length === before && Object.isFrozen(spec) && !dependsOnMeta(spec)) known.add(spec);
}

/** Ephemeral volumes are named after the pod, and static pods may not have claims. */
function dependsOnMeta(spec: PodSpec): boolean {
  return !!spec.resourceClaims?.length || !!spec.volumes?.some((volume) => volume.ephemeral);
}

function validateSpec(
  spec: PodSpec,
  meta: ObjectMeta | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (spec.terminationGracePeriodSeconds === undefined)
    errors.push(required(path.child('terminationGracePeriodSeconds')));
  const volumes = validateVolumes(spec.volumes, { meta }, path.child('volumes'), errors);
  if (spec.resourceClaims) validateClaims(spec, meta, path, errors);
  const context = { spec, volumes, claimNames: claimNames(spec.resourceClaims) };
  validateContainers(context, path.child('containers'), errors);
  validateInitContainers(context, path.child('initContainers'), errors);
  validateEphemeralContainers(context, path.child('ephemeralContainers'), errors);
  if (spec.resources)
    validatePodResources(spec.resources, spec, context.claimNames, path.child('resources'), errors);
  if (spec.hostNetwork)
    validateHostNetworkPorts(spec.containers ?? [], meta !== undefined, path.child('containers'), errors);
  validatePolicies(spec, path, errors);
  validateHostProcess(spec, path, errors);
  validateHostUsers(spec, path, errors);
  validateHostnameOverride(spec, path.child('hostnameOverride'), errors);
  validateIdentity(spec, path, errors);
  validateOs(spec, path, errors);
  validateFileKeyVolumes(spec, path, errors);
}

function validateClaims(
  spec: PodSpec,
  meta: ObjectMeta | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (meta?.annotations?.[MIRROR_POD] === undefined)
    validatePodResourceClaims(spec.resourceClaims!, path.child('resourceClaims'), errors);
  else
    for (const _ of spec.resourceClaims!)
      errors.push(forbiddenField(WHOLE_OBJECT, 'static pods do not support resource claims'));
}
