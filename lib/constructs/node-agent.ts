import type { Construct } from 'constructs';
import type { DaemonSet, DaemonSetSpec } from '../kube/generated/apps-v1';
import type { PodSpec } from '../kube/generated/core-v1';
import { DaemonSets } from '../kube/generated/resources';
import { gatherProblems, report } from './authoring/report';
import { recordSource } from './authoring/source-location';
import { checkMaxUnavailable, type MaxUnavailable } from './disruption-budget';
import { KubeApiObject } from './kube-api-object';
import type { Health } from './pod/probe';
import type { VolumeMountSpec } from './pod/shared-volumes';
import { type PodSecurityLevel, Stack } from './stack';
import { checkWorkloadName, Workload, type WorkloadProps } from './workload';
import { WorkloadConstruct } from './workload-construct';

export interface NodeAgentProps extends WorkloadProps {
  /**
   * TCP ports the process listens on, by name.
   *
   * @default none
   */
  readonly ports?: { readonly [name: string]: number };
  /**
   * How its health is found out.
   *
   * @default a TCP connection to its first port; without ports no probes
   */
  readonly health?: Health;
  /**
   * Folders of the node that it sees, each by its path on the node: `{ '/var/log': { path: '/var/log', readOnly: true } }`.
   * The stack must admit `privileged` pods.
   *
   * @default none
   */
  readonly hostPaths?: { readonly [nodePath: string]: VolumeMountSpec };
  /**
   * Whether it has the network of the node instead of one of its own. The stack must admit `privileged` pods.
   *
   * @default false
   */
  readonly hostNetwork?: boolean;
  /**
   * Whether it runs as root. The stack must admit `baseline` or `privileged` pods.
   *
   * @default false
   */
  readonly root?: boolean;
  /**
   * Whether it runs on every node there is, whatever its taints.
   *
   * @default true, unless `placement` names a pool
   */
  readonly everyNode?: boolean;
  /**
   * Nodes that may be without it during a rollout: a number, or a share such as `10%`.
   *
   * @default 1
   */
  readonly maxUnavailable?: MaxUnavailable;
}

/** Runs once on every node, such as a collector of logs: a DaemonSet. */
export class NodeAgent extends WorkloadConstruct {
  readonly daemonSet: KubeApiObject<DaemonSet>;
  readonly workload: Workload;

  constructor(scope: Construct, id: string, props: NodeAgentProps) {
    super(scope, id);
    recordSource(this);
    checkWorkloadName(this, id);
    const throwGathered = gatherProblems(this);
    const { ports, maxUnavailable = 1 } = props;
    checkMaxUnavailable(this, 'maxUnavailable', maxUnavailable);
    checkAccess(this, props);
    this.workload = new Workload(this, {
      name: id,
      props: { ...props, shutdown: { delay: 0, ...props.shutdown } },
      ports,
      health: props.health ?? (ports && {}),
      root: props.root,
      podSpec: nodeSpec(props),
    });
    this.mountHostPaths(props.hostPaths ?? {});
    this.daemonSet = this.makeDaemonSet(maxUnavailable);
    this.node.defaultChild = this.daemonSet;
    this.workload.connectAll(props.connectsTo ?? [], this.daemonSet);
    throwGathered();
  }

  private mountHostPaths(hostPaths: { readonly [nodePath: string]: VolumeMountSpec }): void {
    for (const [index, [nodePath, mount]] of Object.entries(hostPaths).entries()) {
      const { path, ...options } = typeof mount === 'string' ? { path: mount } : mount;
      const volume = this.workload.pod.addVolume(`host-${index}`, { hostPath: { path: nodePath } });
      this.workload.container.mount(volume, path, options);
    }
  }

  private makeDaemonSet(maxUnavailable: MaxUnavailable): KubeApiObject<DaemonSet> {
    const { name, labels, selector, pod } = this.workload;
    const spec = (): DaemonSetSpec => ({
      selector: { matchLabels: selector },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable } },
      template: pod.toJson(),
    });
    return new KubeApiObject(this, 'DaemonSet', DaemonSets, { name, labels, fields: { spec } });
  }
}

function nodeSpec({
  placement,
  everyNode = placement?.pool === undefined,
  hostNetwork,
}: NodeAgentProps): Partial<PodSpec> {
  return {
    ...(everyNode && { tolerations: [{ operator: 'Exists' }] }),
    ...(hostNetwork && { hostNetwork, dnsPolicy: 'ClusterFirstWithHostNet' }),
  };
}

/** Reports what the namespace would refuse, and what contradicts itself. */
function checkAccess(
  owner: Construct,
  { hostPaths, hostNetwork, root, everyNode, placement }: NodeAgentProps,
): void {
  const { podSecurity, namespace } = Stack.of(owner);
  const needs = (field: string, asked: boolean | undefined, levels: readonly PodSecurityLevel[]) => {
    if (!asked || levels.includes(podSecurity)) return;
    report(owner, {
      field,
      message: `${field} needs pods that are ${levels.join(' or ')}, but namespace "${namespace}" admits ${podSecurity}`,
      fix: `set podSecurity of the stack to '${levels[0]}'`,
    });
  };
  needs('hostPaths', hostPaths && Object.keys(hostPaths).length > 0, ['privileged']);
  needs('hostNetwork', hostNetwork, ['privileged']);
  needs('root', root, ['baseline', 'privileged']);
  if (everyNode && placement?.pool) {
    report(owner, {
      field: 'everyNode',
      message: `everyNode is true, but placement.pool names the nodes ${JSON.stringify(placement.pool.labels)}`,
      fix: 'leave one of them out',
    });
  }
}
