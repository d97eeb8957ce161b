import { humanDuration } from '../../../kube/duration';
import type { APIService } from '../../../kube/generated/apiregistration-v1';
import type { CertificateSigningRequest } from '../../../kube/generated/certificates-v1';
import type { Lease } from '../../../kube/generated/coordination-v1';
import type { FlowSchema, PriorityLevelConfiguration } from '../../../kube/generated/flowcontrol-v1';
import type { RuntimeClass } from '../../../kube/generated/node-v1';
import type { ResourceClaim, ResourceSlice } from '../../../kube/generated/resource-v1';
import type { PriorityClass } from '../../../kube/generated/scheduling-v1';
import { age, NONE, nameOf } from './cells';
import type { Cell } from './table';

/** Kinds that administrators and components use, more than applications do. */

export function apiServiceCells(object: APIService, now: number): readonly Cell[] {
  const { service } = object.spec ?? {};
  const available = object.status?.conditions?.find(({ type }) => type === 'Available');
  const isExplained = available && available.status !== 'True' && available.reason;
  return [
    nameOf(object),
    service ? `${service.namespace ?? ''}/${service.name ?? ''}` : 'Local',
    isExplained ? `${available.status} (${available.reason})` : (available?.status ?? 'Unknown'),
    age(object, now),
  ];
}

export function signingRequestCells(request: CertificateSigningRequest, now: number): readonly Cell[] {
  const { signerName, username, expirationSeconds } = request.spec;
  return [
    nameOf(request),
    age(request, now),
    signerName || NONE,
    username ?? '',
    expirationSeconds === undefined ? NONE : humanDuration(expirationSeconds * 1000),
    signingState(request),
  ];
}

function signingState({ status }: CertificateSigningRequest): string {
  const has = (type: string) => status?.conditions?.some((condition) => condition.type === type) ?? false;
  const decision = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending';
  return `${decision}${has('Failed') ? ',Failed' : ''}${status?.certificate ? ',Issued' : ''}`;
}

export function leaseCells(lease: Lease, now: number): readonly Cell[] {
  return [nameOf(lease), lease.spec?.holderIdentity ?? '', age(lease, now)];
}

export function priorityClassCells(object: PriorityClass, now: number): readonly Cell[] {
  const { value, globalDefault = false, preemptionPolicy = '' } = object;
  return [nameOf(object), value ?? 0, globalDefault, age(object, now), preemptionPolicy];
}

export function runtimeClassCells(object: RuntimeClass, now: number): readonly Cell[] {
  return [nameOf(object), object.handler, age(object, now)];
}

export function flowSchemaCells(schema: FlowSchema, now: number): readonly Cell[] {
  const { spec, status } = schema;
  return [
    nameOf(schema),
    spec?.priorityLevelConfiguration.name ?? '',
    spec?.matchingPrecedence ?? 0,
    spec?.distinguisherMethod?.type ?? NONE,
    age(schema, now),
    status?.conditions?.find(({ type }) => type === 'Dangling')?.status ?? '?',
  ];
}

/** In the order in which requests are matched. */
export function byPrecedence(a: FlowSchema, b: FlowSchema): number {
  const difference = (a.spec?.matchingPrecedence ?? 0) - (b.spec?.matchingPrecedence ?? 0);
  return difference || (nameOf(a) < nameOf(b) ? -1 : 1);
}

export function priorityLevelCells(level: PriorityLevelConfiguration, now: number): readonly Cell[] {
  const { limited, type = '' } = level.spec ?? {};
  const queuing = limited?.limitResponse?.queuing;
  return [
    nameOf(level),
    type,
    limited ? (limited.nominalConcurrencyShares ?? 0) : NONE,
    queuing ? (queuing.queues ?? 0) : NONE,
    queuing ? (queuing.handSize ?? 0) : NONE,
    queuing ? (queuing.queueLengthLimit ?? 0) : NONE,
    age(level, now),
  ];
}

export function resourceClaimCells(claim: ResourceClaim, now: number): readonly Cell[] {
  return [nameOf(claim), claimState(claim), age(claim, now)];
}

function claimState({ metadata, status }: ResourceClaim): string {
  const isDeleted = metadata.deletionTimestamp !== undefined;
  const use = status?.allocation
    ? ['allocated', ...(status.reservedFor?.length ? ['reserved'] : [])]
    : isDeleted
      ? []
      : ['pending'];
  return [...(isDeleted ? ['deleted'] : []), ...use].join(',');
}

export function resourceSliceCells(slice: ResourceSlice, now: number): readonly Cell[] {
  const { nodeName = '', driver, pool } = slice.spec;
  return [nameOf(slice), nodeName, driver, pool.name, age(slice, now)];
}
