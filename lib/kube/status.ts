import type { Status, StatusCause } from './generated/meta-v1';

/** An error of the API, as clients see it: a `Status` object with Kubernetes' own code, reason and words. */
export class StatusError extends Error {
  constructor(readonly status: Status) {
    super(status.message);
    this.name = 'StatusError';
  }

  get code(): number {
    return this.status.code ?? 500;
  }

  get reason(): string {
    return this.status.reason ?? '';
  }
}

/** Whether `error` is a {@link StatusError} with that reason: `isStatus(error, 'NotFound')`. */
export function isStatus(error: unknown, reason: string): error is StatusError {
  return error instanceof StatusError && error.reason === reason;
}

/** The resource an error speaks about: `deployments.apps`. */
export interface QualifiedResource {
  readonly group: string;
  readonly resource: string;
}

export function qualified({ group, resource }: QualifiedResource): string {
  return group ? `${resource}.${group}` : resource;
}

function failure(
  code: number,
  reason: string,
  message: string,
  details?: {
    name?: string;
    group?: string;
    kind?: string;
    uid?: string;
    causes?: StatusCause[];
    retryAfterSeconds?: number;
  },
): StatusError {
  const kept =
    details &&
    Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined && value !== ''));
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason ? { reason } : {}),
    ...(kept ? { details: kept } : {}),
    code,
  });
}

const detailsOf = (resource: QualifiedResource, name?: string) => ({
  name,
  group: resource.group,
  kind: resource.resource,
});

export function notFound(resource: QualifiedResource, name: string): StatusError {
  return failure(404, 'NotFound', `${qualified(resource)} "${name}" not found`, detailsOf(resource, name));
}

/** @param isGoing it is marked for deletion, so that the name may be free soon */
export function alreadyExists(resource: QualifiedResource, name: string, isGoing = false): StatusError {
  return failure(
    409,
    'AlreadyExists',
    `${isGoing ? 'object is being deleted: ' : ''}${qualified(resource)} "${name}" already exists`,
    detailsOf(resource, name),
  );
}

export function conflict(resource: QualifiedResource, name: string, why: string): StatusError {
  return failure(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(resource)} "${name}": ${why}`,
    detailsOf(resource, name),
  );
}

/** What optimistic concurrency answers to a write that started from an older version. */
export function outdated(resource: QualifiedResource, name: string): StatusError {
  return conflict(
    resource,
    name,
    'the object has been modified; please apply your changes to the latest version and try again',
  );
}

/** Validation failed; `kind` is the group-kind, as in `Deployment.apps "web" is invalid`. */
export function invalid(
  kind: { readonly group: string; readonly kind: string },
  name: string,
  causes: StatusCause[],
  summary: string,
): StatusError {
  const groupKind = kind.group ? `${kind.kind}.${kind.group}` : kind.kind;
  return failure(422, 'Invalid', `${groupKind} "${name}" is invalid: ${summary}`, {
    name,
    group: kind.group,
    kind: kind.kind,
    causes,
  });
}

export function badRequest(message: string): StatusError {
  return failure(400, 'BadRequest', message);
}

export function forbidden(resource: QualifiedResource, name: string, why: string): StatusError {
  if (!resource.resource) return failure(403, 'Forbidden', `forbidden: ${why}`, {});
  const what = name ? `${qualified(resource)} "${name}" is forbidden` : `${qualified(resource)} is forbidden`;
  return failure(403, 'Forbidden', `${what}: ${why}`, detailsOf(resource, name));
}

export function unauthorized(): StatusError {
  return failure(401, 'Unauthorized', 'Unauthorized');
}

export function methodNotSupported(resource: QualifiedResource, action: string): StatusError {
  return failure(
    405,
    'MethodNotAllowed',
    `${action} is not supported on resources of kind "${qualified(resource)}"`,
    detailsOf(resource),
  );
}

/** The path exists, but not for this method. */
export function methodNotAllowed(): StatusError {
  const message = 'the server does not allow this method on the requested resource';
  return failure(405, 'MethodNotAllowed', message, {});
}

/** The watch history no longer reaches back to the asked revision. */
export function expired(message: string): StatusError {
  return failure(410, 'Expired', message);
}

/** The server did not get there in time; the client may try again. */
export function timedOut(message: string, retryAfterSeconds: number, causes: StatusCause[]): StatusError {
  return failure(504, 'Timeout', `Timeout: ${message}`, { causes, retryAfterSeconds });
}

export function unsupportedMediaType(message: string): StatusError {
  return failure(415, 'UnsupportedMediaType', message);
}

export function notAcceptable(message: string): StatusError {
  return failure(406, 'NotAcceptable', message);
}

export function tooLarge(message: string): StatusError {
  return failure(413, 'RequestEntityTooLarge', message);
}

export function tooManyRequests(
  message: string,
  causes: StatusCause[] = [],
  retryAfterSeconds?: number,
): StatusError {
  return failure(
    429,
    'TooManyRequests',
    message,
    causes.length || retryAfterSeconds ? { causes, retryAfterSeconds } : undefined,
  );
}

export function internalError(message: string): StatusError {
  return failure(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });
}

/** Who should answer is not there at the moment. */
export function serviceUnavailable(message: string): StatusError {
  return failure(503, 'ServiceUnavailable', message);
}

/** What the simulated cluster does not do. */
export function notImplemented(message: string): StatusError {
  return failure(501, 'NotImplemented', message);
}

/** An error that Kubernetes has no reason for: its text alone. */
export function plainError(message: string): StatusError {
  return failure(500, '', message);
}

export function genericNotFound(): StatusError {
  return failure(404, 'NotFound', 'the server could not find the requested resource', {});
}

/** An object of this kind is being applied with fields that others own. */
export function applyConflict(message: string, causes: StatusCause[]): StatusError {
  return failure(409, 'Conflict', message, { causes });
}
