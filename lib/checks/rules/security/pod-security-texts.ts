import type { Severity } from '../../finding';
import type { Profile } from '../../rule';

/** A check of the Pod Security Standards as a rule. */
export interface PodSecurityText {
  /** As Kubernetes names the check. */
  readonly check: string;
  /** The least strict level that has it. */
  readonly level: 'baseline' | 'restricted';
  readonly id: string;
  readonly severity: Severity;
  readonly profile: Profile;
  readonly finds: string;
  readonly why: string;
  readonly fix: string;
  readonly peers?: readonly string[];
}

function baseline(
  text: Omit<PodSecurityText, 'level' | 'profile' | 'severity'> & { readonly severity?: Severity },
): PodSecurityText {
  return { severity: 'warning', level: 'baseline', profile: 'default', ...text };
}

function restricted(text: Omit<PodSecurityText, 'level' | 'profile' | 'severity'>): PodSecurityText {
  return { severity: 'warning', level: 'restricted', profile: 'restricted', ...text };
}

/** In the order of the documentation. */
export const POD_SECURITY_TEXTS: readonly PodSecurityText[] = [
  baseline({
    check: 'privileged',
    id: 'privileged-container',
    severity: 'error',
    finds: 'A privileged container.',
    why: 'It can do whatever root on the node can: who gets into it has the node, and what else runs there.',
    fix: 'remove privileged, and add the single capabilities that are needed',
    peers: [
      'kube-linter privileged-container',
      'kube-linter scc-deny-privileged-container',
      'kube-score container-security-context-privileged',
      'polaris runAsPrivileged',
    ],
  }),
  baseline({
    check: 'hostNamespaces',
    id: 'host-namespaces',
    finds: 'A pod that shares the network, the processes or the IPC of its node.',
    why: 'It sees and reaches what else runs on the node, and NetworkPolicies do not hold for it.',
    fix: 'remove hostNetwork, hostPID and hostIPC',
    peers: [
      'kube-linter host-network',
      'kube-linter host-pid',
      'kube-linter host-ipc',
      'polaris hostNetworkSet',
      'polaris hostPIDSet',
      'polaris hostIPCSet',
    ],
  }),
  baseline({
    check: 'hostPathVolumes',
    id: 'host-path',
    finds: 'A pod that mounts a folder of its node.',
    why: 'What it reads or writes there belongs to the node and to all its pods; on another node it finds other files.',
    fix: 'use a PersistentVolumeClaim, an emptyDir or a ConfigMap',
    peers: ['polaris hostPathSet'],
  }),
  baseline({
    check: 'hostPorts',
    id: 'host-port',
    finds: 'A container that takes a port of its node.',
    why: 'Only one pod fits on each node, and the port is open to whoever reaches the node.',
    fix: 'use a Service in the place of hostPort',
    peers: ['polaris hostPortSet'],
  }),
  baseline({
    check: 'capabilities_baseline',
    id: 'dangerous-capabilities',
    finds: 'A container with capabilities beyond those that runtimes give by default.',
    why: 'Capabilities such as SYS_ADMIN or NET_ADMIN are ways out of the container.',
    fix: 'remove the capability',
    peers: ['polaris dangerousCapabilities', 'polaris insecureCapabilities'],
  }),
  baseline({
    check: 'hostProbesAndHostLifecycle',
    id: 'handler-host',
    finds: 'A probe or hook that asks another host than its own pod.',
    why: 'The kubelet can be made to send requests to hosts that only the node reaches.',
    fix: 'remove host: the pod itself is asked',
  }),
  baseline({
    check: 'windowsHostProcess',
    id: 'windows-host-process',
    finds: 'A Windows container that runs as a process of its node.',
    why: 'It can do whatever the account on the node can.',
    fix: 'remove windowsOptions.hostProcess',
    peers: ['polaris hostProcess'],
  }),
  baseline({
    check: 'procMount',
    id: 'unmasked-proc',
    finds: 'A container that sees all of /proc.',
    why: 'Parts of /proc show and change what belongs to the node.',
    fix: 'remove procMount',
    peers: ['kube-linter unsafe-proc-mount', 'polaris procMount'],
  }),
  baseline({
    check: 'appArmorProfile',
    id: 'app-armor',
    finds: 'A container that runs without AppArmor where the node has it.',
    why: 'The runtime’s default profile keeps a process from much that it never needs.',
    fix: 'use the profile RuntimeDefault, or one of your own',
    peers: ['polaris linuxHardening'],
  }),
  baseline({
    check: 'seLinuxOptions',
    id: 'selinux-options',
    finds: 'A container with SELinux options that lift its separation from others.',
    why: 'A process of another type, user or role reaches what it should not.',
    fix: 'remove user and role, and use a container type',
    peers: ['polaris linuxHardening'],
  }),
  baseline({
    check: 'seccompProfile_baseline',
    id: 'unconfined-seccomp',
    finds: 'A container that asks to run without a seccomp profile.',
    why: 'It may use all calls of the kernel, those with known holes among them.',
    fix: 'use the profile RuntimeDefault',
    peers: ['kube-score container-seccomp-profile', 'polaris linuxHardening'],
  }),
  baseline({
    check: 'sysctls',
    id: 'unsafe-sysctls',
    finds: 'A pod that changes kernel settings which are not its own.',
    why: 'They change the whole node, or are refused by it.',
    fix: 'remove the setting',
    peers: ['kube-linter unsafe-sysctls'],
  }),
  restricted({
    check: 'runAsNonRoot',
    id: 'run-as-non-root',
    finds: 'A container that may run as root.',
    why: 'Who breaks out of the container is root on the node.',
    fix: 'set securityContext.runAsNonRoot, and build an image with another user',
    peers: [
      'kube-linter run-as-non-root',
      'kube-score container-security-context-user-group-id',
      'polaris runAsRootAllowed',
    ],
  }),
  restricted({
    check: 'runAsUser',
    id: 'run-as-root-user',
    finds: 'A container that says it runs as user 0.',
    why: 'Who breaks out of the container is root on the node.',
    fix: 'run as another user',
    peers: ['kube-linter run-as-non-root', 'polaris runAsRootAllowed'],
  }),
  restricted({
    check: 'allowPrivilegeEscalation',
    id: 'privilege-escalation',
    finds: 'A container whose processes may get more rights than they were started with.',
    why: 'A program with the set-user-ID bit makes an ordinary process root.',
    fix: 'set securityContext.allowPrivilegeEscalation to false',
    peers: ['kube-linter privilege-escalation-container', 'polaris privilegeEscalationAllowed'],
  }),
  restricted({
    check: 'capabilities_restricted',
    id: 'capabilities-not-dropped',
    finds: 'A container that keeps the capabilities which runtimes give by default.',
    why: 'Most programs need none of them; NET_RAW lets one forge traffic of its neighbours.',
    fix: 'set securityContext.capabilities.drop to [ALL], and add NET_BIND_SERVICE if it is needed',
    peers: ['kube-linter drop-net-raw-capability', 'polaris insecureCapabilities'],
  }),
  restricted({
    check: 'seccompProfile_restricted',
    id: 'no-seccomp-profile',
    finds: 'A container without a seccomp profile.',
    why: 'It may use all calls of the kernel, those with known holes among them.',
    fix: 'set securityContext.seccompProfile.type to RuntimeDefault',
    peers: ['kube-score container-seccomp-profile', 'polaris linuxHardening'],
  }),
  restricted({
    check: 'restrictedVolumes',
    id: 'restricted-volumes',
    finds: 'A pod with a volume of a kind that reaches beyond the pod.',
    why: 'Such volumes reach files of the node, or storage that no claim accounts for.',
    fix: 'use a PersistentVolumeClaim, an emptyDir, a ConfigMap, a Secret, or a projected or ephemeral volume',
  }),
  restricted({
    check: 'procMount_restricted',
    id: 'proc-mount',
    finds: 'A container that sees all of /proc, though in a user namespace of its own.',
    why: 'Parts of /proc show and change what belongs to the node.',
    fix: 'remove procMount',
    peers: ['kube-linter unsafe-proc-mount', 'polaris procMount'],
  }),
];
