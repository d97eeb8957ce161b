import type { IConstruct } from 'constructs';
import type { ResourceRequirements } from '../../kube/generated/core-v1';
import { checkQuantity } from '../authoring/quantities';
import { report } from '../authoring/report';

/** What a container needs, and what it may use at most. */
export interface ResourcesProps {
  /**
   * CPU to set aside: cores (`0.5`) or thousandths of one (`500m`).
   *
   * @default '100m'
   */
  readonly cpu?: string;
  /**
   * Memory to set aside, in bytes with a suffix: `256Mi`.
   *
   * @default '128Mi'
   */
  readonly memory?: string;
  /**
   * CPU the container is held to, as `cpu`.
   *
   * @default none: idle CPU of the node is used, and nothing is throttled
   */
  readonly cpuLimit?: string;
  /**
   * Memory beyond which the container is killed, as `memory`.
   *
   * @default the memory set aside, so that a busy neighbour can take nothing away
   */
  readonly memoryLimit?: string;
}

const DEFAULT_CPU = '100m';
const DEFAULT_MEMORY = '128Mi';

/** Requests and limits; reports quantities that are none, and limits below their requests. */
export function resourceRequirements(owner: IConstruct, props: ResourcesProps = {}): ResourceRequirements {
  const { cpu = DEFAULT_CPU, memory = DEFAULT_MEMORY, cpuLimit, memoryLimit = memory } = props;
  checkLimit(owner, 'cpu', cpu, cpuLimit);
  checkLimit(owner, 'memory', memory, memoryLimit);
  return {
    requests: { cpu, memory },
    limits: { ...(cpuLimit !== undefined && { cpu: cpuLimit }), memory: memoryLimit },
  };
}

function checkLimit(owner: IConstruct, resource: string, request: string, limit: string | undefined): void {
  const requested = checkQuantity(owner, `resources.${resource}`, request);
  if (limit === undefined || limit === request) return;
  const limited = checkQuantity(owner, `resources.${resource}Limit`, limit);
  if (requested && limited && limited.compare(requested) < 0) {
    report(owner, {
      field: `resources.${resource}Limit`,
      message: `the ${resource} limit is ${limit}, below what is set aside, which is ${request}`,
      fix: `set resources.${resource}Limit to ${request} or more`,
    });
  }
}
