import { DurationError, parseDuration } from '../../../kube/duration';
import { badRequest } from '../../../kube/status';
import { CONNECTIONS } from './connection';
import type { Intent } from './request-access';
import { booleanOf } from './request-options';

/**
 * A request may say how long it may take at most. Answers come at once, but what it says must be a duration. Requests that
 * go on by their nature say it in another way. @throws StatusError 400
 */
export function checkTimeout({ resource, query }: Intent): void {
  const timeout = query.get('timeout');
  if (!timeout) return;
  if (resource && (resource.watch || booleanOf(query, 'watch'))) return;
  if (CONNECTIONS.has(resource?.subresource ?? '')) return;
  try {
    parseDuration(timeout);
  } catch (error) {
    if (!(error instanceof DurationError)) throw error;
    throw badRequest(`invalid timeout specified in the request URL - ${error.message}`);
  }
}
