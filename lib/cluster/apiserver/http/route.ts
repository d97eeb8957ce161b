import type { GroupVersionKind } from '../../../kube/object';
import type { ResourceCatalogue, ResourceInfo } from '../../../kube/resource-catalogue';
import { genericNotFound, methodNotAllowed, methodNotSupported, notFound } from '../../../kube/status';
import type { ResourcePath } from './request-path';

/** The resource that a path leads to, and the kind that a body sent there has. */
export interface Route {
  readonly info: ResourceInfo;
  readonly kind: GroupVersionKind;
}

/**
 * Finds where a request goes.
 * @throws StatusError 404 for a path that leads nowhere, 405 for a method that is not served there
 */
export function routeOf(catalogue: ResourceCatalogue, path: ResourcePath, method: string): Route {
  const info = catalogue.find(path.group, path.version, path.resource);
  if (!info || !isPlaced(info, path)) throw genericNotFound();
  if (path.watch) {
    if (!info.verbs.includes('watch') || path.subresource !== undefined) throw genericNotFound();
    if (method !== 'GET') throw methodNotAllowed();
    return { info, kind: info };
  }
  const verbs = verbsAt(info, path);
  if (!verbs.length) throw info.custom && path.name ? notFound(info, path.name) : genericNotFound();
  const wanted = METHOD_VERBS[method]?.[path.name === undefined ? 'collection' : 'item'];
  // An application behind a proxy may be asked with any method.
  if (path.subresource !== 'proxy' && !wanted?.some((verb) => verbs.includes(verb)))
    throw info.custom && wanted?.[0] ? methodNotSupported(info, wanted[0]) : methodNotAllowed();
  return { info, kind: bodyKind(info, path.subresource) };
}

/** Parts of an object that can be shown as the object is. */
const SHOWN_PARTS = new Set(['status', 'scale']);

/** Whether a Table can be asked for: not of what is only posted, and not of parts that are actions. */
export function hasTable({ info }: Route, { subresource }: ResourcePath): boolean {
  if (subresource !== undefined) return SHOWN_PARTS.has(subresource);
  return info.verbs.includes('get') || info.verbs.includes('list');
}

const METHOD_VERBS: {
  readonly [method: string]: { readonly collection: readonly string[]; readonly item: readonly string[] };
} = {
  GET: { collection: ['list'], item: ['get'] },
  POST: { collection: ['create'], item: ['create'] },
  PUT: { collection: [], item: ['update'] },
  PATCH: { collection: [], item: ['patch'] },
  DELETE: { collection: ['deletecollection'], item: ['delete'] },
};

const ITEM_VERBS = ['get', 'update', 'patch', 'delete'];
const COLLECTION_VERBS = ['list', 'create', 'deletecollection'];

/** Whether the path names a namespace where the resource has one, and none where it has none. */
function isPlaced(info: ResourceInfo, { namespace, name }: ResourcePath): boolean {
  if (info.resource === 'namespaces' && info.group === '') return namespace === (name ?? '');
  return info.namespaced ? namespace !== '' || name === undefined : namespace === '';
}

/** The verbs that are served at a path; none for a path that leads nowhere. */
function verbsAt(
  info: ResourceInfo,
  { namespace, name, subresource, rest }: ResourcePath,
): readonly string[] {
  if (subresource !== undefined) {
    if (rest && subresource !== 'proxy') return [];
    return info.subresources.get(subresource)?.verbs ?? [];
  }
  const possible = name === undefined ? COLLECTION_VERBS : ITEM_VERBS;
  const verbs = info.verbs.filter((verb) => possible.includes(verb));
  // Of all namespaces there is only the list.
  return info.namespaced && namespace === '' ? verbs.filter((verb) => verb === 'list') : verbs;
}

function bodyKind(info: ResourceInfo, subresource: string | undefined): GroupVersionKind {
  return (subresource !== undefined && info.subresources.get(subresource)?.kind) || info;
}
