import { apiVersionOf, type GroupVersionKind } from './object';

/** The kinds that are served, and deprecated, in the reference version: since when, and what replaces them. */
const DEPRECATED: { readonly [kind: string]: string } = {
  'v1 ComponentStatus': 'v1.19+',
  'v1 Endpoints': 'v1.33+; use discovery.k8s.io/v1 EndpointSlice',
};

/**
 * The text of the `Warning:` header on every answer about a kind, the first of them, whatever the verb and the outcome;
 * undefined for a kind that is not deprecated.
 */
export function deprecationWarning(kind: GroupVersionKind): string | undefined {
  const name = `${apiVersionOf(kind)} ${kind.kind}`;
  const since = DEPRECATED[name];
  return since && `${name} is deprecated in ${since}`;
}
