import type { APIService } from '../../../lib/kube/generated/apiregistration-v1';
import type { CertificateSigningRequest } from '../../../lib/kube/generated/certificates-v1';
import type { Container, Node, PersistentVolume, Pod } from '../../../lib/kube/generated/core-v1';
import type { KubeObject } from '../../../lib/kube/object';
import type { ResourceInfo } from '../../../lib/kube/resource-catalogue';

/**
 * What a recorded object has from parts of the API server that are no strategies: admission plugins and allocators.
 * Each is one entry, with its reason.
 */
const LATER_CHANGES: { readonly [resource: string]: (object: never) => unknown } = {
  nodes: withoutNodeAdmission,
  pods: withoutPodAdmission,
  persistentvolumes: withoutPhaseTime,
  apiservices: withoutLocalCondition,
  certificatesigningrequests: withoutConditionTimes,
};

/** The object without what strategies do not do. */
export function withoutLaterChanges(info: ResourceInfo, object: KubeObject): unknown {
  const change = LATER_CHANGES[info.resource] as ((object: KubeObject) => unknown) | undefined;
  return change ? change(object) : object;
}

/** The API server itself warns about versions that will go away, whatever the object says. */
export function withoutLaterWarnings(warnings: readonly string[]): readonly string[] {
  return warnings.filter((warning) => !/^\S+ \S+ is deprecated in v/.test(warning));
}

const TOKEN_VOLUME = 'kube-api-access-';
const NODE_TAINTS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

function withoutPodAdmission(pod: Pod): unknown {
  const { volumes, tolerations, priority, preemptionPolicy, ...spec } = pod.spec!;
  const { serviceAccount, serviceAccountName, ...rest } = spec;
  const withoutToken = (containers: readonly Container[]) =>
    containers.map((container) => ({
      ...container,
      volumeMounts: container.volumeMounts?.filter((mount) => !mount.name.startsWith(TOKEN_VOLUME)),
    }));
  return {
    ...pod,
    spec: {
      ...rest,
      containers: withoutToken(spec.containers),
      initContainers: spec.initContainers && withoutToken(spec.initContainers),
      // ServiceAccount: a token for the default account.
      volumes: volumes?.filter((volume) => !volume.name.startsWith(TOKEN_VOLUME)),
      ...(serviceAccountName === 'default' ? {} : { serviceAccount, serviceAccountName }),
      // DefaultTolerationSeconds: five minutes on a node that does not answer.
      tolerations: tolerations?.filter(
        ({ key, effect, tolerationSeconds }) =>
          !(NODE_TAINTS.includes(key ?? '') && effect === 'NoExecute' && tolerationSeconds === 300),
      ),
      // Priority: that of no class.
      ...(priority ? { priority, preemptionPolicy } : {}),
    },
    status: withoutTimes(pod.status),
  };
}

/** When a condition changed is when the recording was made. */
function withoutTimes(status: Pod['status']): unknown {
  const conditions = status?.conditions?.map(({ lastTransitionTime, ...condition }) => condition);
  return { ...status, conditions };
}

/** TaintNodesByCondition: a new node is not ready, whatever it says. */
function withoutNodeAdmission(node: Node): unknown {
  const taints = node.spec?.taints?.filter(({ key }) => key !== NODE_TAINTS[0]);
  return { ...node, spec: { ...node.spec, taints } };
}

/** The API server says when the phase of a volume changed. */
function withoutPhaseTime(volume: PersistentVolume): unknown {
  const { lastPhaseTransitionTime, ...status } = volume.status ?? {};
  return { ...volume, status };
}

/** The API server says of what it serves itself since when it is available. */
function withoutLocalCondition({ status, ...service }: APIService): unknown {
  const conditions = status?.conditions?.filter(({ reason }) => reason !== 'Local');
  return { ...service, status: conditions?.length ? { conditions } : {} };
}

/** The API server says when a condition was set. */
function withoutConditionTimes({ status, ...request }: CertificateSigningRequest): unknown {
  const conditions = status?.conditions?.map(
    ({ lastUpdateTime, lastTransitionTime, ...condition }) => condition,
  );
  return { ...request, status: { ...status, ...(conditions ? { conditions } : {}) } };
}
