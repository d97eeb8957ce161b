import type { Client } from '../../client/client';
import { equal } from '../../kube/frozen';
import type { ControllerRevision } from '../../kube/generated/apps-v1';
import type { PodTemplateSpec } from '../../kube/generated/core-v1';
import { ControllerRevisions } from '../../kube/generated/resources';
import { controllerReference, type KubeObject } from '../../kube/object';
import type { Labels } from '../../kube/selectors/requirement';
import { isStatus } from '../../kube/status';

type OwnerKind = Parameters<typeof controllerReference>[1];

/** Pods carry it, and the ControllerRevision of their template does. */
export const REVISION_LABEL = 'controller-revision-hash';

/** What a ControllerRevision keeps of a template: the patch that brings it back. */
export function revisionData(template: PodTemplateSpec): RevisionData {
  return { spec: { template: { ...template, $patch: 'replace' } } };
}

interface RevisionData {
  readonly spec: { readonly template: PodTemplateSpec & { readonly $patch: 'replace' } };
}

/** A workload whose templates are kept. */
interface Templated extends KubeObject {
  readonly spec?: { readonly template: PodTemplateSpec };
}

/** The ControllerRevision of a workload's template, as it is to be created. `hash`: a label that tells it from others. */
export function newRevision(
  owner: Templated,
  kind: OwnerKind,
  { name, revision, hash }: { readonly name: string; readonly revision: number; readonly hash: Labels },
): ControllerRevision {
  const { metadata, spec } = owner;
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name,
      namespace: metadata.namespace,
      labels: { ...spec!.template.metadata?.labels, ...hash },
      ...(metadata.annotations ? { annotations: metadata.annotations } : {}),
      ownerReferences: [controllerReference(owner, kind)],
    },
    data: revisionData(spec!.template) as unknown as ControllerRevision['data'],
    revision,
  };
}

/** Creates a revision. Undefined when its name is taken by one of another template. */
export function createRevision(client: Client, wanted: ControllerRevision): ControllerRevision | undefined {
  try {
    return client.create(ControllerRevisions, wanted);
  } catch (error) {
    if (!isStatus(error, 'AlreadyExists')) throw error;
    const { namespace, name } = wanted.metadata;
    const existing = client.get(ControllerRevisions, namespace!, name!);
    return equal(existing.data, wanted.data) ? existing : undefined;
  }
}

/** The template that a ControllerRevision keeps. */
export function templateOfRevision({ data }: ControllerRevision): PodTemplateSpec {
  const { $patch: _replace, ...template } = (data as unknown as RevisionData).spec.template;
  return template;
}

export function revisionHash({ metadata }: KubeObject): string | undefined {
  return metadata.labels?.[REVISION_LABEL];
}

/** The oldest first. */
export function byRevision(a: ControllerRevision, b: ControllerRevision): number {
  return (
    a.revision - b.revision ||
    Date.parse(a.metadata.creationTimestamp!) - Date.parse(b.metadata.creationTimestamp!) ||
    (a.metadata.name! < b.metadata.name! ? -1 : 1)
  );
}
