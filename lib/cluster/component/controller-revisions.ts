import type { ControllerRevision } from '../../kube/generated/apps-v1';
import type { PodTemplateSpec } from '../../kube/generated/core-v1';
import type { KubeObject } from '../../kube/object';

/** Pods carry it, and the ControllerRevision of their template does. */
export const REVISION_LABEL = 'controller-revision-hash';

/** What a ControllerRevision keeps of a template: the patch that brings it back. */
export function revisionData(template: PodTemplateSpec): RevisionData {
  return { spec: { template: { ...template, $patch: 'replace' } } };
}

interface RevisionData {
  readonly spec: { readonly template: PodTemplateSpec & { readonly $patch: 'replace' } };
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
