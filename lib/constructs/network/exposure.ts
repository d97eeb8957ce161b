import type { IConstruct } from 'constructs';
import type { ServiceSpec } from '../../kube/generated/core-v1';
import { isCidr } from '../../kube/names';
import type { Labels } from '../authoring/labels';
import { checkText } from '../authoring/names';
import { checkWithin } from '../authoring/numbers';
import { report } from '../authoring/report';
import { NetworkPeer } from './network-peer';
import type { ExposedPort } from './service-ports';

/** From where a Service can be reached. `Headless` has no address of its own: its name leads to the pods. */
export type ExposureType = 'ClusterIP' | 'Headless' | 'NodePort' | 'LoadBalancer';

export interface ExposureProps {
  /**
   * From where it can be reached: by pods alone, also by a port of every node, also by a load balancer.
   *
   * @default 'ClusterIP'
   */
  readonly type?: ExposureType;
  /**
   * The port of every node, from 30000 to 32767. Only with `NodePort` and `LoadBalancer`.
   *
   * @default the cluster chooses
   */
  readonly nodePort?: number;
  /**
   * The ranges of addresses the load balancer takes requests from. Only with `LoadBalancer`.
   *
   * @default every address
   */
  readonly sourceRanges?: readonly string[];
  /**
   * What kind of load balancer it is. Only with `LoadBalancer`.
   *
   * @default the cluster's own
   */
  readonly loadBalancerClass?: string;
  /**
   * Whether a node sends requests from outside only to its own pods, which so see the address of the client.
   *
   * @default false
   */
  readonly keepsClientAddress?: boolean;
  /**
   * Annotations of the Service, by which load balancers are told more.
   *
   * @default none
   */
  readonly annotations?: Labels;
}

/** A type alone, or with what belongs to it. */
export type Exposure = ExposureType | ExposureProps;

const FIRST_NODE_PORT = 30_000;
const LAST_NODE_PORT = 32_767;

export function exposureOf(
  exposure: Exposure = 'ClusterIP',
): ExposureProps & { readonly type: ExposureType } {
  return typeof exposure === 'string'
    ? { type: exposure }
    : { ...exposure, type: exposure.type ?? 'ClusterIP' };
}

/** Whether requests come from outside of the cluster. */
export function isPublic(exposure: Exposure | undefined): boolean {
  const { type } = exposureOf(exposure);
  return type === 'NodePort' || type === 'LoadBalancer';
}

/** Reports what does not go with the type. */
export function checkExposure(owner: IConstruct, exposure: Exposure | undefined): void {
  const { type, nodePort, sourceRanges, loadBalancerClass, keepsClientAddress } = exposureOf(exposure);
  const needs = (field: string, value: unknown, ...types: readonly ExposureType[]) => {
    if (value === undefined || types.includes(type)) return;
    report(owner, {
      field: `exposure.${field}`,
      message: `${field} is ${JSON.stringify(value)}, but type is ${type}: only a Service of type ${types.join(' or ')} has one`,
      fix: `set exposure.type to ${types[0]}, or leave exposure.${field} out`,
    });
  };
  needs('nodePort', nodePort, 'NodePort', 'LoadBalancer');
  needs('sourceRanges', sourceRanges, 'LoadBalancer');
  needs('loadBalancerClass', loadBalancerClass, 'LoadBalancer');
  needs('keepsClientAddress', keepsClientAddress, 'LoadBalancer', 'NodePort');
  if (nodePort !== undefined)
    checkWithin(owner, 'exposure.nodePort', nodePort, FIRST_NODE_PORT, LAST_NODE_PORT);
  for (const range of sourceRanges ?? []) {
    checkText(owner, 'exposure.sourceRanges', range, { check: isCidr, what: 'a range of addresses' });
  }
}

/** The part of a Service's specification that says from where it is reached. */
export function exposedSpec(
  exposure: Exposure | undefined,
  ports: readonly ExposedPort[],
): Pick<ServiceSpec, 'type' | 'ports'> & Partial<ServiceSpec> {
  const { type, nodePort, sourceRanges, loadBalancerClass, keepsClientAddress } = exposureOf(exposure);
  return {
    type: type === 'Headless' ? 'ClusterIP' : type,
    ...(type === 'Headless' && { clusterIP: 'None' }),
    ...(sourceRanges && { loadBalancerSourceRanges: sourceRanges }),
    ...(loadBalancerClass !== undefined && { loadBalancerClass }),
    ...(keepsClientAddress && { externalTrafficPolicy: 'Local' }),
    ports: ports.map(({ name, port, targetPort }, index) => ({
      name,
      port,
      targetPort,
      protocol: 'TCP',
      ...(index === 0 && nodePort !== undefined && { nodePort }),
    })),
  };
}

/**
 * Who sends the requests from outside, as the pods see it. Nodes put their own address in place of the client's, unless
 * they keep it: then the ranges of the load balancer can be told apart.
 */
export function publicPeers(exposure: Exposure | undefined): readonly NetworkPeer[] {
  const { sourceRanges, keepsClientAddress } = exposureOf(exposure);
  const ranges = keepsClientAddress && sourceRanges ? sourceRanges : ['0.0.0.0/0'];
  return ranges.map((range) => NetworkPeer.cidr(range));
}
