import { goQuote } from '../../../kube/go-format';
import type { QueryParameters } from './request-target';

const ROOTS = new Set(['healthz', 'livez', 'readyz']);
/**
 * In one process everything is there or nothing is: the API server that answers, its log, its storage. Checks of what
 * this server does not consist of are not listed.
 */
const CHECKS = ['ping', 'log', 'etcd'];

/** `/readyz`, `/readyz/etcd`; undefined for other paths, and for checks that are not there. */
export function healthText(path: string, query: QueryParameters): string | undefined {
  const [root = '', check, ...more] = path.slice(1).split('/');
  if (!ROOTS.has(root) || more.length > 0) return undefined;
  if (check !== undefined) return CHECKS.includes(check) ? 'ok' : undefined;
  return query.has('verbose') ? verbose(root, query.all('exclude')) : 'ok';
}

function verbose(root: string, excluded: readonly string[]): string {
  const lines = CHECKS.map((check) => `[+]${check} ${excluded.includes(check) ? 'excluded: ' : ''}ok`);
  const unknown = excluded.filter((check) => !CHECKS.includes(check)).sort();
  if (unknown.length > 0)
    lines.push(
      `warn: some health checks cannot be excluded: no matches for ${unknown.map(goQuote).join(', ')}`,
    );
  return [...lines, `${root} check passed`, ''].join('\n');
}
