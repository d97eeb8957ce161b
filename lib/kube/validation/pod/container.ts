import { duplicate, type FieldError, fieldNotFound, forbiddenField, required } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { Container, EphemeralContainer, PodSpec } from '../../generated/core-v1';
import { validateDnsLabel } from '../names';
import { validateContainerResourceName, validateResourceRequirements } from '../resources';
import { validateChoice } from '../scalars';
import { validateEnv, validateEnvFrom } from './env';
import { validateImageSpace, validatePullPolicy } from './image';
import { type VolumesByName, validateVolumeDevices, validateVolumeMounts } from './mounts';
import { validateContainerPorts, validateHostPortConflicts } from './ports';
import { validateLifecycle, validateProbes } from './probe';
import {
  validateContainerRestartPolicy,
  validateInitResizePolicy,
  validateInitRestartPolicy,
  validateNoHooks,
  validateResizePolicy,
} from './restart';
import { validateSecurityContext } from './security-context';

/** What the containers of a pod share. */
export interface ContainerContext {
  readonly spec: PodSpec;
  readonly volumes: VolumesByName;
  readonly claimNames: ReadonlySet<string>;
}

export function validateContainers(context: ContainerContext, path: FieldPath, errors: FieldError[]): void {
  const { containers, terminationGracePeriodSeconds: grace } = context.spec;
  if (!containers?.length) {
    errors.push(required(path));
    return;
  }
  const names = new Set<string>();
  containers.forEach((container, index) => {
    const at = path.index(index);
    validateContainer(container, context, at, errors);
    if (names.has(container.name)) errors.push(duplicate(at.child('name'), container.name));
    names.add(container.name);
    if (container.lifecycle) validateLifecycle(container.lifecycle, grace, at.child('lifecycle'), errors);
    validateProbes(container, grace, at, errors);
    validateContainerRestartPolicy(container, at, errors);
  });
  validateHostPortConflicts(containers, path, errors);
}

export function validateInitContainers(
  context: ContainerContext,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { containers, initContainers = [], terminationGracePeriodSeconds: grace } = context.spec;
  if (initContainers.length === 0) return;
  const names = new Set((containers ?? []).map((container) => container.name));
  initContainers.forEach((container, index) => {
    const at = path.index(index);
    validateContainer(container, context, at, errors);
    validateInitRestartPolicy(container, at, errors);
    if (names.has(container.name)) errors.push(duplicate(at.child('name'), container.name));
    else if (container.name) names.add(container.name);
    validateHostPortConflicts([container], path, errors);
    if (container.restartPolicy === 'Always') {
      if (container.lifecycle) validateLifecycle(container.lifecycle, grace, at.child('lifecycle'), errors);
      validateProbes(container, grace, at, errors);
    } else {
      validateNoHooks(container, at, errors);
      if (container.resizePolicy)
        validateInitResizePolicy(container.resizePolicy, at.child('resizePolicy'), errors);
    }
  });
}

/** In the order in which Kubernetes declares them. */
const NOT_IN_EPHEMERAL = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
] as const;

export function validateEphemeralContainers(
  context: ContainerContext,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { containers, initContainers = [], ephemeralContainers = [] } = context.spec;
  if (ephemeralContainers.length === 0) return;
  const others = new Set([...(containers ?? []), ...initContainers].map((container) => container.name));
  const names = new Set(others);
  ephemeralContainers.forEach((container, index) => {
    const at = path.index(index);
    validateContainer(container, context, at, errors);
    validateImageSpace(container, at, errors);
    if (names.has(container.name)) errors.push(duplicate(at.child('name'), container.name));
    names.add(container.name);
    const target = container.targetContainerName;
    if (target && !others.has(target)) errors.push(fieldNotFound(at.child('targetContainerName'), target));
    validateEphemeralFields(container, at, errors);
  });
}

function validateEphemeralFields(container: EphemeralContainer, path: FieldPath, errors: FieldError[]): void {
  const refuse = (at: FieldPath) =>
    void errors.push(forbiddenField(at, 'cannot be set for an Ephemeral Container'));
  for (const field of NOT_IN_EPHEMERAL) {
    const value = container[field];
    if (value !== undefined && !(field === 'resources' && Object.keys(value).length === 0))
      refuse(path.child(field));
  }
  container.volumeMounts?.forEach((mount, index) => {
    const at = path.child('volumeMounts').index(index);
    if (mount.subPath) refuse(at.child('subPath'));
    if (mount.subPathExpr) refuse(at.child('subPathExpr'));
  });
}

const MESSAGE_POLICIES = ['File', 'FallbackToLogsOnError'];

/** What all kinds of containers have. */
function validateContainer(
  container: Container,
  { spec, volumes, claimNames }: ContainerContext,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { name, ports, env, envFrom, resources, resizePolicy, securityContext } = container;
  if (!name) errors.push(required(path.child('name')));
  else validateDnsLabel(name, path.child('name'), errors);
  if (!container.image) errors.push(required(path.child('image')));
  validateChoice(
    container.terminationMessagePolicy,
    MESSAGE_POLICIES,
    path.child('terminationMessagePolicy'),
    errors,
  );
  if (ports) validateContainerPorts(ports, path.child('ports'), errors);
  if (env) validateEnv(env, path.child('env'), errors);
  if (envFrom) validateEnvFrom(envFrom, path.child('envFrom'), errors);
  if (container.volumeMounts) validateVolumeMounts(container, volumes, path.child('volumeMounts'), errors);
  if (container.volumeDevices) validateVolumeDevices(container, volumes, path.child('volumeDevices'), errors);
  validatePullPolicy(container.imagePullPolicy, path.child('imagePullPolicy'), errors);
  if (resources)
    validateResourceRequirements(
      resources,
      validateContainerResourceName,
      claimNames,
      path.child('resources'),
      errors,
    );
  if (resizePolicy)
    validateResizePolicy(resizePolicy, spec.restartPolicy, path.child('resizePolicy'), errors);
  if (securityContext)
    validateSecurityContext(securityContext, spec.hostUsers !== false, path.child('securityContext'), errors);
}
