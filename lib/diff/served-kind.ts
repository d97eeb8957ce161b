import { lifecycleOf } from '../kube/api-lifecycle';
import { apiVersionOf, type GroupVersionKind, parseApiVersion } from '../kube/object';
import { ResourceCatalogue, type ResourceInfo } from '../kube/resource-catalogue';

/** How the reference version of Kubernetes serves a kind. */
export interface ServedKind {
  /** `current`: as it is written. `other-version`: the same kind in another version or group. */
  readonly is: 'current' | 'other-version' | 'removed' | 'custom' | 'unknown';
  /** The resource that serves it, or that took its place. */
  readonly info?: ResourceInfo;
}

const CATALOGUE = ResourceCatalogue.kubernetes();
const GROUPS = new Set([...CATALOGUE.all()].map(({ group }) => group));
const GROUP_VERSIONS = new Set([...CATALOGUE.all()].map((info) => apiVersionOf(info)));

/** Kinds that are served in two versions are compared in the one they are stored in. */
const PREFERRED: { readonly [groupKind: string]: string | undefined } = {
  'autoscaling/HorizontalPodAutoscaler': 'v2',
};

const answers = new Map<string, ServedKind>();

/** What the reference version of Kubernetes knows of a kind. */
export function servedKind(apiVersion: string, kind: string): ServedKind {
  const key = `${apiVersion} ${kind}`;
  let answer = answers.get(key);
  if (!answer) {
    answer = find({ ...parseApiVersion(apiVersion), kind });
    if (answers.size < MOST_REMEMBERED) answers.set(key, answer);
  }
  return answer;
}

const MOST_REMEMBERED = 10_000;

function find(asked: GroupVersionKind): ServedKind {
  const preferred = PREFERRED[`${asked.group}/${asked.kind}`];
  const exact = CATALOGUE.findKind(asked);
  if (exact && (!preferred || preferred === asked.version)) return { is: 'current', info: exact };
  const info = servedVersion(asked);
  if (info) return { is: 'other-version', info };
  if (lifecycleOf(asked)) return { is: 'removed' };
  if (!GROUPS.has(asked.group)) return { is: 'custom' };
  return { is: GROUP_VERSIONS.has(apiVersionOf(asked)) ? 'unknown' : 'removed' };
}

/** The same kind where it is served: in another version of its group, or where it has moved to. */
function servedVersion(asked: GroupVersionKind): ResourceInfo | undefined {
  let kind = asked;
  for (let step = 0; step < MOST_MOVES; step++) {
    const { replacement } = lifecycleOf(kind) ?? {};
    if (!replacement) break;
    const [apiVersion, name] = replacement.split(' ');
    kind = { ...parseApiVersion(apiVersion!), kind: name! };
    const info = CATALOGUE.findKind(kind);
    if (info) return info;
  }
  for (const info of CATALOGUE.all())
    if (info.group === asked.group && info.kind === asked.kind) {
      const preferred = PREFERRED[`${info.group}/${info.kind}`];
      if (!preferred || preferred === info.version) return info;
    }
  return undefined;
}

/** `extensions/v1beta1` → `apps/v1beta2` → `apps/v1`. */
const MOST_MOVES = 8;
