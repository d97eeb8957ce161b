import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeAll } from '../../../lib/kube/decode';
import { freeze } from '../../../lib/kube/frozen';
import type { Pod } from '../../../lib/kube/generated/core-v1';
import { Pods } from '../../../lib/kube/generated/resources';
import {
  evaluatePod,
  POD_SECURITY_CHECKS,
  printReasons,
  printViolations,
} from '../../../lib/kube/pod-security/evaluate';
import { type PodSecurityLevel, parsePolicyVersion } from '../../../lib/kube/pod-security/policy';
import { ResourceCatalogue } from '../../../lib/kube/resource-catalogue';
import { schemaOf } from '../../../lib/kube/schema';
import { admitNew, withDefaults } from '../../../lib/kube/validation/admit-object';
import { FOLDER, type PodAnswer, podCases, podOf, VERSIONS, type VersionAnswer } from './recorded';

const answers: readonly PodAnswer[] = JSON.parse(readFileSync(join(FOLDER, 'pods.answers.json'), 'utf8'));
const info = ResourceCatalogue.kubernetes().findKind(Pods)!;

/** The pod as validating admission sees it. */
function admitted(pod: Pod): Pod {
  const placed = { ...pod, metadata: { ...pod.metadata, namespace: 'default' } };
  const { value } = decodeAll<Pod>(schemaOf(Pods)!, placed);
  return admitNew(info, freeze(withDefaults(info, value)), { name: 'test', groups: [] }).object as Pod;
}

const says = (pod: Pod, level: PodSecurityLevel, version: string) =>
  evaluatePod({ level, version: parsePolicyVersion(version)! }, pod.metadata, pod.spec!);

/** What is recorded holds until the next entry. */
function recordedAt(recorded: readonly VersionAnswer[], version: (typeof VERSIONS)[number]): string {
  const place = VERSIONS.indexOf(version);
  const answer = recorded.findLast(({ since }) => VERSIONS.indexOf(since as typeof version) <= place);
  return answer!.violates ?? '';
}

test('every pod of the cases was recorded', () => {
  expect(answers.map(({ name }) => name)).toEqual(podCases().map(({ name }) => name));
});

describe.each(['baseline', 'restricted'] as const)(
  '%s says what a real API server says, in every version',
  (level) => {
    test.each(podCases().map((podCase) => [podCase.name, podCase] as const))('%s', (name, podCase) => {
      const pod = admitted(podOf(podCase));
      const recorded = answers.find((answer) => answer.name === name)![level];
      const found = VERSIONS.map((version) => [version, printViolations(says(pod, level, version))]);
      expect(found).toEqual(VERSIONS.map((version) => [version, recordedAt(recorded, version)]));
    });
  },
);

test('every check is broken by some pod of the cases', () => {
  const broken = new Set<string>();
  for (const podCase of podCases())
    for (const version of VERSIONS)
      for (const { check } of says(admitted(podOf(podCase)), 'restricted', version)) broken.add(check);
  for (const podCase of podCases())
    for (const { check } of says(admitted(podOf(podCase)), 'baseline', 'latest')) broken.add(check);
  expect([...broken].sort()).toEqual(POD_SECURITY_CHECKS.map(({ id }) => id).sort());
});

test('privileged forbids nothing', () => {
  const worst = podCases().find(({ name }) => name === 'everything is wrong')!;
  expect(says(podOf(worst), 'privileged', 'latest')).toEqual([]);
});

test('a violation names the fields at fault', () => {
  const pod = podOf({
    name: '',
    spec: { hostPID: true },
    initContainers: [{ name: 'setup', ports: [{ containerPort: 1, hostPort: 1 }] }],
    containers: [{ name: 'web', securityContext: { privileged: true } }],
  });
  expect(says(pod, 'baseline', 'latest').map(({ check, fields }) => [check, fields])).toEqual([
    ['hostNamespaces', ['spec.hostPID']],
    ['hostPorts', ['spec.initContainers[0].ports[0].hostPort']],
    ['privileged', ['spec.containers[0].securityContext.privileged']],
  ]);
});

test('reasons are printed without details', () => {
  const pod = podOf({ name: '', spec: { hostPID: true, volumes: [{ name: 'a', hostPath: { path: '/' } }] } });
  expect(printReasons(says(pod, 'baseline', 'latest'))).toBe('host namespaces, hostPath volumes');
});
