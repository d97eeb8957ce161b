import { equal } from '../frozen';
import { type KubeObject, parseApiVersion } from '../object';
import { badRequest, plainError } from '../status';
import { conflictError, fieldsInConflict, withoutAllowed } from './conflicts';
import { TypedValueError } from './field-shape';
import { fieldsOf } from './fields-of';
import { CLIENT_SIDE_APPLIER, fieldsAppliedByClient, withLastApplied } from './last-applied';
import { ManagedFields, NEVER_OWNED } from './managed-fields';
import { mergeConfiguration } from './merging';
import { conflictsOf, currentShares, sharesLeft, WrittenFields } from './ownership-change';
import { pruned } from './pruning';
import { Share } from './share';
import { validateConfiguration } from './typed-validation';
import { ownable, type WriteScope } from './versions';

export interface ApplyArguments extends WriteScope {
  /** Undefined: the configuration creates the object. Without `metadata.managedFields`. */
  readonly live?: KubeObject;
  readonly managed: ManagedFields;
  /**
   * As the client sent it, neither decoded nor defaulted: only what it says is applied. Not frozen, if the result is to
   * be decoded: decoding takes what is frozen for decoded.
   */
  readonly configuration: KubeObject;
  /** The kind that the request addresses; a configuration of another kind or version is refused. Default: not checked. */
  readonly kind?: string;
  readonly manager: string;
  /** In whole seconds: `2026-01-01T00:00:00Z`. */
  readonly time: string;
  /** Take fields from others instead of failing. */
  readonly force: boolean;
}

export interface Applied {
  /** Still to be decoded and defaulted; shares what it can with `live`, and is `live` when nothing changed. */
  readonly object: KubeObject;
  readonly managed: ManagedFields;
}

/**
 * Server-side apply: merges a configuration into the live object, removes what its manager does not apply any more, and
 * says who owns what after that.
 * @throws StatusError for a configuration that is not of its kind's shape, and for fields that others own
 */
export function applyConfiguration(args: ApplyArguments): Applied {
  checkConfiguration(args);
  const { live, configuration, manager, schema, apiVersion } = args;
  const managed = trackedBeforeApply(args);
  let attempt = attemptApply(args, managed, args.force);
  if ('conflicts' in attempt) {
    const allowed =
      live && manager === CLIENT_SIDE_APPLIER ? fieldsAppliedByClient(live, schema, apiVersion) : undefined;
    if (!allowed) throw conflictError(attempt.conflicts);
    const left = withoutAllowed(attempt.conflicts, allowed);
    if (!fieldsInConflict(left).isEmpty) throw conflictError(left);
    attempt = attemptApply(args, managed, true) as Applied;
  }
  if (manager !== CLIENT_SIDE_APPLIER) return attempt;
  return { object: withLastApplied(attempt.object, configuration), managed: attempt.managed };
}

function checkConfiguration({ configuration, kind, apiVersion, schema }: ApplyArguments): void {
  const given = describedKind(configuration);
  if (kind !== undefined && (configuration.kind !== kind || configuration.apiVersion !== apiVersion))
    throw badRequest(`invalid object type: ${given}`);
  if (Array.isArray(configuration.metadata?.managedFields))
    throw badRequest('metadata.managedFields must be nil');
  try {
    validateConfiguration(configuration, schema);
  } catch (error) {
    throw withContext(error, configuration, given);
  }
}

function withContext(error: unknown, configuration: KubeObject, kind: string): unknown {
  if (!(error instanceof TypedValueError)) return error;
  const { namespace, name } = configuration.metadata ?? {};
  const id = `${textOr(namespace)}/${textOr(name)}; ${kind}`;
  return plainError(`failed to create typed patch object (${id}): ${error.message}`);
}

const textOr = (value: unknown) => (typeof value === 'string' ? value : '');

/** As Go prints a GroupVersionKind: `apps/v1, Kind=Deployment`, `/v1, Kind=Pod`. */
function describedKind({ apiVersion, kind }: KubeObject): string {
  const { group, version } = parseApiVersion(textOr(apiVersion));
  return `${group}/${version}, Kind=${textOr(kind)}`;
}

/** An object whose ownership was cleared: all it has belongs to who wrote it before the first apply. */
function trackedBeforeApply(args: ApplyArguments): ManagedFields {
  if (!args.managed.isEmpty || !args.live) return args.managed;
  return args.managed.update({ ...args, before: undefined, after: args.live, manager: 'before-first-apply' });
}

function attemptApply(
  args: ApplyArguments,
  managed: ManagedFields,
  force: boolean,
): Applied | { readonly conflicts: readonly Share[] } {
  const { live, configuration, schema, apiVersion, subresource } = args;
  const identity = {
    manager: args.manager || 'unknown',
    operation: 'Apply',
    apiVersion,
    subresource,
  } as const;
  const shares = currentShares(managed.shares, args);
  const last = shares.find((share) => share.isOf(identity));
  const writer = new Share(identity, ownable(args, fieldsOf(configuration, schema)), last?.time);
  const all = last ? shares.map((share) => (share === last ? writer : share)) : [...shares, writer];
  const merged = live ? mergeConfiguration(live, configuration, schema) : configuration;
  const object = last ? pruned(merged, all, writer, last, args) : merged;
  const fields = new WrittenFields(live, object, args);
  const conflicts = force ? [] : conflictsOf(all, writer, fields);
  if (conflicts.length > 0) return { conflicts };
  const isUnchanged = live !== undefined && equal(object, live);
  const owned = new Share(
    identity,
    writer.fields.difference(NEVER_OWNED),
    isUnchanged ? last?.time : args.time,
  );
  const result = sharesLeft(all, writer, fields).flatMap((share) =>
    share !== writer ? share : owned.fields.isEmpty ? [] : owned,
  );
  return { object: isUnchanged ? live : object, managed: sameOr(managed, ManagedFields.of(result)) };
}

const sameOr = (before: ManagedFields, after: ManagedFields) => (before.equals(after) ? before : after);
