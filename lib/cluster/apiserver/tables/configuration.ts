import type { ComponentStatus, ConfigMap, Namespace, Secret } from '../../../kube/generated/core-v1';
import type { KubeObject } from '../../../kube/object';
import { age, nameOf } from './cells';
import type { Cell } from './table';

/** Kinds of which there is little to say. */

/** Nothing but how old it is: ServiceAccounts, DeviceClasses, ResourceClaimTemplates. */
export function nameAndAge(object: KubeObject, now: number): readonly Cell[] {
  return [nameOf(object), age(object, now)];
}

export function namespaceCells(namespace: Namespace, now: number): readonly Cell[] {
  return [nameOf(namespace), namespace.status?.phase ?? '', age(namespace, now)];
}

export function configMapCells(map: ConfigMap, now: number): readonly Cell[] {
  return [nameOf(map), sizeOf(map.data) + sizeOf(map.binaryData), age(map, now)];
}

export function secretCells(secret: Secret, now: number): readonly Cell[] {
  return [nameOf(secret), secret.type ?? '', sizeOf(secret.data), age(secret, now)];
}

export function componentStatusCells(component: ComponentStatus): readonly Cell[] {
  const health = component.conditions?.find(({ type }) => type === 'Healthy');
  const word = health ? (health.status === 'True' ? 'Healthy' : 'Unhealthy') : 'Unknown';
  return [nameOf(component), word, health?.message ?? '', health?.error ?? ''];
}

function sizeOf(data: object | undefined): number {
  return data ? Object.keys(data).length : 0;
}
