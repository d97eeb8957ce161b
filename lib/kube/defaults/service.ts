import type { LoadBalancerIngress, Service, ServicePort, ServiceSpec } from '../generated/core-v1';
import { isExternallyAccessible, specOf } from '../service-kinds';
import { changeElements, changeField, fillAbsent, fillEmpty, withField } from './defaulting';

/** Three hours. */
const SESSION_AFFINITY_SECONDS = 10800;

export function withServiceDefaults(service: Service): Service {
  const filled = withField(service, 'spec', withSpecDefaults(specOf(service)));
  if (filled.spec!.type !== 'LoadBalancer') return filled;
  return changeField(filled, 'status', (status) =>
    changeField(status, 'loadBalancer', (balancer) => changeElements(balancer, 'ingress', withIpMode)),
  );
}

function withSpecDefaults(given: ServiceSpec): ServiceSpec {
  let spec = fillEmpty(given, { sessionAffinity: 'None', type: 'ClusterIP' });
  spec = withSessionAffinityConfig(spec);
  spec = changeElements(spec, 'ports', withPortDefaults);
  if (isExternallyAccessible(spec)) spec = fillEmpty(spec, { externalTrafficPolicy: 'Cluster' });
  if (spec.type === 'NodePort' || spec.type === 'LoadBalancer' || spec.type === 'ClusterIP')
    spec = fillAbsent(spec, { internalTrafficPolicy: 'Cluster' });
  return spec.type === 'LoadBalancer' ? fillAbsent(spec, { allocateLoadBalancerNodePorts: true }) : spec;
}

function withSessionAffinityConfig(spec: ServiceSpec): ServiceSpec {
  if (spec.sessionAffinity === 'None') return withField(spec, 'sessionAffinityConfig', undefined);
  if (spec.sessionAffinity !== 'ClientIP') return spec;
  if (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds !== undefined) return spec;
  const clientIP = { timeoutSeconds: SESSION_AFFINITY_SECONDS };
  return { ...spec, sessionAffinityConfig: { clientIP } };
}

function withPortDefaults(given: ServicePort): ServicePort {
  const port = fillEmpty(given, { protocol: 'TCP' });
  return port.targetPort ? port : { ...port, targetPort: port.port };
}

function withIpMode(ingress: LoadBalancerIngress): LoadBalancerIngress {
  return ingress.ip ? fillAbsent(ingress, { ipMode: 'VIP' }) : ingress;
}
