/** What a path of the API names. */
export interface ResourcePath {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly namespace: string;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
  /** What follows a `proxy` subresource, with its leading slash; otherwise empty. */
  readonly rest: string;
  /** The old `/watch/` prefix, which still works. */
  readonly watch: boolean;
}

/**
 * Reads `/api/v1/namespaces/shop/pods/web/log` and `/apis/apps/v1/deployments`; undefined for a path that names no
 * resource. `/api/v1/namespaces/shop` is the Namespace object itself, `/status` and `/finalize` behind it its parts.
 */
export function parseResourcePath(path: string): ResourcePath | undefined {
  const segments = path.split('/').filter(Boolean).map(decodeSegment);
  const group = segments[0] === 'api' ? '' : segments[0] === 'apis' ? segments[1] : undefined;
  if (group === undefined) return undefined;
  const version = group === '' ? segments[1] : segments[2];
  let rest = segments.slice(group === '' ? 2 : 3);
  if (!version || rest.length === 0) return undefined;
  const watch = rest[0] === 'watch' && rest.length > 1;
  if (watch) rest = rest.slice(1);
  const place = { group, version, watch };
  if (rest[0] === 'namespaces' && rest.length > 2 && !NAMESPACE_PARTS.has(rest[2]!)) {
    return { ...place, namespace: rest[1]!, ...resourceOf(rest.slice(2)) };
  }
  if (rest[0] === 'namespaces' && rest.length > 1)
    return { ...place, namespace: rest[1]!, ...resourceOf(rest) };
  return { ...place, namespace: '', ...resourceOf(rest) };
}

const NAMESPACE_PARTS = new Set(['status', 'finalize']);

function resourceOf([resource, name, subresource, ...rest]: string[]) {
  return { resource: resource!, name, subresource, rest: rest.length ? `/${rest.join('/')}` : '' };
}

/** A malformed escape is taken literally: the resource will simply not be found. */
function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The verb of a request, as authorization and the API see it. */
export function verbOf(method: string, path: ResourcePath, watching: boolean): string | undefined {
  switch (method) {
    case 'GET':
    case 'HEAD':
      return watching || path.watch ? 'watch' : path.name === undefined ? 'list' : 'get';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return path.name === undefined ? 'deletecollection' : 'delete';
    default:
      return undefined;
  }
}
