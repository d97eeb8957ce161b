import { type FieldError, forbiddenField, invalidValue, notSupported, required } from '../field-error';
import type { FieldPath } from '../field-path';
import type { LoadBalancerIngress } from '../generated/core-v1';
import { parseIp } from '../ip';
import { ipWarnings, validateLegacyIp } from './ip';
import { validateDnsSubdomain } from './names';

type Ingress = Pick<LoadBalancerIngress, 'ip' | 'hostname'>;

interface BalancerStatus {
  readonly loadBalancer?: { readonly ingress?: readonly Ingress[] };
}

const IP_MODES = ['Proxy', 'VIP'];

/** The points where a load balancer takes in traffic: of a Service, or of an Ingress. */
export function validateIngressPoints<T extends Ingress>(
  status: { readonly ingress?: readonly T[] } | undefined,
  old: { readonly ingress?: readonly Ingress[] } | undefined,
  path: FieldPath,
  errors: FieldError[],
  validateIpMode?: (point: T, path: FieldPath) => void,
): void {
  const stored = old?.ingress?.flatMap(({ ip }) => (ip ? [ip] : []));
  status?.ingress?.forEach((point, index) => {
    const at = path.child('ingress').index(index);
    if (point.ip) validateLegacyIp(point.ip, at.child('ip'), errors, stored);
    validateIpMode?.(point, at.child('ipMode'));
    if (!point.hostname) return;
    validateDnsSubdomain(point.hostname, at.child('hostname'), errors);
    if (parseIp(point.hostname))
      errors.push(
        invalidValue(at.child('hostname'), point.hostname, 'must be a DNS name, not an IP address'),
      );
  });
}

/** The same of a Service, where each address says how packets reach it. */
export function validateServiceIngressPoints(
  status: { readonly ingress?: readonly LoadBalancerIngress[] } | undefined,
  old: { readonly ingress?: readonly LoadBalancerIngress[] } | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  validateIngressPoints(status, old, path, errors, ({ ip, ipMode }, at) => {
    if (ipMode === undefined) {
      if (ip) errors.push(required(at, 'must be specified when `ip` is set'));
    } else if (!ip) errors.push(forbiddenField(at, 'may not be specified when `ip` is not set'));
    else if (!IP_MODES.includes(ipMode)) errors.push(notSupported(at, ipMode, IP_MODES));
  });
}

/** Warnings for addresses in an unusual spelling. */
export function ingressPointWarnings(status: BalancerStatus | undefined, path: FieldPath): string[] {
  return (status?.loadBalancer?.ingress ?? []).flatMap(({ ip }, index) =>
    ip ? ipWarnings(ip, path.index(index)) : [],
  );
}
