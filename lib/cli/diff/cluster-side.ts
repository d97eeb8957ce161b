import type { KubernetesClient, ObjectReference } from '../../client/kubernetes-client';
import type { DiffInput } from '../../diff/object-set';
import type { KubeObject } from '../../kube/object';
import { isObject, type JsonObject, setMember } from '../../kube/record';
import { StatusError } from '../../kube/status';
import type { ManifestObject } from '../../manifests/parse-manifests';

/** What a cluster has of some manifests, and what it would have once they are applied. */
export interface LiveComparison {
  readonly live: readonly DiffInput[];
  readonly applied: readonly DiffInput[];
  /** Objects whose kind the cluster does not serve (yet). */
  readonly unserved: readonly ManifestObject[];
}

/**
 * Asks a cluster for each object of the manifests, and what a server-side apply would make of it (a dry run: nothing is
 * written). What is in the cluster and in no manifest is not seen.
 */
export async function compareWithCluster(
  client: KubernetesClient,
  manifests: readonly ManifestObject[],
  namespace = 'default',
): Promise<LiveComparison> {
  const live: DiffInput[] = [];
  const applied: DiffInput[] = [];
  const unserved: ManifestObject[] = [];
  for (const manifest of manifests) {
    const { object, position } = manifest;
    const type = await client.resourceOf(object.apiVersion ?? '', object.kind ?? '');
    if (!type) {
      unserved.push(manifest);
      applied.push(manifest);
      continue;
    }
    const place = type.namespaced ? object.metadata.namespace || namespace : '';
    const reference = { type, namespace: place, name: object.metadata.name ?? '' };
    const found = await client.get(reference);
    if (found) live.push({ object: found, position });
    applied.push({ object: await appliedObject(client, reference, object, found), position });
  }
  return { live, applied, unserved };
}

async function appliedObject(
  client: KubernetesClient,
  reference: ObjectReference,
  object: KubeObject,
  live: KubeObject | undefined,
): Promise<KubeObject> {
  if (!live) return object;
  const placed = reference.namespace
    ? { ...object, metadata: { ...object.metadata, namespace: reference.namespace } }
    : object;
  try {
    const { object: result } = await client.apply(reference, placed, {
      fieldManager: 'seaworthy',
      force: true,
      dryRun: true,
    });
    return result;
  } catch (error) {
    // What the API server refuses can be compared all the same: the comparison says why it refuses it.
    if (error instanceof StatusError && error.status.reason === 'Invalid')
      return overlaid(live, placed) as KubeObject;
    throw error;
  }
}

/** The live object with the fields of the manifest in place of its own; lists are taken as a whole. */
function overlaid(live: unknown, written: unknown): unknown {
  if (!isObject(live) || !isObject(written)) return written;
  const result: JsonObject = { ...live };
  for (const [key, value] of Object.entries(written)) setMember(result, key, overlaid(live[key], value));
  return result;
}
