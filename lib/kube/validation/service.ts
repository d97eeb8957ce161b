import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
} from '../field-error';
import { FieldPath } from '../field-path';
import type { Service, ServicePort, ServiceSpec, SessionAffinityConfig } from '../generated/core-v1';
import { goStruct } from '../go-struct';
import { isExternallyAccessible, isHeadless, needsHealthCheckNodePort, specOf } from '../service-kinds';
import { validateEndpointIp, validateLegacyCidr, validateLegacyIp } from './ip';
import { validateLabels } from './labels';
import { validateDnsLabel, validateDnsSubdomain, validateQualifiedName } from './names';
import { validatePortOrName, validateProtocol } from './ports';
import { validatePortNumber } from './scalars';
import { validateClusterIps, validateClusterIpsUpdate, validateIpFamiliesUpdate } from './service-addresses';

export const TOPOLOGY_MODE = 'service.kubernetes.io/topology-mode';
export const TOPOLOGY_HINTS = 'service.kubernetes.io/topology-aware-hints';
const SOURCE_RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';

const ANNOTATIONS = FieldPath.of('metadata').child('annotations');
const SPEC = FieldPath.of('spec');
const PORTS = SPEC.child('ports');

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const AFFINITIES = ['ClientIP', 'None'];
const TRAFFIC_POLICIES = ['Cluster', 'Local'];
const TRAFFIC_DISTRIBUTIONS = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];
const ONE_DAY = 86400;
const ONLY_LOAD_BALANCER = "may only be used when `type` is 'LoadBalancer'";

export function validateService(service: Service, old: Service | undefined, errors: FieldError[]): void {
  const spec = specOf(service);
  const oldSpec = old && specOf(old);
  validateTopologyAnnotations(service, errors);
  if (!spec.ports?.length && !isHeadless(spec) && spec.type !== 'ExternalName') errors.push(required(PORTS));
  validateForType(spec, errors);
  const names = new Set<string>();
  spec.ports?.forEach((port, index) => {
    validatePort(port, spec.ports!.length > 1, names, PORTS.index(index), errors);
  });
  validateLabels(spec.selector, SPEC.child('selector'), errors);
  validateSessionAffinity(spec, errors);
  validateClusterIps(spec, oldSpec, errors);
  validateExternalIps(spec, oldSpec, errors);
  if (!spec.type) errors.push(required(SPEC.child('type')));
  else if (!TYPES.includes(spec.type)) errors.push(notSupported(SPEC.child('type'), spec.type, TYPES));
  validateNodePorts(spec, errors);
  validateDistinctPorts(spec.ports ?? [], errors);
  validateSourceRanges(service, old, errors);
  validateLoadBalancer(spec, errors);
  validateTrafficPolicies(spec, errors);
}

function validateTopologyAnnotations({ metadata }: Service, errors: FieldError[]): void {
  const mode = metadata.annotations?.[TOPOLOGY_MODE];
  const hints = metadata.annotations?.[TOPOLOGY_HINTS];
  if (mode === undefined || hints === undefined || mode === hints) return;
  const detail = `must match annotations[${TOPOLOGY_HINTS}] when both are specified`;
  errors.push(invalidValue(ANNOTATIONS.key(TOPOLOGY_MODE), mode, detail));
}

function validateForType(spec: ServiceSpec, errors: FieldError[]): void {
  if ((spec.type === 'LoadBalancer' || spec.type === 'NodePort') && isHeadless(spec)) {
    const detail = `may not be set to 'None' for ${spec.type} services`;
    errors.push(invalidValue(SPEC.child('clusterIPs').index(0), spec.clusterIPs![0], detail));
  }
  if (spec.type !== 'ExternalName') return;
  for (const field of ['clusterIPs', 'ipFamilies', 'ipFamilyPolicy'] as const)
    if (spec[field]?.length)
      errors.push(forbiddenField(SPEC.child(field), 'may not be set for ExternalName services'));
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  if (name) validateDnsSubdomain(name, SPEC.child('externalName'), errors);
  else errors.push(required(SPEC.child('externalName')));
}

function validatePort(
  port: ServicePort,
  needsName: boolean,
  names: Set<string>,
  path: FieldPath,
  errors: FieldError[],
): void {
  const { name, targetPort, appProtocol } = port;
  if (name) {
    validateDnsLabel(name, path.child('name'), errors);
    if (names.has(name)) errors.push(duplicate(path.child('name'), name));
    names.add(name);
  } else if (needsName) {
    errors.push(required(path.child('name')));
  }
  validatePortNumber(port.port ?? 0, path.child('port'), errors);
  validateProtocol(port.protocol, path.child('protocol'), errors);
  validatePortOrName(targetPort ?? 0, path.child('targetPort'), errors);
  if (appProtocol !== undefined) validateQualifiedName(appProtocol, path.child('appProtocol'), errors);
}

function validateSessionAffinity(spec: ServiceSpec, errors: FieldError[]): void {
  const { sessionAffinity, sessionAffinityConfig } = spec;
  const path = SPEC.child('sessionAffinityConfig');
  if (!sessionAffinity) errors.push(required(SPEC.child('sessionAffinity')));
  else if (!AFFINITIES.includes(sessionAffinity))
    errors.push(notSupported(SPEC.child('sessionAffinity'), sessionAffinity, AFFINITIES));
  else if (sessionAffinity === 'ClientIP') validateAffinityTimeout(sessionAffinityConfig, path, errors);
  else if (sessionAffinityConfig !== undefined)
    errors.push(forbiddenField(path, 'must not be set when session affinity is None'));
}

function validateAffinityTimeout(
  config: SessionAffinityConfig | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  const missing = 'when session affinity type is ClientIP';
  const timeout = config?.clientIP?.timeoutSeconds;
  if (!config) errors.push(required(path, missing));
  else if (!config.clientIP) errors.push(required(path.child('clientIP'), missing));
  else if (timeout === undefined) errors.push(required(path.child('clientIP', 'timeoutSeconds'), missing));
  else if (timeout <= 0 || timeout > ONE_DAY)
    errors.push(
      invalidValue(
        path.child('clientIP', 'timeoutSeconds'),
        timeout,
        `must be greater than 0 and less than ${ONE_DAY}`,
      ),
    );
}

function validateExternalIps(spec: ServiceSpec, old: ServiceSpec | undefined, errors: FieldError[]): void {
  spec.externalIPs?.forEach((address, index) => {
    const path = SPEC.child('externalIPs').index(index);
    const before = errors.length;
    validateLegacyIp(address, path, errors, old?.externalIPs);
    if (errors.length === before) validateEndpointIp(address, path, errors);
  });
}

function validateNodePorts({ type, ports = [] }: ServiceSpec, errors: FieldError[]): void {
  const taken = new Set<string>();
  if (type === 'ClusterIP')
    ports.forEach(({ nodePort }, index) => {
      if (nodePort)
        errors.push(
          forbiddenField(PORTS.index(index).child('nodePort'), "may not be used when `type` is 'ClusterIP'"),
        );
    });
  ports.forEach(({ nodePort, protocol }, index) => {
    if (!nodePort) return;
    const key = `${protocol} ${nodePort}`;
    if (taken.has(key)) errors.push(duplicate(PORTS.index(index).child('nodePort'), nodePort));
    taken.add(key);
  });
}

function validateDistinctPorts(ports: readonly ServicePort[], errors: FieldError[]): void {
  const taken = new Set<string>();
  ports.forEach(({ protocol, port }, index) => {
    const key = `${protocol} ${port}`;
    if (taken.has(key))
      errors.push(duplicate(PORTS.index(index), goStruct('core.ServicePort', { protocol, port })));
    taken.add(key);
  });
}

function validateSourceRanges(service: Service, old: Service | undefined, errors: FieldError[]): void {
  const { type, loadBalancerSourceRanges = [] } = specOf(service);
  if (loadBalancerSourceRanges.length > 0) {
    // Kubernetes spells the field with a capital here.
    const path = SPEC.child('LoadBalancerSourceRanges');
    if (type !== 'LoadBalancer') errors.push(forbiddenField(path, ONLY_LOAD_BALANCER));
    const stored = old && specOf(old).loadBalancerSourceRanges?.map((range) => range.trim());
    loadBalancerSourceRanges.forEach((range, index) => {
      validateLegacyCidr(range.trim(), path.index(index), errors, stored);
    });
    return;
  }
  const ranges = service.metadata.annotations?.[SOURCE_RANGES];
  if (ranges === undefined) return;
  const path = ANNOTATIONS.key(SOURCE_RANGES);
  if (type !== 'LoadBalancer') errors.push(forbiddenField(path, ONLY_LOAD_BALANCER));
  if (ranges === old?.metadata.annotations?.[SOURCE_RANGES] || ranges.trim() === '') return;
  for (const range of ranges.split(',')) validateLegacyCidr(range.trim(), path, errors);
}

function validateLoadBalancer(spec: ServiceSpec, errors: FieldError[]): void {
  const { type, allocateLoadBalancerNodePorts } = spec;
  if (type !== 'LoadBalancer' && allocateLoadBalancerNodePorts !== undefined)
    errors.push(forbiddenField(SPEC.child('allocateLoadBalancerNodePorts'), ONLY_LOAD_BALANCER));
  if (type === 'LoadBalancer' && allocateLoadBalancerNodePorts === undefined)
    errors.push(required(FieldPath.of('allocateLoadBalancerNodePorts')));
  validateLoadBalancerClass(spec, errors);
}

function validateLoadBalancerClass({ type, loadBalancerClass }: ServiceSpec, errors: FieldError[]): void {
  if (loadBalancerClass === undefined) return;
  const path = SPEC.child('loadBalancerClass');
  if (type === 'LoadBalancer') validateQualifiedName(loadBalancerClass, path, errors);
  else errors.push(forbiddenField(path, ONLY_LOAD_BALANCER));
}

function validateTrafficPolicies(spec: ServiceSpec, errors: FieldError[]): void {
  const { type, externalTrafficPolicy, internalTrafficPolicy, trafficDistribution } = spec;
  const external = SPEC.child('externalTrafficPolicy');
  if (!isExternallyAccessible(spec)) {
    if (externalTrafficPolicy)
      errors.push(
        invalidValue(external, externalTrafficPolicy, 'may only be set for externally-accessible services'),
      );
  } else if (!externalTrafficPolicy) errors.push(required(external));
  else if (!TRAFFIC_POLICIES.includes(externalTrafficPolicy))
    errors.push(notSupported(external, externalTrafficPolicy, TRAFFIC_POLICIES));
  validateHealthCheckNodePort(spec, errors);
  const internal = SPEC.child('internalTrafficPolicy');
  if (internalTrafficPolicy === undefined) {
    if (type === 'NodePort' || type === 'LoadBalancer' || type === 'ClusterIP')
      errors.push(required(internal));
  } else if (!TRAFFIC_POLICIES.includes(internalTrafficPolicy))
    errors.push(notSupported(internal, internalTrafficPolicy, TRAFFIC_POLICIES));
  if (trafficDistribution !== undefined && !TRAFFIC_DISTRIBUTIONS.includes(trafficDistribution))
    errors.push(notSupported(SPEC.child('trafficDistribution'), trafficDistribution, TRAFFIC_DISTRIBUTIONS));
}

function validateHealthCheckNodePort(spec: ServiceSpec, errors: FieldError[]): void {
  const port = spec.healthCheckNodePort ?? 0;
  const path = SPEC.child('healthCheckNodePort');
  if (needsHealthCheckNodePort(spec)) {
    if (port === 0) errors.push(required(path));
    else validatePortNumber(port, path, errors);
  } else if (port !== 0) {
    errors.push(
      invalidValue(
        path,
        port,
        "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
      ),
    );
  }
}

/** What an update may not change; {@link validateService} comes after it. */
export function validateServiceUpdate(service: Service, old: Service, errors: FieldError[]): void {
  const spec = specOf(service);
  const oldSpec = specOf(old);
  validateClusterIpsUpdate(spec, oldSpec, errors);
  validateIpFamiliesUpdate(spec, oldSpec, errors);
  if (spec.type === 'LoadBalancer' && oldSpec.type === 'LoadBalancer') {
    if (spec.loadBalancerClass !== oldSpec.loadBalancerClass)
      errors.push(
        invalidValue(SPEC.child('loadBalancerClass'), spec.loadBalancerClass, 'may not change once set'),
      );
  }
  validateLoadBalancerClass(spec, errors);
  if (
    needsHealthCheckNodePort(oldSpec) &&
    needsHealthCheckNodePort(spec) &&
    spec.healthCheckNodePort !== oldSpec.healthCheckNodePort
  )
    errors.push(forbiddenField(SPEC.child('healthCheckNodePort'), 'field is immutable'));
}
