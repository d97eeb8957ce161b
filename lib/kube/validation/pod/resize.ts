import { type FieldError, forbiddenField, invalidValue } from '../../field-error';
import { equal } from '../../frozen';
import type { Container, Pod, PodSpec, ResourceRequirements } from '../../generated/core-v1';
import { podQosClass } from '../../pod-qos';
import { MIRROR_POD, WHOLE_OBJECT } from './mirror-pod';
import { POD_SPEC, validateMetadataAndSpec } from './pod';

type ResourceList = { readonly [name: string]: string | number };

const RESIZED = ['cpu', 'memory'];

/** `pods/resize` changes the CPU and memory of a running pod. */
export function validatePodResize(pod: Pod, old: Pod): FieldError[] {
  if (old.metadata.annotations?.[MIRROR_POD] !== undefined)
    return [forbiddenField(WHOLE_OBJECT, 'static pods cannot be resized')];
  if (old.spec?.os?.name === 'windows')
    return [forbiddenField(WHOLE_OBJECT, 'windows pods cannot be resized')];
  const errors: FieldError[] = [];
  const spec = pod.spec!;
  const oldSpec = old.spec!;
  validateMetadataAndSpec(pod, errors);
  const qosClass = old.status?.qosClass ?? podQosClass(oldSpec);
  if (qosClass !== podQosClass(spec))
    errors.push(
      invalidValue(
        POD_SPEC,
        pod.status?.qosClass ?? '',
        'Pod QOS Class may not change as a result of resizing',
      ),
    );
  if (!isSupportedByNode(old))
    errors.push(forbiddenField(POD_SPEC, 'Pod running on node without support for resize'));
  validatePodLevel(spec, oldSpec, errors);
  if (!validateOrder(spec, oldSpec, errors)) return errors;
  validateNothingRemoved(spec, oldSpec, errors);
  validateOnlyComputeChanged(spec, oldSpec, errors);
  if (errors.length === 0 && !equal(withOldCompute(spec, oldSpec), oldSpec))
    errors.push(forbiddenField(POD_SPEC, 'only cpu and memory resources are mutable'));
  return errors;
}

/** A kubelet that can resize reports the resources of running containers. */
function isSupportedByNode({ status }: Pod): boolean {
  const running = status?.containerStatuses?.find((one) => one.state?.running);
  return !running || running.resources !== undefined;
}

const amounts = ({ requests = {}, limits = {} }: ResourceRequirements = {}) =>
  Object.keys(requests).length + Object.keys(limits).length;

function validatePodLevel(spec: PodSpec, old: PodSpec, errors: FieldError[]): void {
  if (amounts(spec.resources) + amounts(old.resources) === 0) return;
  const path = POD_SPEC.child('resources');
  if (old.resources && !spec.resources) {
    errors.push(forbiddenField(path, 'pod-level resources cannot be removed'));
    return;
  }
  for (const field of ['requests', 'limits'] as const)
    if (old.resources && isAnyRemoved(spec.resources?.[field], old.resources[field]))
      errors.push(forbiddenField(path.child(field), `pod-level resource ${field} cannot be removed`));
  if (!equal(podLevelWithOldCompute(spec, old), old.resources))
    errors.push(forbiddenField(POD_SPEC, 'only cpu and memory resources are mutable at pod-level'));
}

/** False when the containers cannot be compared one by one. */
function validateOrder(spec: PodSpec, old: PodSpec, errors: FieldError[]): boolean {
  const before = errors.length;
  for (const field of ['containers', 'initContainers'] as const) {
    const list = spec[field] ?? [];
    const oldList = old[field] ?? [];
    const path = POD_SPEC.child(field);
    if (list.length !== oldList.length)
      errors.push(forbiddenField(path, `${field} may not be added or removed on resize`));
    else
      list.forEach(({ name }, index) => {
        if (name !== oldList[index]!.name)
          errors.push(
            forbiddenField(
              path.index(index).child('name'),
              `${field} may not be renamed or reordered on resize`,
            ),
          );
      });
  }
  return errors.length === before;
}

function validateNothingRemoved(spec: PodSpec, old: PodSpec, errors: FieldError[]): void {
  for (const list of ['initContainers', 'containers'] as const)
    old[list]?.forEach((container, index) => {
      const path = POD_SPEC.child(list).index(index).child('resources');
      for (const field of ['requests', 'limits'] as const)
        if (isAnyRemoved(spec[list]![index]!.resources?.[field], container.resources?.[field]))
          errors.push(forbiddenField(path.child(field), `resource ${field} cannot be removed`));
    });
}

function isAnyRemoved(list: ResourceList = {}, old: ResourceList = {}): boolean {
  return Object.keys(old).some((name) => list[name] === undefined);
}

function validateOnlyComputeChanged(spec: PodSpec, old: PodSpec, errors: FieldError[]): void {
  spec.containers?.forEach((container, index) => {
    const before = old.containers[index]!;
    if (!equal(containerWithOldCompute(container, before), before))
      errors.push(forbiddenField(POD_SPEC, 'only cpu and memory resources are mutable'));
  });
  spec.initContainers?.forEach((container, index) => {
    const before = old.initContainers![index]!;
    const path = POD_SPEC.child('initContainers').index(index);
    if (!equal(containerWithOldCompute(container, before), before))
      errors.push(
        forbiddenField(path, 'only cpu and memory resources for init or sidecar containers are mutable'),
      );
    if (container.restartPolicy === 'Always' || equal(container, before)) return;
    for (const policy of container.resizePolicy ?? [])
      if (policy.restartPolicy === 'RestartContainer')
        errors.push(
          forbiddenField(
            path,
            'non-sidecar init containers with a resize policy of RestartContainer cannot be resized',
          ),
        );
  });
}

/** The new spec with the old CPU and memory everywhere: the rest must be the same. */
function withOldCompute(spec: PodSpec, old: PodSpec): PodSpec {
  return {
    ...spec,
    containers: spec.containers?.map((one, index) => containerWithOldCompute(one, old.containers[index]!)),
    initContainers: spec.initContainers?.map((one, index) =>
      containerWithOldCompute(one, old.initContainers![index]!),
    ),
    resources: podLevelWithOldCompute(spec, old),
  };
}

/** Claims are left out: they cannot be changed, and a change of theirs is noticed because the old ones are missing. */
function containerWithOldCompute(container: Container, old: Container): Container {
  return { ...container, resources: listsWithOldCompute(container.resources, old.resources) };
}

function podLevelWithOldCompute(spec: PodSpec, old: PodSpec): ResourceRequirements | undefined {
  if (!spec.resources) return undefined;
  const resources = { ...spec.resources, ...listsWithOldCompute(spec.resources, old.resources) };
  return old.resources || amounts(resources) > 0 || resources.claims?.length ? resources : undefined;
}

function listsWithOldCompute(
  { requests, limits }: ResourceRequirements = {},
  old: ResourceRequirements = {},
): ResourceRequirements {
  return {
    requests: listWithOldCompute(requests, old.requests),
    limits: listWithOldCompute(limits, old.limits),
  };
}

function listWithOldCompute(list: ResourceList | undefined, old: ResourceList | undefined) {
  const entries = Object.entries(list ?? {}).filter(([name]) => !RESIZED.includes(name));
  for (const name of RESIZED) if (old?.[name] !== undefined) entries.push([name, old[name]]);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
