import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUILT_IN_RULES, RULE_FAMILIES } from '../../lib/checks/registry';
import { rulesMarkdown } from '../../lib/report/findings/rules-markdown';

const GUIDE = readFileSync(join(__dirname, '..', '..', 'docs', 'checks.md'), 'utf8');
const TESTS = 'test/checks/rules';

/** The checks of other tools: those that are on by default and those that are not. */
const PEERS: { readonly [tool: string]: readonly string[] } = {
  'kube-linter': [
    'access-to-create-pods',
    'access-to-secrets',
    'cluster-admin-role-binding',
    'dangling-horizontalpodautoscaler',
    'dangling-ingress',
    'dangling-networkpolicy',
    'dangling-networkpolicypeer-podselector',
    'dangling-service',
    'default-service-account',
    'deprecated-service-account-field',
    'dnsconfig-options',
    'docker-sock',
    'drop-net-raw-capability',
    'duplicate-env-var',
    'env-value-from',
    'env-var-secret',
    'exposed-services',
    'host-ipc',
    'host-network',
    'host-pid',
    'hpa-minimum-three-replicas',
    'invalid-target-ports',
    'job-ttl-seconds-after-finished',
    'latest-tag',
    'liveness-port',
    'minimum-three-replicas',
    'mismatching-selector',
    'no-anti-affinity',
    'no-extensions-v1beta',
    'no-liveness-probe',
    'no-node-affinity',
    'no-read-only-root-fs',
    'no-readiness-probe',
    'no-rolling-update-strategy',
    'non-existent-service-account',
    'non-isolated-pod',
    'pdb-max-unavailable',
    'pdb-min-available',
    'pdb-unhealthy-pod-eviction-policy',
    'priority-class-name',
    'privilege-escalation-container',
    'privileged-container',
    'privileged-ports',
    'read-secret-from-env-var',
    'readiness-port',
    'required-annotation-email',
    'required-label-owner',
    'restart-policy',
    'run-as-non-root',
    'scc-deny-privileged-container',
    'schema-validation',
    'sensitive-host-mounts',
    'sorted-keys',
    'ssh-port',
    'startup-port',
    'unsafe-proc-mount',
    'unsafe-sysctls',
    'unset-cpu-requirements',
    'unset-memory-requirements',
    'use-namespace',
    'wildcard-in-rules',
    'writable-host-mount',
  ],
  'kube-score': [
    'container-cpu-requests-equal-limits',
    'container-ephemeral-storage-request-and-limit',
    'container-image-pull-policy',
    'container-image-tag',
    'container-memory-requests-equal-limits',
    'container-ports-check',
    'container-resources',
    'container-seccomp-profile',
    'container-security-context-privileged',
    'container-security-context-readonlyrootfilesystem',
    'container-security-context-user-group-id',
    'cronjob-has-deadline',
    'cronjob-restartpolicy',
    'deployment-has-host-podantiaffinity',
    'deployment-has-poddisruptionbudget',
    'deployment-pod-selector-labels-match-template-metadata-labels',
    'deployment-replicas',
    'deployment-strategy',
    'deployment-targeted-by-hpa-does-not-have-replicas-configured',
    'environment-variable-key-duplication',
    'horizontalpodautoscaler-has-target',
    'horizontalpodautoscaler-replicas',
    'ingress-targets-service',
    'label-values',
    'networkpolicy-targets-pod',
    'pod-networkpolicy',
    'pod-probes',
    'pod-probes-identical',
    'pod-topology-spread-constraints',
    'poddisruptionbudget-has-policy',
    'service-targets-pod',
    'service-type',
    'stable-version',
    'statefulset-has-host-podantiaffinity',
    'statefulset-has-poddisruptionbudget',
    'statefulset-has-servicename',
    'statefulset-pod-selector-labels-match-template-metadata-labels',
    'statefulset-replicas',
  ],
  polaris: [
    'automountServiceAccountToken',
    'clusterrolePodExecAttach',
    'clusterrolebindingClusterAdmin',
    'clusterrolebindingPodExecAttach',
    'cpuLimitsMissing',
    'cpuRequestsMissing',
    'dangerousCapabilities',
    'deploymentMissingReplicas',
    'hostIPCSet',
    'hostNetworkSet',
    'hostPIDSet',
    'hostPathSet',
    'hostPortSet',
    'hostProcess',
    'hpaMaxAvailability',
    'hpaMinAvailability',
    'insecureCapabilities',
    'linuxHardening',
    'livenessProbeMissing',
    'memoryLimitsMissing',
    'memoryRequestsMissing',
    'metadataAndInstanceMismatched',
    'missingNetworkPolicy',
    'missingPodDisruptionBudget',
    'notReadOnlyRootFilesystem',
    'pdbDisruptionsIsZero',
    'pdbMinAvailableGreaterThanHPAMinReplicas',
    'priorityClassNotSet',
    'privilegeEscalationAllowed',
    'procMount',
    'pullPolicyNotAlways',
    'readinessProbeMissing',
    'rolePodExecAttach',
    'rolebindingClusterAdminClusterRole',
    'rolebindingClusterRolePodExecAttach',
    'rolebindingRolePodExecAttach',
    'runAsPrivileged',
    'runAsRootAllowed',
    'sensitiveConfigmapContent',
    'sensitiveContainerEnvVar',
    'tagNotSpecified',
    'tlsSettingsMissing',
    'topologySpreadConstraint',
  ],
};

test('the guide documents every rule, and no other', () => {
  const documented = Array.from(GUIDE.matchAll(/^#### (.+)$/gm), ([, id]) => id);
  expect(documented).toEqual(BUILT_IN_RULES.map(({ id }) => id));
});

test('the guide says of the rules what they say of themselves', () => {
  expect(GUIDE.endsWith(`\n${rulesMarkdown(RULE_FAMILIES)}\n`)).toBe(true);
});

test('every rule has a name of its own, and sentences', () => {
  const ids = BUILT_IN_RULES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, finds, why, fix } of BUILT_IN_RULES) {
    expect(id).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
    expect([id, finds.at(-1), why.at(-1)]).toEqual([id, '.', '.']);
    expect([id, /[.]$/.test(fix)]).toEqual([id, false]);
  }
});

test.each(Object.entries(PEERS))('each check of %s has a rule, or a reason why not', (tool, checks) => {
  const covered = new Set(BUILT_IN_RULES.flatMap(({ peers = [] }) => peers));
  const excused = GUIDE.split('## What is not taken from other tools')[1]!.split('\n## ')[0]!;
  const missing = checks.filter(
    (check) => !covered.has(`${tool} ${check}`) && !new RegExp(`\\| ${tool} .*\\b${check}\\b`).test(excused),
  );
  expect(missing).toEqual([]);
});

test('every check of other tools that a rule names is one of theirs', () => {
  const unknown = BUILT_IN_RULES.flatMap(({ peers = [] }) => peers).filter((peer) => {
    const [tool, check] = peer.split(' ') as [string, string?];
    return tool !== 'kubeconform' && !PEERS[tool]?.includes(check ?? '');
  });
  expect(unknown).toEqual([]);
});

test('every rule is tested by name', () => {
  const { readdirSync } = jest.requireActual<typeof import('node:fs')>('node:fs');
  const root = join(__dirname, '..', '..', TESTS);
  const texts = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(root, name), 'utf8'))
    .concat(readFileSync(join(__dirname, 'suppression.test.ts'), 'utf8'))
    .join('\n');
  expect(BUILT_IN_RULES.filter(({ id }) => !texts.includes(id)).map(({ id }) => id)).toEqual([]);
});
