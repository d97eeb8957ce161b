import type { Verb } from '../../../kube/api-request';

/** What a path of the API names. */
export interface ResourcePath {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  /** Empty when the path names none. */
  readonly namespace: string;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
  /** What follows the subresource, with its leading slash; otherwise empty. */
  readonly rest: string;
  /** The old `/watch/` prefix, which still works. */
  readonly watch: boolean;
}

/**
 * Reads `/api/v1/namespaces/shop/pods/web/log` and `/apis/apps/v1/deployments`; undefined for a path that names no
 * resource. `/api/v1/namespaces/shop` is the Namespace object itself, `/status` and `/finalize` behind it its parts
 * (Kubernetes' RequestInfo).
 */
export function parseResourcePath(path: string): ResourcePath | undefined {
  const isCore = path.startsWith('/api/');
  if (!isCore && !path.startsWith('/apis/')) return undefined;
  const parts = trimmed(path).split('/');
  const group = isCore ? '' : parts[1]!;
  const version = parts[isCore ? 1 : 2];
  let rest = parts.slice(isCore ? 2 : 3);
  if (version === undefined || rest.length === 0) return undefined;
  const watch = rest[0] === 'watch' && rest.length > 1;
  if (watch) rest = rest.slice(1);
  let namespace = '';
  if (rest[0] === 'namespaces' && rest.length > 1) {
    namespace = rest[1]!;
    if (rest.length > 2 && !NAMESPACE_PARTS.has(rest[2]!)) rest = rest.slice(2);
  }
  const [resource, name, subresource, ...more] = rest;
  return {
    group,
    version,
    resource: resource!,
    namespace,
    name,
    subresource,
    rest: more.length > 0 ? `/${more.join('/')}` : '',
    watch,
  };
}

const NAMESPACE_PARTS = new Set(['status', 'finalize']);

function trimmed(path: string): string {
  let start = 0;
  let end = path.length;
  while (path[start] === '/') start++;
  while (end > start && path[end - 1] === '/') end--;
  return path.slice(start, end);
}

/** The verb of a request, as authorization sees it; empty for methods that the API has no word for. */
export function verbOf(method: string, path: ResourcePath, isWatching: boolean): Verb | '' {
  const isCollection = path.name === undefined;
  if (path.watch) return 'watch';
  switch (method) {
    case 'GET':
    case 'HEAD':
      if (!isCollection) return 'get';
      return isWatching ? 'watch' : 'list';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return isCollection ? 'deletecollection' : 'delete';
    default:
      return '';
  }
}
