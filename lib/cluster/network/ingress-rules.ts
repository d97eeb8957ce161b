import type { HTTPIngressPath, Ingress, IngressBackend } from '../../kube/generated/networking-v1';

/** The rule of an Ingress that a request falls under. */
export interface IngressMatch {
  readonly ingress: Ingress;
  readonly backend: IngressBackend;
  /** The rule's path, or undefined for the default backend. */
  readonly path: string | undefined;
}

/**
 * Finds the backend for a host and path: an exact host before a wildcard before none, an exact path before the longest
 * prefix (the Ingress API's rules; https://kubernetes.io/docs/concepts/services-networking/ingress/). Pure.
 */
export function matchIngress(
  ingresses: readonly Ingress[],
  host: string,
  path: string,
): IngressMatch | undefined {
  const candidates = ingresses.flatMap((ingress) => matchesOf(ingress, host, path));
  candidates.sort((a, b) => a.hostRank - b.hostRank || a.pathRank - b.pathRank || b.length - a.length);
  return candidates[0]?.match ?? defaultBackend(ingresses);
}

interface Candidate {
  readonly match: IngressMatch;
  readonly hostRank: number;
  readonly pathRank: number;
  readonly length: number;
}

function matchesOf(ingress: Ingress, host: string, path: string): Candidate[] {
  return (ingress.spec?.rules ?? []).flatMap((rule) => {
    const hostRank = rankHost(rule.host, host);
    if (hostRank === undefined) return [];
    return (rule.http?.paths ?? []).flatMap((one): Candidate[] => {
      const pathRank = rankPath(one, path);
      if (pathRank === undefined) return [];
      const match = { ingress, backend: one.backend, path: one.path ?? '/' };
      return [{ match, hostRank, pathRank, length: match.path.length }];
    });
  });
}

/** Undefined: the rule is not for this host. */
function rankHost(pattern: string | undefined, host: string): number | undefined {
  if (!pattern) return 2;
  if (pattern === host) return 0;
  // A wildcard stands for exactly one label.
  if (
    pattern.startsWith('*.') &&
    host.endsWith(pattern.slice(1)) &&
    !host.slice(0, -(pattern.length - 1)).includes('.')
  )
    return 1;
  return undefined;
}

function rankPath({ path = '/', pathType }: HTTPIngressPath, asked: string): number | undefined {
  if (pathType === 'Exact') return path === asked ? 0 : undefined;
  return isPrefix(path, asked) ? 1 : undefined;
}

/** Element by element: `/api` is a prefix of `/api/v1` and not of `/apis`. */
function isPrefix(prefix: string, path: string): boolean {
  const trimmed = prefix.endsWith('/') ? prefix.slice(0, -1) : prefix;
  return path === trimmed || path.startsWith(`${trimmed}/`);
}

function defaultBackend(ingresses: readonly Ingress[]): IngressMatch | undefined {
  const ingress = ingresses.find((one) => one.spec?.defaultBackend);
  return ingress && { ingress, backend: ingress.spec!.defaultBackend!, path: undefined };
}
