import type { ControllerRevision, StatefulSet } from '../../../kube/generated/apps-v1';
import type { Pod } from '../../../kube/generated/core-v1';
import { controllerReference } from '../../../kube/object';
import { REVISION_LABEL, templateOfRevision } from '../../component/controller-revisions';
import { podFromTemplate } from '../../component/pod-control';
import { firstOrdinal, identityLabels, podName, STATEFUL_SET_KIND, withStorage } from './identity';

/** The templates between which an update moves. */
export interface Revisions {
  readonly current: ControllerRevision;
  readonly update: ControllerRevision;
}

/** The pod that a set is to have at this ordinal: of the old template as long as the update has not come so far. */
export function newPod(set: StatefulSet, revisions: Revisions, ordinal: number): Pod {
  const revision = isStillCurrent(set, ordinal) ? revisions.current : revisions.update;
  const template = templateOfRevision(revision);
  const name = podName(set, ordinal);
  const pod = podFromTemplate(template, set, controllerReference(set, STATEFUL_SET_KIND));
  const { serviceName } = set.spec!;
  const volumes = withStorage(template.spec!.volumes, set, ordinal);
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      name,
      labels: {
        ...pod.metadata.labels,
        ...identityLabels(set, ordinal),
        [REVISION_LABEL]: revision.metadata.name!,
      },
    },
    spec: {
      ...pod.spec!,
      hostname: name,
      ...(serviceName ? { subdomain: serviceName } : {}),
      ...(volumes ? { volumes } : {}),
    },
  };
}

function isStillCurrent(set: StatefulSet, ordinal: number): boolean {
  const { type, rollingUpdate } = set.spec!.updateStrategy ?? {};
  const position = ordinal - firstOrdinal(set);
  if (rollingUpdate) return position < (rollingUpdate.partition ?? 0);
  return type === 'RollingUpdate' && position < (set.status?.currentReplicas ?? 0);
}
