import type { PodSpec, Service, ServicePort } from '../generated/core-v1';
import { specOf } from '../service-kinds';
import { podSpecOf, type Workload } from '../workloads';

/** Where the traffic of one port of a Service arrives in the pods of one workload. */
export interface ServiceTarget {
  readonly workload: Workload;
  readonly port: ServicePort;
  /** Index among the ports of the Service. */
  readonly index: number;
  /** The pod's own port; undefined when the Service names one that no container of the pod has. */
  readonly targetPort: number | undefined;
  /** Whether a container declares that port. It may listen all the same: the declaration only informs. */
  readonly declared: boolean;
}

/** Where the traffic of each port of a Service arrives in pods of this template. */
export function serviceTargets(service: Service, workload: Workload): readonly ServiceTarget[] {
  const spec = podSpecOf(workload);
  return (specOf(service).ports ?? []).map((port, index) => {
    const { targetPort = port.port, protocol = 'TCP' } = port;
    if (typeof targetPort === 'string') {
      const found = namedPort(spec, targetPort, protocol);
      return { workload, port, index, targetPort: found, declared: found !== undefined };
    }
    const number = targetPort || port.port;
    return { workload, port, index, targetPort: number, declared: declaresPort(spec, number, protocol) };
  });
}

/** The port that containers of a pod call by a name; sidecars among the init containers count. */
export function namedPort(spec: PodSpec, name: string, protocol = 'TCP'): number | undefined {
  for (const port of declaredPorts(spec))
    if (port.name === name && (port.protocol ?? 'TCP') === protocol) return port.containerPort;
  return undefined;
}

function declaresPort(spec: PodSpec, number: number, protocol: string): boolean {
  for (const port of declaredPorts(spec))
    if (port.containerPort === number && (port.protocol ?? 'TCP') === protocol) return true;
  return false;
}

/** Of all containers that run beside each other. */
export function* declaredPorts(spec: PodSpec) {
  for (const container of spec.containers ?? []) yield* container.ports ?? [];
  for (const container of spec.initContainers ?? [])
    if (container.restartPolicy === 'Always') yield* container.ports ?? [];
}
