import type { ComponentStatus } from '../../kube/generated/core-v1';
import type { KubeObject } from '../../kube/object';
import type { Storage } from '../storage/storage';
import { StoredObject } from './stored-object';

const RESOURCE = 'componentstatuses';
/** Where the real API server looks for the scheduler. */
const SCHEDULER_ADDRESS = '127.0.0.1:10259';

/** What `kubectl get componentstatuses` shows: how the parts of the control plane are. Nobody writes that, nor watches it. */
export function loadComponentStatuses(storage: Storage, hasScheduler: boolean): void {
  const unreachable = `Get "https://${SCHEDULER_ADDRESS}/healthz": dial tcp ${SCHEDULER_ADDRESS}: connect: connection refused`;
  const statuses = [
    componentStatus('controller-manager'),
    componentStatus('etcd-0'),
    componentStatus('scheduler', hasScheduler ? undefined : unreachable),
  ];
  for (const status of statuses) storage.load(RESOURCE, '', status.metadata.name!, StoredObject.of(status));
}

/** @param problem undefined for one that is healthy */
function componentStatus(name: string, problem?: string): ComponentStatus & KubeObject {
  const status = problem === undefined ? 'True' : 'False';
  return {
    kind: 'ComponentStatus',
    apiVersion: 'v1',
    metadata: { name },
    conditions: [{ type: 'Healthy', status, message: problem ?? 'ok' }],
  };
}
