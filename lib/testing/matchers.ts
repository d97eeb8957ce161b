import { describeJourney } from '../cluster/network/journey';
import type { RequestOptions } from '../cluster/network/network';
import type { KubeObject } from '../kube/object';
import type { MatcherResult } from './matcher-result';
import { originOf, SimulatedCluster } from './simulated-cluster';

/** Matchers about a simulated cluster; `expect.extend(clusterMatchers)` once, in a file of Jest's `setupFilesAfterEnv`. */
export const clusterMatchers = {
  /** `expect(cluster).toServe('https://shop.example.com/api')`: an application answers with a status below 400. */
  toServe(cluster: unknown, url: string, options?: RequestOptions): MatcherResult {
    const journey = simulated(cluster, 'toServe').request(url, options);
    const pass = journey.failure === undefined && journey.response!.status < 400;
    return {
      pass,
      message: () => `expected ${url} ${pass ? 'not to be' : 'to be'} served\n  ${describeJourney(journey)}`,
    };
  },

  /** `expect(cluster.get('Deployment/api')).toBeReady()`: it does what it is there for, by the rules of `seaworthy apply`. */
  toBeReady(object: unknown): MatcherResult {
    const { cluster, current } = readFromCluster(object);
    const { state, message } = cluster.readinessOf(current);
    const pass = state === 'ready';
    const name = `${current.kind}/${current.metadata.name}`;
    const reasons = pass ? [] : cluster.reasonsWhyNot(current);
    const lines = [
      `expected ${name} ${pass ? 'not to be' : 'to be'} ready: ${message}`,
      ...reasons.map((one) => `  ${one}`),
    ];
    return { pass, message: () => lines.join('\n') };
  },
};

function readFromCluster(value: unknown): { cluster: SimulatedCluster; current: KubeObject } {
  const cluster = typeof value === 'object' && value !== null ? originOf(value) : undefined;
  if (cluster) return { cluster, current: value as KubeObject };
  throw new Error(
    "toBeReady is about an object of a cluster: expect(cluster.get('Deployment/api')).toBeReady()",
  );
}

function simulated(value: unknown, matcher: string): SimulatedCluster {
  if (value instanceof SimulatedCluster) return value;
  throw new Error(`${matcher} is about a cluster: expect(simulate(app)).${matcher}(…)`);
}

declare global {
  namespace jest {
    interface Matchers<R> {
      /** The cluster answers the URL with a status below 400. */
      toServe(url: string, options?: RequestOptions): R;
      /** The object does what it is there for. */
      toBeReady(): R;
    }
  }
}
