import type { ServiceAccount } from '../../../kube/generated/core-v1';
import { podSpecOf, templateField, type Workload } from '../../../kube/workloads';
import type { CheckContext } from '../../context/check-context';
import { containersOf, isHelmHook, nameOf } from '../../context/containers';
import type { BuiltInRule } from '../../rule';

/** What makes an attacker's second step harder; no pod needs it to work. */
export const HARDENING_RULES: readonly BuiltInRule[] = [
  {
    id: 'writable-root-filesystem',
    severity: 'warning',
    profile: 'restricted',
    finds: 'A container that may write to the files of its image.',
    why: 'Who gets into it can change its programs; and what it writes there is lost with it.',
    fix: 'set securityContext.readOnlyRootFilesystem, and mount an emptyDir where it must write',
    peers: [
      'kube-linter no-read-only-root-fs',
      'kube-score container-security-context-readonlyrootfilesystem',
      'polaris notReadOnlyRootFilesystem',
    ],
    *check({ workloads }) {
      for (const workload of workloads)
        for (const { container, field } of containersOf(workload))
          if (!container.securityContext?.readOnlyRootFilesystem)
            yield {
              object: workload.object,
              field: `${field}.securityContext.readOnlyRootFilesystem`,
              message: `container "${container.name}" may write to its root filesystem`,
            };
    },
  },
  {
    id: 'low-user-id',
    severity: 'info',
    profile: 'restricted',
    finds: 'A container that runs as a user or group below 10000.',
    why: 'Accounts of the node have such numbers: a process that gets out is one of them.',
    fix: 'set runAsUser and runAsGroup to numbers from 10000 on',
    peers: ['kube-score container-security-context-user-group-id'],
    *check({ workloads }) {
      for (const workload of workloads) {
        const pod = podSpecOf(workload).securityContext;
        for (const { container, field } of containersOf(workload))
          for (const name of ['runAsUser', 'runAsGroup'] as const) {
            const id = container.securityContext?.[name] ?? pod?.[name];
            if (id !== undefined && id < LEAST_ID)
              yield {
                object: workload.object,
                field: `${field}.securityContext.${name}`,
                message: `container "${container.name}" runs as ${name === 'runAsUser' ? 'user' : 'group'} ${id}`,
              };
          }
      }
    },
  },
  {
    id: 'privileged-port',
    severity: 'info',
    profile: 'restricted',
    finds: 'A container that listens on a port below 1024.',
    why: 'On many systems only root may do so, or a process with a capability that it needs for nothing else.',
    fix: 'listen on a port from 1024 on; the Service may have any',
    peers: ['kube-linter privileged-ports'],
    *check({ workloads }) {
      for (const workload of workloads)
        for (const { container, field } of containersOf(workload))
          for (const [index, { containerPort }] of (container.ports ?? []).entries())
            if (containerPort > 0 && containerPort < 1024)
              yield {
                object: workload.object,
                field: `${field}.ports[${index}].containerPort`,
                message: `container "${container.name}" listens on port ${containerPort}`,
              };
    },
  },
  {
    id: 'ssh-port',
    severity: 'warning',
    profile: 'default',
    finds: 'A container that listens on port 22.',
    why: 'Nobody needs SSH in a pod: it is a way in that `kubectl exec` and its rights do not control.',
    fix: 'remove the SSH server, and use `kubectl exec` or `kubectl debug`',
    peers: ['kube-linter ssh-port'],
    *check({ workloads }) {
      for (const workload of workloads)
        for (const { container, field } of containersOf(workload))
          for (const [index, { containerPort, protocol = 'TCP' }] of (container.ports ?? []).entries())
            if (containerPort === 22 && protocol === 'TCP')
              yield {
                object: workload.object,
                field: `${field}.ports[${index}].containerPort`,
                message: `container "${container.name}" listens on port 22`,
              };
    },
  },
  {
    id: 'default-service-account',
    severity: 'info',
    profile: 'restricted',
    finds: 'A pod with a token of its namespace’s default ServiceAccount.',
    why: 'Whoever gives that account rights gives them to all such pods.',
    fix: 'give the workload a ServiceAccount of its own, or set automountServiceAccountToken to false',
    peers: ['kube-linter default-service-account'],
    *check(context) {
      for (const workload of context.workloads) {
        const name = podSpecOf(workload).serviceAccountName || 'default';
        if (name === 'default' && mountsToken(context, workload, name) && !isHelmHook(workload.object))
          yield {
            object: workload.object,
            field: templateField(workload, 'spec.serviceAccountName'),
            message: `${nameOf(workload)} runs as the default ServiceAccount, and has its token`,
          };
      }
    },
  },
  {
    id: 'mounted-token',
    severity: 'info',
    profile: 'restricted',
    finds: 'A pod that has the token of its ServiceAccount, though the set gives that account no rights.',
    why: 'A token that is not needed only serves whoever steals it.',
    fix: 'set automountServiceAccountToken to false, or bind a role to the account',
    peers: ['polaris automountServiceAccountToken'],
    *check(context) {
      const bound = boundAccounts(context);
      for (const workload of context.workloads) {
        const name = podSpecOf(workload).serviceAccountName || 'default';
        if (bound.has(`${workload.namespace}/${name}`) || !mountsToken(context, workload, name)) continue;
        yield {
          object: workload.object,
          field: templateField(workload, 'spec.automountServiceAccountToken'),
          message: `${nameOf(workload)} has the token of ServiceAccount/${name}, to which no role is bound`,
        };
      }
    },
  },
];

const LEAST_ID = 10_000;

/** The pod's own word counts before its account's. */
function mountsToken(context: CheckContext, workload: Workload, account: string): boolean {
  const own = podSpecOf(workload).automountServiceAccountToken;
  const accounts = context.named<ServiceAccount>('ServiceAccount', workload.namespace);
  return own ?? accounts.get(account)?.automountServiceAccountToken ?? true;
}

interface Binding {
  readonly subjects?: readonly {
    readonly kind: string;
    readonly name: string;
    readonly namespace?: string;
  }[];
  readonly metadata: { readonly namespace?: string };
}

/** `shop/api` for every ServiceAccount that a binding of the set names. */
function boundAccounts({ relations }: CheckContext): ReadonlySet<string> {
  const found = new Set<string>();
  for (const kind of ['RoleBinding', 'ClusterRoleBinding'])
    for (const { subjects, metadata } of relations.of<Binding & ServiceAccount>(
      `rbac.authorization.k8s.io/${kind}`,
    ))
      for (const { kind: what, name, namespace } of subjects ?? [])
        if (what === 'ServiceAccount') found.add(`${namespace ?? metadata.namespace ?? ''}/${name}`);
  return found;
}
