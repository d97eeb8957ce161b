import { changeField } from '../../defaults/defaulting';
import { withoutDisabledFields } from '../../defaults/pod/disabled-fields';
import { defaultPod } from '../../defaults/pod/pod';
import { FieldPath } from '../../field-path';
import { memoize } from '../../frozen';
import type { Pod, PodSpec } from '../../generated/core-v1';
import { isPlainIpv4 } from '../../ip-checks';
import { isDns1123Label } from '../../names';
import type { Strategy } from '../../strategy';
import { ipWarnings } from '../../validation/ip';
import { validatePod } from '../../validation/pod/pod';
import { validatePodStatusUpdate } from '../../validation/pod/status';
import { validatePodUpdate } from '../../validation/pod/update';
import { appArmorDeprecation, podSpecWarnings } from '../../validation/pod/warnings';
import { specChanged } from '../spec-changed';
import { containersWithOldAppArmor, initialPodStatus, prepareNewPod } from './prepare';
import { prepareStatus } from './status';
import { ephemeralContainers, resize } from './subresources';

const ANNOTATIONS = FieldPath.of('metadata').child('annotations');
const POD_IPS = FieldPath.of('status').child('podIPs');
const HOST_IPS = FieldPath.of('status').child('hostIPs');

export const podStrategy: Strategy<Pod> = {
  defaults: defaultPod,
  initialStatus: initialPodStatus,
  prepareForCreate: prepareNewPod,
  prepareForUpdate: (updated) => changeField(updated, 'spec', withoutDisabledFields),
  generationChanged: specChanged,
  validate: validatePod,
  validateUpdate: validatePodUpdate,
  prepareForStatusUpdate: prepareStatus,
  validateStatusUpdate: validatePodStatusUpdate,
  warnings: (created, old, asked) => (old ? [] : warningsOnCreate(created, asked)),
  statusWarnings: ({ status }) => {
    const warnings: string[] = [];
    addIpWarnings(status?.podIPs, POD_IPS, warnings);
    addIpWarnings(status?.hostIPs, HOST_IPS, warnings);
    return warnings;
  },
  subresources: { ephemeralcontainers: ephemeralContainers, resize },
  returnsDeletedObject: true,
  gracePeriod,
  selectableFields: {
    'spec.nodeName': ({ spec }) => spec?.nodeName ?? '',
    'spec.restartPolicy': ({ spec }) => spec?.restartPolicy ?? '',
    'spec.schedulerName': ({ spec }) => spec?.schedulerName ?? '',
    'spec.serviceAccountName': ({ spec }) => spec?.serviceAccountName ?? '',
    'spec.hostNetwork': ({ spec }) => String(spec?.hostNetwork ?? false),
    'status.phase': ({ status }) => status?.phase ?? '',
    // Kubernetes knows its name, and no values.
    'status.podIPs': () => '',
    'status.podIP': ({ status }) => status?.podIPs?.[0]?.ip ?? '',
    'status.nominatedNodeName': ({ status }) => status?.nominatedNodeName ?? '',
  },
};

function addIpWarnings(
  list: readonly { readonly ip?: string }[] | undefined,
  path: FieldPath,
  warnings: string[],
): void {
  list?.forEach(({ ip = '' }, index) => {
    if (!isPlainIpv4(ip)) warnings.push(...ipWarnings(ip, path.index(index).child('ip')));
  });
}

function warningsOnCreate(created: Pod, asked: Pod): string[] {
  const warnings = containersWithOldAppArmor(asked).map((name) => appArmorDeprecation(ANNOTATIONS, name));
  const problems = isDns1123Label(created.metadata.name ?? '');
  if (problems.length > 0)
    warnings.push(
      `metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [${problems.join(' ')}]`,
    );
  const { annotations } = created.metadata;
  const ofSpec = annotations
    ? podSpecWarnings(created.spec!, created.metadata)
    : plainSpecWarnings(created.spec!);
  return warnings.concat(ofSpec);
}

/** Without annotations the spec decides alone: pods of one template share it. */
const plainSpecWarnings = memoize((spec: PodSpec) => podSpecWarnings(spec, {}));

/** A pod that no node runs, or that has ended, needs no time to stop. */
function gracePeriod({ spec, status }: Pod, asked: number | undefined): number {
  if (!spec?.nodeName || status?.phase === 'Failed' || status?.phase === 'Succeeded') return 0;
  const period = asked ?? spec.terminationGracePeriodSeconds ?? 0;
  return period < 0 ? 1 : period;
}
