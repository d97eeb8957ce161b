import { changeElements, withField } from '../../../kube/defaults/defaulting';
import { freezeLike } from '../../../kube/defaults/pod/pod-spec';
import { freeze } from '../../../kube/frozen';
import type {
  Container,
  PodSpec,
  ProjectedVolumeSource,
  ServiceAccount,
  VolumeMount,
} from '../../../kube/generated/core-v1';
import type { Random } from '../../clock/random';

const VOLUME = 'kube-api-access-';
const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
const SUFFIX_LENGTH = 5;

/** What a pod needs to speak to the API server: a token that is renewed, whom to trust, and where it is. */
const TOKEN: ProjectedVolumeSource = freeze({
  sources: [
    // Kubernetes lets such tokens live on for a year, and warns of those that are older than this.
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    {
      downwardAPI: {
        items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
      },
    },
  ],
  defaultMode: 0o644,
});

/**
 * A pod's spec as a service account makes it. Draws the suffix of the token's volume, so a spec that many pods share
 * should pass here once: its pods then share the suffix too, where a real cluster draws one for each.
 */
export function specForAccount(spec: PodSpec, account: ServiceAccount, random: Random): PodSpec {
  const name = account.metadata.name!;
  let changed = withField(withField(spec, 'serviceAccountName', name), 'serviceAccount', name);
  if (mountsToken(spec, account)) changed = withToken(changed, random);
  if (!spec.imagePullSecrets?.length && account.imagePullSecrets?.length)
    changed = {
      ...changed,
      imagePullSecrets: account.imagePullSecrets.map((secret) => ({ name: secret.name })),
    };
  return freezeLike(spec, changed);
}

function mountsToken(spec: PodSpec, account: ServiceAccount): boolean {
  return spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true;
}

/** A container that mounts something of its own at the token's place goes without. */
function withToken(spec: PodSpec, random: Random): PodSpec {
  const known = spec.volumes?.find((volume) => volume.name.startsWith(VOLUME));
  const name = known?.name ?? `${VOLUME}${random.suffix(SUFFIX_LENGTH)}`;
  const mount: VolumeMount = { name, readOnly: true, mountPath: MOUNT_PATH };
  const mounted = (container: Container): Container => {
    const { volumeMounts = [] } = container;
    const isTaken = volumeMounts.some(({ mountPath }) => mountPath === MOUNT_PATH);
    return isTaken ? container : { ...container, volumeMounts: [...volumeMounts, mount] };
  };
  const changed = changeElements(changeElements(spec, 'initContainers', mounted), 'containers', mounted);
  if (known || changed === spec) return changed;
  return { ...changed, volumes: [...(spec.volumes ?? []), { name, projected: TOKEN }] };
}
