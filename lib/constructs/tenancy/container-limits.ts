import type { Construct } from 'constructs';
import type { LimitRange, LimitRangeItem } from '../../kube/generated/core-v1';
import { LimitRanges } from '../../kube/generated/resources';
import { checkQuantity } from '../authoring/quantities';
import { report } from '../authoring/report';
import { KubeApiObject } from '../kube-api-object';

/** CPU and memory of one container. */
export interface ContainerAmount {
  readonly cpu?: string;
  readonly memory?: string;
}

/** What containers of a namespace get when they say nothing, and what they may ask for. */
export interface ContainerLimitsProps {
  /**
   * What is set aside for a container that does not say.
   *
   * @default nothing
   */
  readonly request?: ContainerAmount;
  /**
   * What a container may use that does not say.
   *
   * @default no bound
   */
  readonly limit?: ContainerAmount;
  /**
   * The least a container may ask for.
   *
   * @default no bound
   */
  readonly least?: ContainerAmount;
  /**
   * The most a container may be allowed to use.
   *
   * @default no bound
   */
  readonly most?: ContainerAmount;
}

type Bound = keyof ContainerLimitsProps;

/** Each may not be above those after it. */
const ORDER: readonly Bound[] = ['least', 'request', 'limit', 'most'];

/** Bounds what each container of a namespace takes. */
export function makeContainerLimits(
  owner: Construct,
  props: ContainerLimitsProps,
): KubeApiObject<LimitRange> {
  for (const resource of ['cpu', 'memory'] as const) checkOrder(owner, props, resource);
  const { request, limit, least, most } = props;
  const item: LimitRangeItem = {
    type: 'Container',
    ...(request && { defaultRequest: { ...request } }),
    ...(limit && { default: { ...limit } }),
    ...(least && { min: { ...least } }),
    ...(most && { max: { ...most } }),
  };
  return new KubeApiObject(owner, 'ContainerLimits', LimitRanges, {
    name: 'containers',
    fields: { spec: { limits: [item] } },
  });
}

function checkOrder(owner: Construct, props: ContainerLimitsProps, resource: 'cpu' | 'memory'): void {
  const given = ORDER.flatMap((bound) => {
    const text = props[bound]?.[resource];
    const quantity =
      text === undefined ? undefined : checkQuantity(owner, `limits.${bound}.${resource}`, text);
    return quantity ? [{ bound, text, quantity }] : [];
  });
  for (const [index, higher] of given.entries()) {
    const lower = given[index - 1];
    if (!lower || lower.quantity.compare(higher.quantity) <= 0) continue;
    report(owner, {
      field: `limits.${higher.bound}.${resource}`,
      message: `${higher.bound} is ${higher.text}, below ${lower.bound}, which is ${lower.text}`,
    });
  }
}
