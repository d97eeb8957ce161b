import type { KubeObject } from '../../../kube/object';
import { forbidden, type StatusError } from '../../../kube/status';
import type { AdmissionRequest } from './plugin';

/** The refusal of a plugin. An object that has no name yet goes by the one that its name will be made of. */
export function refused(
  request: AdmissionRequest,
  why: string,
  object: KubeObject | undefined = request.object,
): StatusError {
  const { name, generateName } = object?.metadata ?? {};
  return forbidden(request.resource, request.name || name || generateName || 'Unknown', why);
}

/** Several reasons at once, as Go prints an aggregate of errors: once each, and in brackets if there are many. */
export function together(reasons: readonly string[]): string {
  const distinct = [...new Set(reasons)];
  return distinct.length === 1 ? distinct[0]! : `[${distinct.join(', ')}]`;
}
