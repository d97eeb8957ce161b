import type { Client } from '../../client/client';
import { freeze, memoize } from '../../kube/frozen';
import type { Pod, PodTemplateSpec } from '../../kube/generated/core-v1';
import { Pods } from '../../kube/generated/resources';
import type { KubeObject, OwnerReference } from '../../kube/object';
import { StatusError } from '../../kube/status';
import type { EventRecorder } from './event-recorder';

/** What a pod is called: by its owner's name and five random letters, unless this says otherwise. */
export type PodNaming = { readonly name: string } | { readonly generateName: string };

/** Creates and deletes pods on behalf of their owner, and tells the owner's readers about it. */
export class PodControl {
  constructor(
    private readonly client: Client,
    private readonly events: EventRecorder,
  ) {}

  create(template: PodTemplateSpec, owner: KubeObject, reference: OwnerReference, naming?: PodNaming): Pod {
    try {
      const pod = this.client.create(Pods, podFromTemplate(template, owner, reference, naming));
      this.events.normal(owner, 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
      return pod;
    } catch (error) {
      if (error instanceof StatusError && !isNamespaceTerminating(error))
        this.events.warning(owner, 'FailedCreate', `Error creating: ${error.message}`);
      throw error;
    }
  }

  delete(pod: Pod, owner: KubeObject): void {
    const { namespace, name } = pod.metadata;
    try {
      this.client.delete(Pods, namespace!, name!);
      this.events.normal(owner, 'SuccessfulDelete', `Deleted pod: ${name}`);
    } catch (error) {
      if (error instanceof StatusError && error.reason !== 'NotFound')
        this.events.warning(owner, 'FailedDelete', `Error deleting: ${error.message}`);
      throw error;
    }
  }
}

/** The pod shares the template's spec: nothing is copied. */
export function podFromTemplate(
  template: PodTemplateSpec,
  owner: KubeObject,
  reference: OwnerReference,
  naming: PodNaming = { generateName: generateNameOf(owner) },
): Pod {
  const { labels, annotations, finalizers } = template.metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace: owner.metadata.namespace,
      ...naming,
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
      ...(finalizers ? { finalizers } : {}),
      ownerReferences: ownedBy(reference),
    },
    spec: template.spec,
  };
}

/** Pods that are made with one frozen reference share it. */
const ownedBy = memoize((reference: OwnerReference): readonly OwnerReference[] => freeze([reference]));

/** The owner's name and a dash, unless that would be no valid prefix. */
function generateNameOf(owner: KubeObject): string {
  const prefix = `${owner.metadata.name}-`;
  return prefix.length <= 248 ? prefix : owner.metadata.name!;
}

export function isNamespaceTerminating(error: StatusError): boolean {
  return error.status.details?.causes?.some((cause) => cause.reason === 'NamespaceTerminating') ?? false;
}
