import { Construct } from 'constructs';
import { PriorityClasses } from '../kube/generated/resources';
import type { PriorityClass } from '../kube/generated/scheduling-v1';
import { checkText, DNS_SUBDOMAIN } from './authoring/names';
import { gatherProblems, report } from './authoring/report';
import { recordSource } from './authoring/source-location';
import { KubeApiObject } from './kube-api-object';

export interface PriorityLevelProps {
  /** Pods of a higher value come first. From -2147483648 to 1000000000; 0 is that of pods without a level. */
  readonly value: number;
  /**
   * Whether pods of lower value are removed to make room; else it only decides who is scheduled first.
   *
   * @default true
   */
  readonly preempts?: boolean;
  /**
   * What it is for.
   *
   * @default none
   */
  readonly description?: string;
}

const HIGHEST = 1_000_000_000;
const LOWEST = -2_147_483_648;

/** How important pods are: a PriorityClass, which belongs to the whole cluster, under the name of the id. */
export class PriorityLevel extends Construct {
  readonly object: KubeApiObject<PriorityClass>;

  constructor(scope: Construct, id: string, { value, preempts = true, description }: PriorityLevelProps) {
    super(scope, id);
    recordSource(this);
    const throwGathered = gatherProblems(this);
    checkText(this, 'id', id, DNS_SUBDOMAIN);
    if (!Number.isInteger(value) || value > HIGHEST || value < LOWEST) {
      report(this, {
        field: 'value',
        message: `${value} is not a whole number from ${LOWEST} to ${HIGHEST}`,
      });
    }
    if (id.startsWith('system-')) {
      report(this, {
        field: 'id',
        message: `"${id}" starts with system-, which is kept for Kubernetes' own`,
      });
    }
    this.object = new KubeApiObject(this, 'PriorityClass', PriorityClasses, {
      name: id,
      fields: {
        value,
        preemptionPolicy: preempts ? 'PreemptLowerPriority' : 'Never',
        ...(description !== undefined && { description }),
      },
    });
    this.node.defaultChild = this.object;
    throwGathered();
  }

  /** What pods name it by. */
  get className(): string {
    return this.object.name;
  }
}
