import { freeze, memoizePair } from '../../../kube/frozen';
import type { Pod, PodSpec, ServiceAccount } from '../../../kube/generated/core-v1';
import { Namespaces, ServiceAccounts } from '../../../kube/generated/resources';
import { plainError } from '../../../kube/status';
import { MIRROR_POD } from '../../../kube/validation/pod/mirror-pod';
import type { Random } from '../../clock/random';
import { refersToSecrets } from '../authorization/pod-references';
import { limitedReferences } from './mountable-secrets';
import { type AdmissionEnvironment, type AdmissionPlugin, type AdmissionRequest, targets } from './plugin';
import { withSpec } from './pod-spec';
import { refused } from './refusal';
import { specForAccount } from './service-account-spec';

const DEFAULT_ACCOUNT = 'default';
/** Milliseconds in which the controller makes the default account of a new namespace. */
const ACCOUNT_DELAY = 1000;

/**
 * Pods act for a service account: `default` unless they say otherwise. Its token is mounted, and its pull secrets are
 * used, as both of them wish. What becomes of a frozen spec is remembered, so the plugin belongs to one API server.
 */
export function serviceAccount(random: Random): AdmissionPlugin {
  const withAccount = memoizePair((spec: PodSpec, account: ServiceAccount) =>
    specForAccount(spec, account, random),
  );
  return {
    name: 'ServiceAccount',

    handles: (target) => isNewPod(target) || isNewEphemeralContainer(target),

    mutate(object, request, environment) {
      const pod = object as Pod;
      if (request.operation !== 'CREATE') return pod;
      if (!isMirrorPod(pod))
        return withSpec(pod, withAccount(pod.spec!, accountOf(pod, request, environment)));
      checkMirrorPod(pod, request);
      return pod;
    },

    validate(request, environment) {
      const pod = request.object as Pod;
      const isNew = request.operation === 'CREATE';
      if (isNew && isMirrorPod(pod)) checkMirrorPod(pod, request);
      else checkAccount(pod, isNew ? 'new' : 'ephemeral', request, environment);
    },
  };
}

const isNewPod = targets('pods', ['CREATE']);
const isNewEphemeralContainer = targets('pods', ['UPDATE'], ['ephemeralcontainers']);

function isMirrorPod({ metadata }: Pod): boolean {
  return metadata.annotations?.[MIRROR_POD] !== undefined;
}

function checkMirrorPod(pod: Pod, request: AdmissionRequest): void {
  const refuse = (what: string) => refused(request, `a mirror pod may not ${what}`, pod);
  if (pod.spec?.serviceAccountName) throw refuse('reference service accounts');
  if (refersToSecrets(pod)) throw refuse('reference secrets');
  const projections = pod.spec?.volumes?.flatMap(({ projected }) => projected?.sources ?? []) ?? [];
  if (projections.some(({ serviceAccountToken }) => serviceAccountToken))
    throw refuse('use ServiceAccountToken volume projections');
}

function checkAccount(
  pod: Pod,
  containers: 'new' | 'ephemeral',
  request: AdmissionRequest,
  environment: AdmissionEnvironment,
): void {
  if (!pod.spec?.serviceAccountName)
    throw refused(request, `no service account specified for pod ${request.namespace}/${pod.metadata.name}`);
  const why = limitedReferences(pod.spec, accountOf(pod, request, environment), containers);
  // Kubernetes forgets to wrap this refusal.
  if (why) throw containers === 'ephemeral' ? plainError(why) : refused(request, why);
}

function accountOf(pod: Pod, request: AdmissionRequest, environment: AdmissionEnvironment): ServiceAccount {
  const { namespace } = request;
  const name = pod.spec?.serviceAccountName || DEFAULT_ACCOUNT;
  const account = environment.get(ServiceAccounts, namespace, name);
  if (account) return account;
  if (name === DEFAULT_ACCOUNT && isNew(namespace, environment)) return COMING_ACCOUNT;
  throw refused(
    request,
    `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`,
    pod,
  );
}

/** The real server waits a second for the default account of a namespace. One of that age is taken to get it. */
function isNew(namespace: string, environment: AdmissionEnvironment): boolean {
  const { creationTimestamp } = environment.get(Namespaces, '', namespace)?.metadata ?? {};
  return (
    creationTimestamp !== undefined &&
    environment.clock.now() - Date.parse(creationTimestamp) <= ACCOUNT_DELAY + TIMESTAMP_PRECISION
  );
}

const TIMESTAMP_PRECISION = 1000;

const COMING_ACCOUNT: ServiceAccount = freeze({ metadata: { name: DEFAULT_ACCOUNT } });
