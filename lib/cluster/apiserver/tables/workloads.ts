import type {
  ControllerRevision,
  DaemonSet,
  Deployment,
  ReplicaSet,
  StatefulSet,
} from '../../../kube/generated/apps-v1';
import type { Scale } from '../../../kube/generated/autoscaling-v1';
import type { PodTemplate, ReplicationController } from '../../../kube/generated/core-v1';
import type { PodDisruptionBudget } from '../../../kube/generated/policy-v1';
import { controllerOf, type KubeObject, parseApiVersion } from '../../../kube/object';
import { qualified } from '../../../kube/status';
import { age, containerCells, labelsCell, NONE, nameOf, selectorCell, selectorText } from './cells';
import type { Cell } from './table';

/** Deployments and what else makes pods from a template. */

export function deploymentCells(deployment: Deployment, now: number): readonly Cell[] {
  const { spec, status } = deployment;
  return [
    nameOf(deployment),
    `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
    status?.updatedReplicas ?? 0,
    status?.availableReplicas ?? 0,
    age(deployment, now),
    ...containerCells(spec?.template),
    selectorText(spec?.selector, '<invalid>'),
  ];
}

export function replicaSetCells(set: ReplicaSet, now: number): readonly Cell[] {
  const { spec } = set;
  return [...replicaCells(set, now), ...containerCells(spec?.template), selectorCell(spec?.selector)];
}

export function replicationControllerCells(controller: ReplicationController, now: number): readonly Cell[] {
  const { spec } = controller;
  return [...replicaCells(controller, now), ...containerCells(spec?.template), labelsCell(spec?.selector)];
}

function replicaCells(object: ReplicaSet | ReplicationController, now: number): readonly Cell[] {
  const { spec, status } = object;
  return [
    nameOf(object),
    spec?.replicas ?? 0,
    status?.replicas ?? 0,
    status?.readyReplicas ?? 0,
    age(object, now),
  ];
}

export function statefulSetCells(set: StatefulSet, now: number): readonly Cell[] {
  const { spec, status } = set;
  return [
    nameOf(set),
    `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
    age(set, now),
    ...containerCells(spec?.template),
  ];
}

export function daemonSetCells(set: DaemonSet, now: number): readonly Cell[] {
  const { spec, status } = set;
  return [
    nameOf(set),
    status?.desiredNumberScheduled ?? 0,
    status?.currentNumberScheduled ?? 0,
    status?.numberReady ?? 0,
    status?.updatedNumberScheduled ?? 0,
    status?.numberAvailable ?? 0,
    labelsCell(spec?.template.spec?.nodeSelector),
    age(set, now),
    ...containerCells(spec?.template),
    selectorCell(spec?.selector),
  ];
}

export function podTemplateCells(object: PodTemplate): readonly Cell[] {
  const { template } = object;
  return [nameOf(object), ...containerCells(template), labelsCell(template?.metadata?.labels)];
}

export function controllerRevisionCells(revision: ControllerRevision, now: number): readonly Cell[] {
  const owner = controllerOf(revision);
  const controller = owner
    ? `${qualified({ group: parseApiVersion(owner.apiVersion).group, resource: owner.kind }).toLowerCase()}/${owner.name}`
    : NONE;
  return [nameOf(revision), controller, revision.revision, age(revision, now)];
}

export function disruptionBudgetCells(budget: PodDisruptionBudget, now: number): readonly Cell[] {
  const { minAvailable, maxUnavailable } = budget.spec ?? {};
  return [
    nameOf(budget),
    String(minAvailable ?? 'N/A'),
    String(maxUnavailable ?? 'N/A'),
    budget.status?.disruptionsAllowed ?? 0,
    age(budget, now),
  ];
}

export function scaleCells(scale: Scale & KubeObject, now: number): readonly Cell[] {
  return [nameOf(scale), scale.spec?.replicas ?? 0, scale.status?.replicas ?? 0, age(scale, now)];
}
