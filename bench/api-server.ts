/**
 * Requests a second over HTTPS, from one client with 16 connections:
 *
 *   REFERENCE_KUBECONFIG=… node -r ./bin/typescript.cjs bench/api-server.ts
 *
 * REFERENCE_KUBECONFIG names the kubeconfig (with a token) of a kube-apiserver on etcd on this machine, which is measured in
 * the same run, by turns; without it only the simulated cluster is measured.
 */
import { Connection, type Endpoint, spread } from './https-client';
import { endpointOf, startServed } from './served';

const CONNECTIONS = 16;
const PODS = 5_000;
const NAMESPACE = `bench-${process.pid}`;
/** The same is done here first, and not counted: what is measured is a server that has been up for a while. */
const WARM_UP = `warm-up-${process.pid}`;
const SHARE_OF_WARM_UP = 0.4;

const podsIn = (namespace: string) => `/api/v1/namespaces/${namespace}/pods`;

const name = (index: number) => `web-7c9f6d8b5-${String(index).padStart(5, '0')}`;

/** As a ReplicaSet's controller makes them. */
function pod(index: number): string {
  const container = {
    name: 'web',
    image: 'registry.example.com/shop/web:2.0.1',
    ports: [{ name: 'http', containerPort: 8080 }],
    env: [{ name: 'LOG_LEVEL', value: 'info' }],
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
    readinessProbe: { httpGet: { path: '/ready', port: 'http' } },
  };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: name(index), labels: { app: 'web', 'pod-template-hash': '7c9f6d8b5' } },
    spec: { containers: [container], automountServiceAccountToken: false },
  });
}

interface Step {
  readonly label: string;
  readonly count: number;
  readonly code: number;
  send(connection: Connection, index: number, path: string): ReturnType<Connection['send']>;
}

const STRATEGIC = 'application/strategic-merge-patch+json';
const STEPS: readonly Step[] = [
  {
    label: 'create a pod',
    count: PODS,
    code: 201,
    send: (one, index, path) => one.send('POST', path, pod(index)),
  },
  {
    label: 'get a pod',
    count: 2 * PODS,
    code: 200,
    send: (one, index, path) => one.send('GET', `${path}/${name(index % (PODS * SHARE_OF_WARM_UP))}`),
  },
  {
    label: 'patch a pod',
    count: PODS,
    code: 200,
    send: (one, index, path) =>
      one.send('PATCH', `${path}/${name(index)}`, `{"metadata":{"labels":{"n":"${index}"}}}`, STRATEGIC),
  },
  { label: `list ${PODS} pods`, count: 60, code: 200, send: (one, _index, path) => one.send('GET', path) },
];

async function prepare(connection: Connection, namespace: string): Promise<void> {
  const post = (path: string, object: object) => connection.send('POST', path, JSON.stringify(object));
  await post('/api/v1/namespaces', { metadata: { name: namespace } });
  await post(`/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata: { name: 'default' } });
}

async function onConnections<T>(
  endpoint: Endpoint,
  work: (all: readonly Connection[]) => Promise<T>,
): Promise<T> {
  const all = await Promise.all(Array.from({ length: CONNECTIONS }, () => Connection.open(endpoint)));
  try {
    return await work(all);
  } finally {
    for (const connection of all) connection.close();
  }
}

/** Requests a second. */
function measure(
  endpoint: Endpoint,
  { label, code, send }: Step,
  { namespace, count }: { readonly namespace: string; readonly count: number },
): Promise<number> {
  const path = podsIn(namespace);
  return onConnections(endpoint, async (connections) => {
    const start = performance.now();
    await spread(connections, count, async (connection, index) => {
      const answer = await send(connection, index, path);
      if (answer.code !== code) throw new Error(`${label}: ${answer.code} ${answer.body().slice(0, 300)}`);
    });
    return count / ((performance.now() - start) / 1000);
  });
}

function removePods(endpoint: Endpoint, namespace: string): Promise<unknown> {
  return onConnections(endpoint, ([connection]) =>
    connection!.send('DELETE', `${podsIn(namespace)}?gracePeriodSeconds=0`),
  );
}

async function main(): Promise<void> {
  const served = await startServed(process.argv.slice(2));
  const reference = endpointOf(process.env['REFERENCE_KUBECONFIG']);
  if (!reference) console.log('REFERENCE_KUBECONFIG names no kubeconfig: kube-apiserver is not measured');
  const both = reference ? [served, reference] : [served];
  for (const endpoint of both) {
    for (const namespace of [WARM_UP, NAMESPACE])
      await onConnections(endpoint, ([connection]) => prepare(connection!, namespace));
    for (const step of STEPS)
      await measure(endpoint, step, { namespace: WARM_UP, count: step.count * SHARE_OF_WARM_UP });
    await removePods(endpoint, WARM_UP);
  }
  for (const step of STEPS) {
    const counted = { namespace: NAMESPACE, count: step.count };
    const there = reference && (await measure(reference, step, counted));
    const here = await measure(served, step, counted);
    const compared =
      there === undefined
        ? ''
        : `  kube-apiserver ${there.toFixed(0).padStart(6)}  × ${(here / there).toFixed(1)}`;
    console.log(`${step.label.padEnd(20)} ${here.toFixed(0).padStart(6)} requests/s${compared}`);
  }
  if (reference) await removePods(reference, NAMESPACE);
  served.stop();
}

void main();
