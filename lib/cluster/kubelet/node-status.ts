import type {
  ContainerImage,
  Node,
  NodeAddress,
  NodeCondition,
  NodeStatus,
} from '../../kube/generated/core-v1';

export const KUBELET_VERSION = 'v1.36.3';

type ResourceList = { readonly [name: string]: string };

/** What a machine of the simulation has, unless told otherwise. */
export const DEFAULT_CAPACITY: ResourceList = {
  cpu: '4',
  'ephemeral-storage': '100Gi',
  'hugepages-1Gi': '0',
  'hugepages-2Mi': '0',
  memory: '16Gi',
  pods: '110',
};

/** What a kubelet knows of its machine. */
export interface MachineFacts {
  readonly ip: string;
  readonly capacity: ResourceList;
  readonly machineId: string;
  readonly bootId: string;
  readonly images: readonly ContainerImage[];
  /** As the API writes times. */
  readonly now: string;
}

/** An event about the node: `Node a status is now: NodeReady`. */
export interface NodeEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

export interface NodeReport {
  readonly status: NodeStatus;
  readonly events: readonly NodeEvent[];
}

interface Verdict {
  readonly type: string;
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
  /** The event's reason when the condition comes to this status. */
  readonly news: string;
}

/** In the order in which kubelets report; Ready is the last. */
const VERDICTS: readonly Verdict[] = [
  {
    type: 'MemoryPressure',
    status: 'False',
    reason: 'KubeletHasSufficientMemory',
    message: 'kubelet has sufficient memory available',
    news: 'NodeHasSufficientMemory',
  },
  {
    type: 'DiskPressure',
    status: 'False',
    reason: 'KubeletHasNoDiskPressure',
    message: 'kubelet has no disk pressure',
    news: 'NodeHasNoDiskPressure',
  },
  {
    type: 'PIDPressure',
    status: 'False',
    reason: 'KubeletHasSufficientPID',
    message: 'kubelet has sufficient PID available',
    news: 'NodeHasSufficientPID',
  },
  {
    type: 'Ready',
    status: 'True',
    reason: 'KubeletReady',
    message: 'kubelet is posting ready status',
    news: 'NodeReady',
  },
];

/** What a healthy kubelet says of its node, and what it tells besides. Pure. */
export function nodeReport(node: Node, facts: MachineFacts): NodeReport {
  const old = node.status ?? {};
  const events: NodeEvent[] = [];
  const name = node.metadata.name!;
  const conditions = VERDICTS.map((verdict) => {
    const before = old.conditions?.find(({ type }) => type === verdict.type);
    if (before?.status !== verdict.status)
      events.push({
        type: 'Normal',
        reason: verdict.news,
        message: `Node ${name} status is now: ${verdict.news}`,
      });
    return condition(verdict, before, facts.now);
  });
  const bootId = old.nodeInfo?.bootID;
  if (bootId && bootId !== facts.bootId)
    events.push({
      type: 'Warning',
      reason: 'Rebooted',
      message: `Node ${name} has been rebooted, boot id: ${facts.bootId}`,
    });
  const others =
    old.conditions?.filter(({ type }) => !VERDICTS.some((verdict) => verdict.type === type)) ?? [];
  const capacity = (old.capacity as ResourceList | undefined) ?? facts.capacity;
  return {
    events,
    status: {
      ...old,
      capacity,
      allocatable: old.allocatable ?? capacity,
      conditions: [...others, ...conditions],
      addresses: old.addresses?.length ? old.addresses : addresses(facts.ip, name),
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: nodeInfo(facts),
      ...(facts.images.length > 0 ? { images: facts.images } : {}),
      runtimeHandlers: RUNTIME_HANDLERS,
      features: { supplementalGroupsPolicy: true },
      declaredFeatures: DECLARED_FEATURES,
    },
  };
}

/** Whether the status says of the node's health what a healthy kubelet says. */
export function isHealthReported({ status }: Node): boolean {
  return VERDICTS.every(({ type, status: expected }) =>
    status?.conditions?.some((condition) => condition.type === type && condition.status === expected),
  );
}

/** The node's own address, as its status gives it. */
export function internalIp({ status }: Node): string | undefined {
  return status?.addresses?.find(({ type }) => type === 'InternalIP')?.address;
}

function addresses(ip: string, hostname: string): readonly NodeAddress[] {
  return [
    { address: ip, type: 'InternalIP' },
    { address: hostname, type: 'Hostname' },
  ];
}

function condition(
  { type, status, reason, message }: Verdict,
  before: NodeCondition | undefined,
  now: string,
): NodeCondition {
  const lastTransitionTime = before?.status === status ? before.lastTransitionTime : now;
  return { type, status, lastHeartbeatTime: now, lastTransitionTime, reason, message };
}

function nodeInfo({ machineId, bootId }: MachineFacts) {
  return {
    architecture: 'amd64',
    bootID: bootId,
    containerRuntimeVersion: 'containerd://2.2.1',
    kernelVersion: '6.8.0',
    kubeProxyVersion: '',
    kubeletVersion: KUBELET_VERSION,
    machineID: machineId.replaceAll('-', ''),
    operatingSystem: 'linux',
    osImage: 'Seaworthy simulated machine',
    systemUUID: machineId,
  };
}

/** What a kubelet 1.36 can do, of the features by which the scheduler chooses nodes. */
const DECLARED_FEATURES = [
  'ExtendWebSocketsToKubelet',
  'InPlacePodLevelResourcesVerticalScaling',
  'InPlacePodVerticalScalingInitContainers',
  'RestartAllContainersOnContainerExits',
];

const RUNTIME_HANDLERS = [
  { features: { recursiveReadOnlyMounts: true, userNamespaces: true }, name: '' },
  { features: { recursiveReadOnlyMounts: true, userNamespaces: true }, name: 'runc' },
];
