import type { Service } from '../../../kube/generated/core-v1';
import type { Ingress } from '../../../kube/generated/networking-v1';
import { specOf } from '../../../kube/service-kinds';
import { podSpecOf } from '../../../kube/workloads';
import { isHelmHook, nameOf } from '../../context/containers';
import type { BuiltInRule } from '../../rule';

/** Who can reach what. */
export const EXPOSURE_RULES: readonly BuiltInRule[] = [
  {
    id: 'no-network-policy',
    severity: 'warning',
    profile: 'restricted',
    finds: 'Pods that no NetworkPolicy isolates.',
    why: 'Every pod of the cluster reaches them, whoever has got into it.',
    fix: 'add a policy that denies all traffic of the namespace, and one that allows what is needed',
    peers: ['kube-linter non-isolated-pod', 'kube-score pod-networkpolicy', 'polaris missingNetworkPolicy'],
    *check({ relations, workloads }) {
      const isolated = new Set(
        relations
          .of('networking.k8s.io/NetworkPolicy')
          .flatMap((policy) => relations.isolatedBy(policy).map(({ object }) => object)),
      );
      for (const workload of workloads)
        if (
          !isolated.has(workload.object) &&
          !podSpecOf(workload).hostNetwork &&
          !isHelmHook(workload.object)
        )
          yield {
            object: workload.object,
            message: `no NetworkPolicy isolates the pods of ${nameOf(workload)}`,
          };
    },
  },
  {
    id: 'exposed-service',
    severity: 'info',
    profile: 'restricted',
    finds: 'A Service that is reached from outside of the cluster without an Ingress or a Gateway.',
    why: 'There is neither TLS nor a host name nor a log of requests in front of it, unless the pods see to it.',
    fix: 'let it be a ClusterIP Service, and route to it with an Ingress',
    peers: ['kube-linter exposed-services', 'kube-score service-type'],
    *check({ relations }) {
      for (const service of relations.of<Service>('Service')) {
        const { type } = specOf(service);
        if (type === 'NodePort' || type === 'LoadBalancer')
          yield { object: service, field: 'spec.type', message: `is a ${type} Service` };
      }
    },
  },
  {
    id: 'ingress-without-tls',
    severity: 'warning',
    profile: 'restricted',
    finds: 'An Ingress without TLS.',
    why: 'Requests, and the sessions and passwords in them, are read on the way.',
    fix: 'add tls with the hosts and the Secret of the certificate',
    peers: ['polaris tlsSettingsMissing'],
    *check({ relations }) {
      for (const ingress of relations.of<Ingress>('networking.k8s.io/Ingress'))
        if (!ingress.spec?.tls?.length)
          yield { object: ingress, field: 'spec.tls', message: 'serves its hosts without TLS' };
    },
  },
  {
    id: 'default-namespace',
    severity: 'info',
    profile: 'restricted',
    finds: 'An object in the namespace `default`, or in none that it names.',
    why: 'What is applied to whatever namespace is current lands beside other things, without quota or policies.',
    fix: 'name a namespace of its own',
    peers: ['kube-linter use-namespace'],
    *check({ objects }) {
      for (const { object, identity, info } of objects)
        if (info?.namespaced && (identity.namespace === '' || identity.namespace === 'default'))
          yield {
            object,
            field: 'metadata.namespace',
            message: identity.namespace ? 'is in the namespace default' : 'names no namespace',
          };
    },
  },
];
