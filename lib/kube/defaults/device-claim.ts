import type {
  DeviceClaim,
  DeviceRequest,
  DeviceToleration,
  ExactDeviceRequest,
} from '../generated/resource-v1';
import { changeElements, changeField, fillEmpty } from './defaulting';

/** How many devices a claim asks for, where it does not say. */
export function withDeviceDefaults(claim: DeviceClaim): DeviceClaim {
  return changeElements(claim, 'requests', withRequestDefaults);
}

function withRequestDefaults(given: DeviceRequest): DeviceRequest {
  const request = changeField(given, 'exactly', withDefaults);
  return changeElements(request, 'firstAvailable', withDefaults);
}

type Countable = Pick<ExactDeviceRequest, 'allocationMode' | 'count' | 'tolerations'>;

function withDefaults<R extends Countable>(given: R): R {
  const request: Countable = withCount(given);
  return changeElements(request, 'tolerations', withOperator) as R;
}

/** Also of the tolerations that an allocation repeats. */
export function withOperator(toleration: DeviceToleration): DeviceToleration {
  return fillEmpty(toleration, { operator: 'Equal' });
}

function withCount<R extends Countable>(request: R): R {
  const { allocationMode = 'ExactCount', count } = request;
  if (allocationMode !== 'ExactCount' || (count && request.allocationMode)) return request;
  return { ...request, allocationMode, count: count || 1 };
}
