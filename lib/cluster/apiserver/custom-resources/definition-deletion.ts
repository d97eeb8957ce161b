import { isDefinition } from '../../../kube/custom-resource/custom-version';
import type { CustomResourceDefinition } from '../../../kube/generated/apiextensions-v1';
import { withCondition } from './definition-status';

type Definition = CustomResourceDefinition;

const FINALIZER = 'customresourcecleanup.apiextensions.k8s.io';
const TERMINATING = { type: 'Terminating' } as const;

/** What a DELETE makes of a definition: its objects go before it does. @param now as the API writes it */
export function markedForDeletion(definition: Definition, now: string): Definition {
  const { metadata } = definition;
  const finalizers = metadata.finalizers ?? [];
  const marked: Definition = {
    ...definition,
    metadata: {
      ...metadata,
      deletionTimestamp: metadata.deletionTimestamp ?? now,
      finalizers: finalizers.includes(FINALIZER) ? finalizers : [...finalizers, FINALIZER],
    },
  };
  return withCondition(
    marked,
    {
      ...TERMINATING,
      status: 'True',
      reason: 'InstanceDeletionPending',
      message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
    },
    now,
  );
}

/** Whether its objects are still to be deleted. */
export function isCleaningUp({ metadata }: Definition): boolean {
  return metadata.deletionTimestamp !== undefined && (metadata.finalizers?.includes(FINALIZER) ?? false);
}

/** The same definition when it says so already. */
export function withDeletionInProgress(definition: Definition, now: string): Definition {
  const reason = 'InstanceDeletionInProgress';
  if (definition.status?.conditions?.some((one) => one.type === 'Terminating' && one.reason === reason))
    return definition;
  const message = 'CustomResource deletion is in progress';
  return withCondition(definition, { ...TERMINATING, status: 'True', reason, message }, now);
}

/** All objects are gone: nothing keeps the definition. */
export function cleanedUp(definition: Definition, now: string): Definition {
  const outcome = isDefinition(definition, 'Established')
    ? { reason: 'InstanceDeletionCompleted', message: 'removed all instances' }
    : { reason: 'NeverEstablished', message: 'resource was never established' };
  const { finalizers = [], ...metadata } = definition.metadata;
  const left = finalizers.filter((one) => one !== FINALIZER);
  const free = { ...definition, metadata: left.length > 0 ? { ...metadata, finalizers: left } : metadata };
  return withCondition(free, { ...TERMINATING, status: 'False', ...outcome }, now);
}
