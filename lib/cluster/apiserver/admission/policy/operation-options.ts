import type { AdmissionRequest } from '../plugin';

const API_VERSION = 'meta.k8s.io/v1';

/** The options of a request as an object of the API: `CreateOptions`, `UpdateOptions`, `DeleteOptions`. */
export function operationOptions({ operation, options }: AdmissionRequest): object | null {
  const { dryRun, fieldManager, fieldValidation, force } = options;
  const common = dryRun ? { dryRun: ['All'] } : {};
  const writing = {
    ...common,
    ...(fieldManager ? { fieldManager } : {}),
    ...(fieldValidation ? { fieldValidation } : {}),
  };
  switch (operation) {
    case 'CREATE':
      return { kind: 'CreateOptions', apiVersion: API_VERSION, ...writing };
    case 'UPDATE': {
      const kind = force === undefined ? 'UpdateOptions' : 'PatchOptions';
      return { kind, apiVersion: API_VERSION, ...(force ? { force } : {}), ...writing };
    }
    case 'DELETE': {
      const { gracePeriodSeconds, propagationPolicy, orphanDependents, preconditions } = options;
      const given = { gracePeriodSeconds, propagationPolicy, orphanDependents, preconditions };
      return { kind: 'DeleteOptions', apiVersion: API_VERSION, ...given, ...common };
    }
    default:
      return null;
  }
}
