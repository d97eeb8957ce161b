import { UnreachableError } from '../client/kubernetes-client';
import { StatusError } from '../kube/status';
import { ManifestPathError } from '../manifests/manifest-path-error';

/** Exit codes of all commands. */
export const OK = 0;
/** The answer is no: findings, an apply that is stuck, a difference. */
export const FAILED = 1;
/** The question could not be asked: wrong arguments, unreadable files, an unreachable cluster. */
export const UNUSABLE = 2;

/** The user has to change something; the message is a sentence that says what. */
export class UsageError extends Error {}

/** Known by their names, so that what throws them need not be loaded. */
const USER_ERRORS: ReadonlySet<string> = new Set(['PortError', 'ConstructError', 'DataFolderError']);

/** Whether an error is the user's to mend, and needs no stack trace. */
export function isUserError(error: unknown): error is Error {
  return (
    error instanceof UsageError ||
    error instanceof UnreachableError ||
    error instanceof ManifestPathError ||
    error instanceof StatusError ||
    (error instanceof Error && USER_ERRORS.has(error.name))
  );
}
