import type { Container } from '../../kube/generated/core-v1';
import type { KubeObject } from '../../kube/object';
import { podSpecOf, templateField, type Workload } from '../../kube/workloads';

/** A container of a workload's pods, and where it is written. */
export interface PlacedContainer {
  readonly container: Container;
  /** From the workload's object: `spec.template.spec.containers[0]`. */
  readonly field: string;
  /** Whether it is gone before the others start. Sidecars among the init containers are not. */
  readonly isInit: boolean;
}

const known = new WeakMap<Workload, readonly PlacedContainer[]>();

/** All containers of a workload, in the order in which they start. */
export function containersOf(workload: Workload): readonly PlacedContainer[] {
  let found = known.get(workload);
  if (!found) {
    found = placed(workload);
    known.set(workload, found);
  }
  return found;
}

function placed(workload: Workload): readonly PlacedContainer[] {
  const spec = podSpecOf(workload);
  const found: PlacedContainer[] = [];
  for (const list of ['initContainers', 'containers'] as const) {
    const prefix = templateField(workload, `spec.${list}`);
    spec[list]?.forEach((container, index) => {
      const isInit = list === 'initContainers' && container.restartPolicy !== 'Always';
      found.push({ container, field: `${prefix}[${index}]`, isInit });
    });
  }
  return found;
}

/** Those that run as long as the pod does. */
export function runningContainers(workload: Workload): readonly PlacedContainer[] {
  return containersOf(workload).filter(({ isInit }) => !isInit);
}

/** Whether a workload's pods are meant to run for ever: those of Jobs and CronJobs are to end. */
export function runsForever({ kind }: Workload): boolean {
  return kind !== 'Job' && kind !== 'CronJob';
}

/** `Deployment/api` */
export function nameOf({ kind, name }: Workload): string {
  return `${kind}/${name}`;
}

/** Pods and Jobs that Helm makes for a moment, and then removes: they are no part of what runs. */
export function isHelmHook({ metadata }: KubeObject): boolean {
  return metadata.annotations?.['helm.sh/hook'] !== undefined;
}
