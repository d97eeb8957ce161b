import { KNOWN_VERSIONS } from '../../kube/api-lifecycle';
import type { Node } from '../../kube/generated/core-v1';
import { Quantity, QuantityError } from '../../kube/quantity';

/** What the checks cannot know from the manifests. */
export interface Assumptions {
  /** The Kubernetes 1.x the manifests are for. @default the newest that is known */
  readonly kubernetesVersion?: number;
  /** What the cluster runs on. @default unknown: nothing is said about what fits */
  readonly nodes?: NodeAssumption;
  /** For objects that name no namespace. @default 'default' */
  readonly namespace?: string;
  /** Whether the set is a part of something: what is missing may then be elsewhere. @default false */
  readonly partial?: boolean;
}

/** Nodes that are all alike. */
export interface NodeAssumption {
  readonly count: number;
  /** Allocatable on each, such as `4`. */
  readonly cpu: string;
  /** Such as `16Gi`. */
  readonly memory: string;
}

/** An assumption makes no sense; the message says which. */
export class AssumptionError extends Error {
  override readonly name = 'AssumptionError';
}

/**
 * Reads `1.29` or `v1.29.3`.
 * @throws AssumptionError for versions whose API is not known
 */
export function parseKubernetesVersion(text: string): number {
  const minor = /^v?1\.(\d{1,3})(\.\d+)?([-+].*)?$/.exec(text)?.[1];
  if (minor === undefined)
    throw new AssumptionError(`"${text}" is no version of Kubernetes; write it as 1.29`);
  const { oldest, newest } = KNOWN_VERSIONS;
  if (Number(minor) < oldest || Number(minor) > newest)
    throw new AssumptionError(
      `the API of Kubernetes 1.${minor} is not known here; choose a version from 1.${oldest} to 1.${newest}`,
    );
  return Number(minor);
}

/** Pods that a node runs at most, unless its kubelet is told otherwise. */
const PODS = '110';

/** The nodes that are assumed, as objects: spread over three zones, as far as there are that many. */
export function assumedNodes({ count, cpu, memory }: NodeAssumption): readonly Node[] {
  return Array.from({ length: count }, (_, index) => nodeAt(index, cpu, memory));
}

/** @throws AssumptionError for amounts that are none */
export function checkNodeAssumption({ cpu, memory }: NodeAssumption): void {
  for (const [name, amount] of Object.entries({ cpu, memory })) checkAmount(name, amount);
}

function checkAmount(name: string, amount: string): void {
  try {
    if (Quantity.parse(amount).sign > 0) return;
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error;
  }
  throw new AssumptionError(`"${amount}" is no amount of ${name}; write it as in a manifest: 4, 500m, 16Gi`);
}

const ZONES = 3;

function nodeAt(index: number, cpu: string, memory: string): Node {
  const name = `node-${index + 1}`;
  const resources = { cpu, memory, 'ephemeral-storage': '100Gi', pods: PODS };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'topology.kubernetes.io/zone': `zone-${(index % ZONES) + 1}`,
        'topology.kubernetes.io/region': 'region-1',
      },
    },
    spec: {},
    status: {
      capacity: resources,
      allocatable: resources,
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  } as Node;
}
