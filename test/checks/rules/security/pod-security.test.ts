import type { Container, PodSpec } from '../../../../lib/kube/generated/core-v1';
import { clusterObject, found, workload } from '../../checking';

const ofContainer = (container: Partial<Container>) => [workload('api', { container })];
const ofPod = (pod: Partial<PodSpec>) => [workload('api', { pod })];
const privileged = ofContainer({ securityContext: { privileged: true } });

/** All that the level restricted asks for. */
const hardened = workload('api', {
  container: {
    securityContext: {
      runAsNonRoot: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    },
  },
});

describe('pod-security-enforced', () => {
  const namespace = (level: string) =>
    clusterObject('v1', 'Namespace', 'shop', {
      metadata: { labels: { 'pod-security.kubernetes.io/enforce': level } },
    });

  test('finds pods that their namespace refuses', () => {
    expect(found('pod-security-enforced', [namespace('baseline'), ...privileged])).toEqual([
      'Deployment/api spec.template.spec.containers[0].securityContext.privileged: the pods of Deployment/api violate PodSecurity "baseline:latest" of namespace shop: privileged (container "main" must not set securityContext.privileged=true)',
    ]);
  });

  test('accepts pods that it takes, and namespaces that are elsewhere', () => {
    expect(found('pod-security-enforced', [namespace('restricted'), hardened])).toEqual([]);
    expect(found('pod-security-enforced', [namespace('privileged'), ...privileged])).toEqual([]);
    expect(found('pod-security-enforced', privileged)).toEqual([]);
  });

  test('no-pod-security-level finds a namespace without one', () => {
    expect(found('no-pod-security-level', [clusterObject('v1', 'Namespace', 'shop')])).toHaveLength(1);
    expect(found('no-pod-security-level', [namespace('baseline')])).toEqual([]);
  });
});

describe('a rule for each check of the standards', () => {
  test.each([
    [
      'privileged-container',
      privileged,
      'privileged: container "main" must not set securityContext.privileged=true',
    ],
    ['host-namespaces', ofPod({ hostNetwork: true }), 'host namespaces: hostNetwork=true'],
    [
      'host-path',
      ofPod({ volumes: [{ name: 'logs', hostPath: { path: '/var/log' } }] }),
      'hostPath volumes: volume "logs"',
    ],
    [
      'host-port',
      ofContainer({ ports: [{ containerPort: 80, hostPort: 80 }] }),
      'hostPort: container "main" uses hostPort 80',
    ],
    [
      'dangerous-capabilities',
      ofContainer({ securityContext: { capabilities: { add: ['SYS_ADMIN'] } } }),
      'non-default capabilities: container "main" must not include "SYS_ADMIN" in securityContext.capabilities.add',
    ],
    [
      'unconfined-seccomp',
      ofContainer({ securityContext: { seccompProfile: { type: 'Unconfined' } } }),
      'seccompProfile: container "main" must not set securityContext.seccompProfile.type to "Unconfined"',
    ],
    [
      'unsafe-sysctls',
      ofPod({ securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } }),
      'forbidden sysctls: kernel.msgmax',
    ],
    [
      'handler-host',
      ofContainer({ livenessProbe: { httpGet: { host: 'example.com', port: 80 } } }),
      expect.stringContaining('container "main"'),
    ],
    [
      'unmasked-proc',
      ofContainer({ securityContext: { procMount: 'Unmasked' } }),
      expect.stringContaining('procMount'),
    ],
    [
      'selinux-options',
      ofPod({ securityContext: { seLinuxOptions: { user: 'sysadm_u' } } }),
      expect.stringContaining('seLinuxOptions'),
    ],
    [
      'app-armor',
      ofPod({ securityContext: { appArmorProfile: { type: 'Unconfined' } } }),
      expect.stringContaining('AppArmor profile'),
    ],
    [
      'windows-host-process',
      ofPod({ hostNetwork: true, securityContext: { windowsOptions: { hostProcess: true } } }),
      expect.stringContaining('hostProcess'),
    ],
    ['run-as-non-root', ofContainer({}), expect.stringContaining('runAsNonRoot != true')],
    [
      'run-as-root-user',
      ofContainer({ securityContext: { runAsUser: 0 } }),
      expect.stringContaining('runAsUser=0'),
    ],
    ['privilege-escalation', ofContainer({}), expect.stringContaining('allowPrivilegeEscalation != false')],
    ['capabilities-not-dropped', ofContainer({}), expect.stringContaining('unrestricted capabilities')],
    ['no-seccomp-profile', ofContainer({}), expect.stringContaining('seccompProfile')],
    [
      'restricted-volumes',
      ofPod({ volumes: [{ name: 'disk', nfs: { server: 'example.com', path: '/' } }] }),
      expect.stringContaining('restricted volume types'),
    ],
    [
      'proc-mount',
      ofPod({
        hostUsers: false,
        containers: [{ name: 'main', image: 'a:1', securityContext: { procMount: 'Unmasked' } }],
      }),
      expect.stringContaining('procMount'),
    ],
  ])('%s', (rule, objects, message) => {
    const messages = found(rule, objects).map((text) => text.replace(/^.*?: /, ''));
    expect(messages).toEqual([message]);
    expect(found(rule, [hardened])).toEqual([]);
  });

  test('asks what the policy of the target version asks', () => {
    const sysctls = ofPod({
      securityContext: { sysctls: [{ name: 'net.ipv4.tcp_keepalive_time', value: '1' }] },
    });
    expect(found('unsafe-sysctls', sysctls, { kubernetesVersion: 28 })).toHaveLength(1);
    expect(found('unsafe-sysctls', sysctls, { kubernetesVersion: 29 })).toEqual([]);
  });
});
