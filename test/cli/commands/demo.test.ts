import { seaworthy } from '../run-seaworthy';

/** Names of pods have random parts, and addresses follow them; what the demo shows does not depend on these. */
function withoutNames(text: string): string {
  return text
    .replace(/\b(frontend|backend)-[a-z0-9]{8,10}-[a-z0-9]{5}\b/g, '$1-POD')
    .replace(/\b10\.244\.\d+\.\d+\b/g, 'POD_IP');
}

describe('seaworthy demo', () => {
  let shown: string;
  beforeAll(async () => {
    const { code, out, err } = await seaworthy('demo');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    shown = withoutNames(out);
  });

  test('applies the stack and waits until all of it is ready', () => {
    expect(shown).toMatch(/Deployment\/frontend: 3 replicas ready/);
    expect(shown).toMatch(/17 objects ready after \d+\.\d s of virtual time/);
  });

  test('sends requests through the Ingress and shows the hops of one', () => {
    expect(shown).toContain(
      [
        '  GET https://typical.example.com/',
        '    Client   client  198.51.100.7',
        '    Ingress  typical/edge  typical.example.com/ → Service frontend:80',
        '    Service  typical/frontend  port 80 → 3000',
        '    Pod      typical/frontend-POD  POD_IP:3000',
        '    answer   200',
      ].join('\n'),
    );
  });

  test('shows that the pods answer in turn', () => {
    expect(shown.match(/frontend-POD {2}requests \d, \d/g)).toEqual([
      'frontend-POD  requests 1, 4',
      'frontend-POD  requests 2, 5',
      'frontend-POD  requests 3, 6',
    ]);
  });

  test('shows the path of a pod from the request to its first traffic', () => {
    const components = [...shown.matchAll(/^ +\+\d+\.\d{3} s {2}(\S+)/gm)].map(([, component]) => component);
    expect([...new Set(components)]).toEqual([
      'seaworthy',
      'deployment-controller',
      'replicaset-controller',
      'kube-scheduler',
      'kubelet',
      'endpointslice-controller',
      'kube-proxy',
    ]);
  });

  test('says what to try next', () => {
    expect(shown).toMatch(/Try next\n +npx seaworthy cluster start/);
  });

  test('refuses a stack that is not there', async () => {
    expect(await seaworthy('demo', '--stack', 'nothing')).toMatchObject({
      code: 2,
      err: expect.stringContaining('no stack "nothing"'),
    });
  });
});
