import type { Client } from '../../../client/client';
import type { Deployment, ReplicaSet } from '../../../kube/generated/apps-v1';
import { Deployments } from '../../../kube/generated/resources';
import type { EventRecorder } from '../../component/event-recorder';
import { hasTemplate, withoutHashLabel } from './replica-sets';
import { lastRevision, parseRevision, ROLLBACK_TO, revisionOf, rolledBackAnnotations } from './revision';

/** The revision that the deprecated annotation asks to go back to (0: the last one), if it does. */
export function requestedRollback({ metadata }: Deployment): bigint | undefined {
  const text = metadata.annotations?.[ROLLBACK_TO];
  return text ? parseRevision(text) : undefined;
}

/** Makes the template of that revision the Deployment's, if it is known, and takes the request back. */
export function rollBack(
  deployment: Deployment,
  replicaSets: readonly ReplicaSet[],
  { client, events }: { readonly client: Client; readonly events: EventRecorder },
): void {
  const revision = requestedRollback(deployment) || lastRevision(replicaSets);
  const target = revision ? replicaSets.find((one) => revisionOf(one) === revision) : undefined;
  if (!target) {
    const what = revision ? 'the revision to rollback to' : 'last revision';
    events.warning(deployment, 'DeploymentRollbackRevisionNotFound', `Unable to find ${what}.`);
    client.update(Deployments, withoutRequest(deployment));
    return;
  }
  const { name } = deployment.metadata;
  if (hasTemplate(deployment.spec!.template, target.spec!.template!)) {
    const message = `The rollback revision contains the same template as current deployment "${name}"`;
    events.warning(deployment, 'DeploymentRollbackTemplateUnchanged', message);
    client.update(Deployments, withoutRequest(deployment));
    return;
  }
  client.update(Deployments, withoutRequest(withTemplateOf(deployment, target)));
  events.normal(deployment, 'DeploymentRollback', `Rolled back deployment "${name}" to revision ${revision}`);
}

function withTemplateOf(deployment: Deployment, replicaSet: ReplicaSet): Deployment {
  const { metadata, spec } = replicaSet.spec!.template!;
  const labels = withoutHashLabel(metadata?.labels ?? {});
  return {
    ...deployment,
    metadata: { ...deployment.metadata, annotations: rolledBackAnnotations(deployment, replicaSet) },
    spec: { ...deployment.spec!, template: { metadata: { ...metadata, labels }, spec } },
  };
}

function withoutRequest(deployment: Deployment): Deployment {
  const { [ROLLBACK_TO]: _request, ...annotations } = deployment.metadata.annotations ?? {};
  return { ...deployment, metadata: { ...deployment.metadata, annotations } };
}
