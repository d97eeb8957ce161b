/** What a name means inside of the cluster. */
export type ResolvedName =
  | { readonly kind: 'service'; readonly service: string }
  /** One pod of a headless Service: `db-0.db.shop.svc.cluster.local`. */
  | { readonly kind: 'host'; readonly service: string; readonly host: string };

const SUFFIX = /\.svc(\.cluster\.local)?\.?$/;

/**
 * The ways in which a pod can name a Service (https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/):
 * `api`, `api.shop`, `api.shop.svc`, `api.shop.svc.cluster.local`. Candidates in the order of the search path; `namespace`
 * is the asking pod's.
 */
export function serviceCandidates(host: string, namespace: string): readonly ResolvedName[] {
  const qualified = SUFFIX.test(host);
  const labels = host.replace(SUFFIX, '').split('.');
  const candidates: ResolvedName[] = [];
  const [first, second, third] = labels;
  if (!qualified && labels.length === 1)
    candidates.push({ kind: 'service', service: `${namespace}/${first}` });
  if (labels.length === 2) candidates.push({ kind: 'service', service: `${second}/${first}` });
  if (!qualified && labels.length === 2)
    candidates.push({ kind: 'host', service: `${namespace}/${second}`, host: first! });
  if (labels.length === 3) candidates.push({ kind: 'host', service: `${third}/${second}`, host: first! });
  return candidates;
}
