import type { Node, NodeCondition } from '../../../kube/generated/core-v1';
import { timestamp } from '../../clock/clock';
import { readyCondition } from './node-taints';

/** Milliseconds without a sign of life after which nobody knows how a node is. */
const GRACE = 50_000;
/** The same for a node whose kubelet has not said anything yet. */
const STARTUP_GRACE = 60_000;

/** When the controller last learned that a node lives. Times are in milliseconds of the controller's own clock. */
export interface NodeHealth {
  readonly probedAt: number;
  /** The Ready condition's times when it was last looked at, as the kubelet wrote them. */
  readonly heartbeat: string | undefined;
  readonly hasReady: boolean;
  /** The newest renewal of the lease. */
  readonly renewal: string | undefined;
}

/** What is known after a look at the node and the renewal time of its lease. Pure. */
export function observeHealth(
  known: NodeHealth | undefined,
  node: Node,
  renewal: string | undefined,
  now: number,
): NodeHealth {
  const ready = readyCondition(node);
  const seen = { heartbeat: ready?.lastHeartbeatTime, hasReady: ready !== undefined };
  const health = observeStatus(known, node, seen, now);
  const isRenewed = renewal !== undefined && (known?.renewal === undefined || known.renewal < renewal);
  return isRenewed ? { ...health, renewal, probedAt: now } : health;
}

function observeStatus(
  known: NodeHealth | undefined,
  { metadata }: Node,
  seen: Pick<NodeHealth, 'heartbeat' | 'hasReady'>,
  now: number,
): NodeHealth {
  if (!known) {
    const probedAt = seen.hasReady ? now : Date.parse(metadata.creationTimestamp!);
    return { ...seen, probedAt, renewal: undefined };
  }
  const isNews = known.hasReady !== seen.hasReady || known.heartbeat !== seen.heartbeat;
  return isNews ? { ...seen, probedAt: now, renewal: known.renewal } : known;
}

export function isOverdue({ probedAt, hasReady }: NodeHealth, now: number): boolean {
  return now > probedAt + (hasReady ? GRACE : STARTUP_GRACE);
}

/** Conditions that a kubelet reports. NetworkUnavailable is somebody else's. */
const KUBELET_CONDITIONS = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

/** The conditions of a node of which nothing has been heard. The same list if it says so already. Pure. */
export function unknownConditions({ metadata, status }: Node, now: number): readonly NodeCondition[] {
  const before = status?.conditions ?? [];
  const at = timestamp(now);
  const changed = before.map((condition) =>
    KUBELET_CONDITIONS.includes(condition.type) && condition.status !== 'Unknown'
      ? {
          ...condition,
          status: 'Unknown',
          reason: 'NodeStatusUnknown',
          message: 'Kubelet stopped posting node status.',
          lastTransitionTime: at,
        }
      : condition,
  );
  const added = KUBELET_CONDITIONS.filter((type) => !before.some((one) => one.type === type)).map((type) => ({
    type,
    status: 'Unknown',
    reason: 'NodeStatusNeverUpdated',
    message: 'Kubelet never posted node status.',
    lastHeartbeatTime: metadata.creationTimestamp,
    lastTransitionTime: at,
  }));
  const isSame = added.length === 0 && changed.every((condition, index) => condition === before[index]);
  return isSame ? before : [...changed, ...added];
}
