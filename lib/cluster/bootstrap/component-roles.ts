import type { ClusterRole, ClusterRoleBinding, PolicyRule, Subject } from '../../kube/generated/rbac-v1';
import { RBAC_GROUP } from '../../kube/validation/rbac';

const API_VERSION = `${RBAC_GROUP}/v1`;
/** Why the role exists, for people who wonder. */
const REASON = 'simulation.seaworthy.dev/reason';

/** Rights of simulated components that no role of Kubernetes grants, because no real component is quite like them. */
export function componentRoles(): readonly (ClusterRole | ClusterRoleBinding)[] {
  return [
    ...granted(
      'seaworthy:kubelets',
      'The simulated kubelets share one cache of what real ones watch for their own node each.',
      user('seaworthy:kubelets'),
      [
        read('', 'nodes', 'pods', 'configmaps', 'secrets', 'persistentvolumeclaims', 'persistentvolumes'),
        read('node.k8s.io', 'runtimeclasses'),
        read('storage.k8s.io', 'csidrivers'),
      ],
    ),
    ...granted(
      'seaworthy:network',
      'The simulated network is kube-proxy, CNI plugin, ingress controller and cloud in one, with one cache.',
      user('seaworthy:network'),
      [
        read('', 'nodes', 'pods', 'services', 'namespaces'),
        read('discovery.k8s.io', 'endpointslices'),
        read('networking.k8s.io', 'networkpolicies', 'ingresses', 'ingressclasses'),
      ],
    ),
    ...granted(
      'seaworthy:csi-provisioner',
      'The simulated storage driver makes volumes as an external provisioner does, whose role is no part of Kubernetes.',
      { kind: 'ServiceAccount', namespace: 'kube-system', name: 'csi-provisioner' },
      [
        read('', 'persistentvolumeclaims'),
        {
          apiGroups: [''],
          resources: ['persistentvolumes'],
          verbs: ['get', 'list', 'watch', 'create', 'delete'],
        },
        {
          apiGroups: [''],
          resources: ['persistentvolumes', 'persistentvolumeclaims/status'],
          verbs: ['update'],
        },
        read('storage.k8s.io', 'storageclasses'),
        { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
      ],
    ),
    ...granted(
      'seaworthy:ingress-nginx',
      'The simulated ingress controller reports addresses as the one of its name does, whose role is no part of Kubernetes.',
      { kind: 'ServiceAccount', namespace: 'ingress-nginx', name: 'ingress-nginx' },
      [
        { apiGroups: ['networking.k8s.io'], resources: ['ingresses/status'], verbs: ['update'] },
        { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
      ],
    ),
  ];
}

function granted(
  name: string,
  reason: string,
  subject: Subject,
  rules: readonly PolicyRule[],
): [ClusterRole, ClusterRoleBinding] {
  const metadata = { name, annotations: { [REASON]: reason } };
  const roleRef = { apiGroup: RBAC_GROUP, kind: 'ClusterRole', name };
  return [
    { apiVersion: API_VERSION, kind: 'ClusterRole', metadata, rules },
    { apiVersion: API_VERSION, kind: 'ClusterRoleBinding', metadata, roleRef, subjects: [subject] },
  ];
}

function read(group: string, ...resources: string[]): PolicyRule {
  return { apiGroups: [group], resources, verbs: ['get', 'list', 'watch'] };
}

function user(name: string): Subject {
  return { apiGroup: RBAC_GROUP, kind: 'User', name };
}
