import { describeJourney } from '../../cluster/network/journey';
import type { VirtualCluster } from '../../cluster/virtual-cluster';
import { Ingresses } from '../../kube/generated/resources';
import type { Terminal } from '../terminal';
import { heading } from './manifests';

/** Enough for every pod of a small stack to have its turn twice. */
const REQUESTS = 6;

/** Sends requests through every route of every Ingress; returns whether all were answered. */
export function showRequests(cluster: VirtualCluster, namespace: string, terminal: Terminal): boolean {
  const urls = urlsOf(cluster, namespace);
  if (urls.length === 0) return true;
  heading('Send requests through the Ingress', terminal);
  return urls.map((url) => showRoute(cluster, url, terminal)).every(Boolean);
}

function showRoute(cluster: VirtualCluster, url: string, { out, colors }: Terminal): boolean {
  const journeys = Array.from({ length: REQUESTS }, () => cluster.network!.request(url));
  const [first] = journeys;
  out(`  GET ${url}`);
  for (const { kind, name, detail } of first!.hops)
    out(`    ${kind.padEnd(8)} ${name}  ${colors.dim(detail)}`);
  const failed = journeys.find(({ failure }) => failure);
  if (failed) {
    out(`    ${colors.red(describeJourney(failed))}`);
    return false;
  }
  out(`    answer   ${first!.response!.status}`);
  const turns = journeys.map(({ pod }) => pod!.slice(pod!.indexOf('/') + 1));
  out(`    ${REQUESTS} requests, answered in turn by:`);
  for (const pod of new Set(turns)) {
    const numbers = turns.flatMap((one, index) => (one === pod ? [index + 1] : []));
    out(`      ${pod}  requests ${numbers.join(', ')}`);
  }
  return true;
}

function urlsOf(cluster: VirtualCluster, namespace: string): readonly string[] {
  const { items } = cluster.admin('seaworthy').list(Ingresses, namespace);
  return items.flatMap(({ spec }) => {
    const secure = new Set(spec?.tls?.flatMap(({ hosts }) => hosts ?? []));
    return (spec?.rules ?? []).flatMap(({ host = 'any.example.com', http }) =>
      (http?.paths ?? []).map(({ path = '/' }) => `${secure.has(host) ? 'https' : 'http'}://${host}${path}`),
    );
  });
}
