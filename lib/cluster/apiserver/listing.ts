import type { ApiRequest, ListObject } from '../../kube/api-request';
import { goQuote } from '../../kube/go-format';
import { apiVersionOf, type KubeObject } from '../../kube/object';
import type { ResourceInfo } from '../../kube/resource-catalogue';
import { badRequest, expired, plainError, timedOut } from '../../kube/status';
import type { Storage } from '../storage/storage';
import { notUnsigned } from './concurrency';
import { type ContinueToken, continueExpired, decodeContinue, encodeContinue } from './continue-token';
import type { KindRegistration } from './kind-registration';
import { type Selection, selectionOf } from './selection';
import type { StoredObject } from './stored-object';

/** The objects a list request selects, in order, with where to go on. */
export interface Page {
  readonly revision: number;
  readonly items: readonly StoredObject[];
  readonly continue?: string;
  readonly remaining?: number;
}

/** Reads a page, at the newest revision, at the asked one, or at that of the continue token. */
export function readPage(storage: Storage, kind: KindRegistration, request: ApiRequest): Page {
  const { continue: token, resourceVersion } = request.options;
  // What the cache of the API server may tell is told as a whole.
  const limit = resourceVersion === '0' && !token ? 0 : (request.options.limit ?? 0);
  const place = token ? decodeContinue(token) : undefined;
  const revision = revisionToRead(storage, request, place);
  const selection = selectionOf(kind, request);
  const selected = select(storage, kind, request.namespace, selection, revision);
  const start = place ? firstAfter(selected, place.after) : 0;
  const end = limit > 0 ? Math.min(start + limit, selected.length) : selected.length;
  const items = start === 0 && end === selected.length ? selected : selected.slice(start, end);
  const remaining = selected.length - end;
  if (remaining === 0) return { revision, items };
  return {
    revision,
    items,
    continue: encodeContinue({ revision, after: storedKey(items.at(-1)!) }),
    // With a selector the real server does not count the rest.
    ...(selection.selects ? {} : { remaining }),
  };
}

export function listObject(
  kind: KindRegistration,
  page: Page,
  present: (stored: StoredObject) => KubeObject,
): ListObject {
  return {
    kind: listKindOf(kind.info),
    apiVersion: apiVersionOf(kind.info),
    metadata: {
      resourceVersion: String(page.revision),
      // Lists of custom resources say that there is nothing more.
      ...(page.continue || kind.info.custom ? { continue: page.continue ?? '' } : {}),
      ...(page.remaining ? { remainingItemCount: page.remaining } : {}),
    },
    items: page.items.map(present),
  };
}

function listKindOf({ kind, custom }: ResourceInfo): string {
  return custom?.definition.status?.acceptedNames?.listKind ?? `${kind}List`;
}

function revisionToRead(storage: Storage, request: ApiRequest, place: ContinueToken | undefined): number {
  const { resourceVersion, resourceVersionMatch } = request.options;
  if (place) {
    if (resourceVersion && resourceVersion !== '0')
      throw badRequest('specifying resource version is not allowed when using continue');
    if (place.revision === undefined) return storage.revision;
    if (place.revision < storage.compacted) throw continueExpired(place);
    return checkReached(storage, place.revision);
  }
  if (!resourceVersion || resourceVersion === '0') return storage.revision;
  const problem = versionProblem(resourceVersion);
  if (problem) throw badRequest(`invalid resource version: ${problem}`);
  const asked = checkReached(storage, Number(resourceVersion));
  const isExact = resourceVersionMatch === 'Exact' || (!resourceVersionMatch && request.options.limit);
  if (!isExact) return storage.revision;
  if (asked < storage.compacted) throw expired('The resourceVersion for the provided list is too old.');
  return asked;
}

/** A single object is read at the newest revision; one that is asked at a later one is not there yet. */
export function checkVersionToGet(storage: Storage, resourceVersion: string | undefined): void {
  if (resourceVersion) checkReached(storage, parseResourceVersion(resourceVersion));
}

/** @throws StatusError 500 without a reason: the server has no better answer to a version that is no number */
export function parseResourceVersion(text: string): number {
  const problem = versionProblem(text);
  if (problem) throw plainError(problem);
  return Number(text);
}

function versionProblem(text: string): string | undefined {
  if (/^\d+$/.test(text)) return undefined;
  return `resourceVersion: Invalid value: ${goQuote(text)}: ${notUnsigned(text)}`;
}

/** The real server waits three seconds for the version to come. */
function checkReached(storage: Storage, asked: number): number {
  if (asked > storage.revision)
    throw timedOut(`Too large resource version: ${asked}, current: ${storage.revision}`, 1, [
      { reason: 'ResourceVersionTooLarge', message: 'Too large resource version' },
    ]);
  return asked;
}

function select(
  storage: Storage,
  { storageName, info }: KindRegistration,
  namespace: string,
  { name, selects }: Selection,
  revision: number,
): readonly StoredObject[] {
  const scope = info.namespaced && namespace ? namespace : undefined;
  if (name !== undefined && (scope !== undefined || !info.namespaced) && revision === storage.revision) {
    const one = storage.get(storageName, scope ?? '', name) as StoredObject | undefined;
    return one && (!selects || selects(one.object)) ? [one] : [];
  }
  const all = (
    revision === storage.revision
      ? storage.list(storageName, scope)
      : storage.listAt(storageName, scope, revision)
  ) as readonly StoredObject[];
  return selects ? all.filter(({ object }) => selects(object)) : all;
}

function storedKey({ object }: StoredObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

/** Position of the first object behind `key`; the list is sorted. */
function firstAfter(objects: readonly StoredObject[], key: string): number {
  let low = 0;
  let high = objects.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (storedKey(objects[middle]!) <= key) low = middle + 1;
    else high = middle;
  }
  return low;
}
