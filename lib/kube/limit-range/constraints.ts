import { aggregateContainers } from '../container-resources';
import type {
  LimitRange,
  LimitRangeItem,
  PersistentVolumeClaim,
  PodSpec,
  ResourceRequirements,
} from '../generated/core-v1';
import { Quantity } from '../quantity';
import { type Amounts, amountsOf } from '../quota/amounts';

/** Above this, thousandths do not fit into an int64: then whole units are compared. */
const MAX_MILLI = 2 ** 63 / 1000;
const POD_LEVEL = ['cpu', 'memory'];

/** All that a range says against a pod. */
export function limitsOfPod(spec: PodSpec, range: LimitRange): string[] {
  const problems: string[] = [];
  for (const item of range.spec?.limits ?? []) {
    if (item.type === 'Container')
      for (const { resources } of [...spec.containers, ...(spec.initContainers ?? [])])
        checkItem(item, amountsOf(resources?.requests), amountsOf(resources?.limits), problems);
    if (item.type === 'Pod')
      checkItem(item, amountsOfPod(spec, 'requests'), amountsOfPod(spec, 'limits'), problems);
  }
  return problems;
}

/** The same for the storage that a claim asks for. */
export function limitsOfClaim({ spec }: PersistentVolumeClaim, range: LimitRange): string[] {
  const problems: string[] = [];
  const requests = amountsOf(spec?.resources?.requests);
  for (const item of range.spec?.limits ?? []) {
    if (item.type !== 'PersistentVolumeClaim') continue;
    for (const [name, least] of amountsOf(item.min))
      note(tooLittle(item.type, name, least, requests.get(name), undefined), problems);
    for (const [name, most] of amountsOf(item.max))
      note(requestTooMuch(item.type, name, most, requests.get(name)), problems);
  }
  return problems;
}

function amountsOfPod(
  spec: PodSpec,
  which: keyof Pick<ResourceRequirements, 'requests' | 'limits'>,
): Amounts {
  const total = new Map(aggregateContainers(spec, which));
  for (const [name, amount] of amountsOf(spec.resources?.[which]))
    if (POD_LEVEL.includes(name)) total.set(name, amount);
  return total;
}

function checkItem(item: LimitRangeItem, requests: Amounts, limits: Amounts, problems: string[]): void {
  const { type } = item;
  for (const [name, least] of amountsOf(item.min))
    note(tooLittle(type, name, least, requests.get(name), limits.get(name)), problems);
  for (const [name, most] of amountsOf(item.max))
    note(tooMuch(type, name, most, requests.get(name), limits.get(name)), problems);
  for (const [name, ratio] of amountsOf(item.maxLimitRequestRatio))
    note(tooFarApart(type, name, ratio, requests.get(name), limits.get(name)), problems);
}

function note(problem: string | undefined, problems: string[]): void {
  if (problem) problems.push(problem);
}

/** Kubernetes compares thousandths if all three have them. */
function inOnePrecision(...amounts: readonly (Quantity | undefined)[]): number[] {
  const given = amounts.map((amount) => amount ?? Quantity.zero);
  const exact = given.every((amount) => amount.value() <= MAX_MILLI);
  return given.map((amount) => (exact ? amount.milli() : amount.value()));
}

function tooLittle(
  type: string,
  name: string,
  least: Quantity,
  request: Quantity | undefined,
  limit: Quantity | undefined,
): string | undefined {
  const [requested, limited, bound] = inOnePrecision(request, limit, least) as [number, number, number];
  const rule = `minimum ${name} usage per ${type} is ${least}`;
  if (!request) return `${rule}.  No request is specified`;
  if (requested < bound) return `${rule}, but request is ${request}`;
  return limit && limited < bound ? `${rule}, but limit is ${limit}` : undefined;
}

function tooMuch(
  type: string,
  name: string,
  most: Quantity,
  request: Quantity | undefined,
  limit: Quantity | undefined,
): string | undefined {
  const [requested, limited, bound] = inOnePrecision(request, limit, most) as [number, number, number];
  const rule = `maximum ${name} usage per ${type} is ${most}`;
  if (!limit) return `${rule}.  No limit is specified`;
  if (limited > bound) return `${rule}, but limit is ${limit}`;
  return request && requested > bound ? `${rule}, but request is ${request}` : undefined;
}

/** For what has no limit. */
function requestTooMuch(
  type: string,
  name: string,
  most: Quantity,
  request: Quantity | undefined,
): string | undefined {
  const rule = `maximum ${name} usage per ${type} is ${most}`;
  if (!request) return `${rule}.  No request is specified`;
  const [requested, bound] = inOnePrecision(request, most) as [number, number];
  return requested > bound ? `${rule}, but request is ${request}` : undefined;
}

function tooFarApart(
  type: string,
  name: string,
  ratio: Quantity,
  request: Quantity | undefined,
  limit: Quantity | undefined,
): string | undefined {
  const [requested, limited] = inOnePrecision(request, limit, ratio) as [number, number, number];
  const rule = `${name} max limit to request ratio per ${type} is ${ratio}`;
  if (!request || requested === 0) return `${rule}, but no request is specified or request is 0`;
  if (!limit || limited === 0) return `${rule}, but no limit is specified or limit is 0`;
  const provided = limited / requested;
  const exact = ratio.value() <= MAX_MILLI;
  const isTooFar = exact ? provided * 1000 > ratio.milli() : provided > ratio.value();
  return isTooFar ? `${rule}, but provided ratio is ${provided.toFixed(6)}` : undefined;
}
