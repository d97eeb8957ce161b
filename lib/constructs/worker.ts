import type { Construct } from 'constructs';
import type { Deployment } from '../kube/generated/apps-v1';
import type { HorizontalPodAutoscaler } from '../kube/generated/autoscaling-v2';
import type { PodDisruptionBudget } from '../kube/generated/policy-v1';
import { gatherProblems } from './authoring/report';
import { recordSource } from './authoring/source-location';
import { autoscalerOf, makeDeployment, POD_TEMPLATE_HASH } from './deployment';
import { checkMaxUnavailable, type MaxUnavailable, makeDisruptionBudget } from './disruption-budget';
import type { KubeApiObject } from './kube-api-object';
import type { Health } from './pod/probe';
import { checkReplicas, type Replicas } from './replicas';
import { checkWorkloadName, Workload, type WorkloadProps } from './workload';
import { WorkloadConstruct } from './workload-construct';

export interface WorkerProps extends WorkloadProps {
  /**
   * How its health is found out. It has no port to connect to: name a command, or a port of `ports`.
   *
   * @default no probes: it is restarted when its process ends
   */
  readonly health?: Health;
  /**
   * TCP ports the process listens on, by name, for probes and metrics.
   *
   * @default none
   */
  readonly ports?: { readonly [name: string]: number };
  /**
   * Number of pods, or the bounds between which load scales it.
   *
   * @default 2
   */
  readonly replicas?: Replicas;
  /**
   * Pods that a drain of nodes may stop at a time: a number, or a share such as `25%`.
   *
   * @default 1
   */
  readonly maxUnavailable?: MaxUnavailable;
}

const DEFAULT_REPLICAS = 2;
/** Nobody sends it requests that would have to end first. */
const SHUTDOWN = { delay: 0 };

/** Takes its work from elsewhere, such as a queue, and is reached by nobody: a Deployment without a Service. */
export class Worker extends WorkloadConstruct {
  readonly deployment: KubeApiObject<Deployment>;
  readonly disruptionBudget: KubeApiObject<PodDisruptionBudget>;
  /** Only where `replicas` are bounds. */
  readonly autoscaler?: KubeApiObject<HorizontalPodAutoscaler>;
  readonly workload: Workload;

  constructor(scope: Construct, id: string, props: WorkerProps) {
    super(scope, id);
    recordSource(this);
    checkWorkloadName(this, id);
    const throwGathered = gatherProblems(this);
    const { replicas = DEFAULT_REPLICAS, maxUnavailable = 1, ports, health } = props;
    checkReplicas(this, replicas);
    checkMaxUnavailable(this, 'maxUnavailable', maxUnavailable);
    this.workload = new Workload(this, {
      name: id,
      props: { ...props, shutdown: { ...SHUTDOWN, ...props.shutdown } },
      ports,
      health: health && questionsAsked(health, ports),
      revisionLabel: POD_TEMPLATE_HASH,
    });
    this.deployment = makeDeployment(this, this.workload, replicas);
    this.node.defaultChild = this.deployment;
    this.autoscaler = autoscalerOf(this, this.deployment, this.workload, replicas);
    this.disruptionBudget = makeDisruptionBudget(this, this.workload, maxUnavailable);
    this.workload.connectAll(props.connectsTo ?? [], this.deployment);
    throwGathered();
  }
}

/** Nobody waits for a worker to be ready, so that without a port to connect to, it is not asked. */
function questionsAsked(health: Health, ports: WorkerProps['ports']): Health {
  return typeof health === 'string' || ports ? health : { ready: false, live: false, ...health };
}
