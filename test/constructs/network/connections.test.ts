import { App } from 'cdk8s';
import {
  type ConnectionSpec,
  ExternalService,
  NetworkPeer,
  Stack,
  WebService,
  type WebServiceProps,
} from '../../../lib/constructs';
import { messagesOf, newStack } from '../synthesis';

function service(stack: Stack, id: string, props: Partial<WebServiceProps> = {}): WebService {
  return new WebService(stack, id, { image: `registry.example.com/${id}:1`, port: 8080, ...props });
}

const environmentOf = (one: WebService) =>
  Object.fromEntries(
    (one.deployment.toJson().spec!.template.spec!.containers[0]!.env ?? []).map(({ name, value }) => [
      name,
      value,
    ]),
  );

const DNS = {
  to: [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
      podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
    },
  ],
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
};

describe('a connection', () => {
  test('lets the source out to the target and to DNS, and the target be reached by the source', () => {
    const stack = newStack();
    const api = service(stack, 'api');
    const web = service(stack, 'web', { connectsTo: [api] });
    expect(web.networkPolicy!.toJson().spec).toEqual({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'web' } },
      policyTypes: ['Egress'],
      egress: [
        DNS,
        {
          to: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'api' } } }],
          ports: [{ protocol: 'TCP', port: 8080 }],
        },
      ],
    });
    expect(api.networkPolicy!.toJson().spec).toEqual({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'api' } },
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'web' } } }],
          ports: [{ protocol: 'TCP', port: 8080 }],
        },
      ],
    });
  });

  test('is needed for traffic: without one there is no policy but the default', () => {
    expect(service(newStack(), 'api').networkPolicy).toBeUndefined();
  });

  test('tells the source where the target is', () => {
    const stack = newStack();
    const api = service(stack, 'payment-api');
    const ledger = service(stack, 'ledger', { servicePort: 8443 });
    const web = service(stack, 'web', { connectsTo: [api, ledger] });
    expect(environmentOf(web)).toEqual({
      PAYMENT_API_URL: 'http://payment-api',
      LEDGER_URL: 'http://ledger:8443',
    });
  });

  test('can have another variable and another port', () => {
    const stack = newStack();
    const api = service(stack, 'api', { ports: { admin: 9000 } });
    const connectsTo: ConnectionSpec[] = [
      { to: api, env: 'BACKEND' },
      { to: api, port: 'admin' },
    ];
    const web = service(stack, 'web', { connectsTo });
    expect(environmentOf(web)).toEqual({ BACKEND: 'http://api', API_ADMIN_URL: 'http://api:9000' });
    expect(api.networkPolicy!.toJson().spec!.ingress).toMatchObject([
      { ports: [{ port: 8080 }, { port: 9000 }] },
    ]);
  });

  test('makes the source start after the target', () => {
    const stack = newStack();
    const [api, cart] = [service(stack, 'api'), service(stack, 'cart')];
    const web = service(stack, 'web', { connectsTo: [api, cart] });
    expect(web.deployment.toJson().metadata.annotations).toEqual({
      'config.kubernetes.io/depends-on':
        'apps/namespaces/shop/Deployment/api,apps/namespaces/shop/Deployment/cart',
    });
  });

  test('that is added later does not order: two services may need each other', () => {
    const stack = newStack();
    const api = service(stack, 'api');
    const web = service(stack, 'web', { connectsTo: [api] });
    api.addConnection(web);
    expect(environmentOf(api)).toEqual({ WEB_URL: 'http://web' });
    expect(api.deployment.toJson().metadata).not.toHaveProperty('annotations');
    expect(api.networkPolicy!.toJson().spec!.policyTypes).toEqual(['Ingress', 'Egress']);
  });

  test('reaches into another namespace', () => {
    const app = new App();
    const api = service(new Stack(app, 'platform'), 'api');
    const web = service(new Stack(app, 'shop'), 'web', { connectsTo: [api] });
    expect(environmentOf(web)).toEqual({ API_URL: 'http://api.platform.svc' });
    expect(web.networkPolicy!.toJson().spec!.egress![1]!.to).toEqual([
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'platform' } },
        podSelector: { matchLabels: { 'app.kubernetes.io/name': 'api' } },
      },
    ]);
    expect(api.networkPolicy!.toJson().spec!.ingress![0]!.from).toEqual([
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } },
        podSelector: { matchLabels: { 'app.kubernetes.io/name': 'web' } },
      },
    ]);
  });

  test('to a port the target does not have is refused', () => {
    const stack = newStack();
    const api = service(stack, 'api', { ports: { admin: 9000 } });
    expect(messagesOf(() => service(stack, 'web', { connectsTo: [{ to: api, port: 8080 }] }))).toEqual([
      'connectsTo: WebService "shop/api" has no port 8080; its Service has http (80), admin (9000)',
    ]);
  });

  test('whose variable is given already is refused', () => {
    const stack = newStack();
    const api = service(stack, 'api');
    expect(messagesOf(() => service(stack, 'web', { connectsTo: [api], env: { API_URL: 'x' } }))).toEqual([
      'connectsTo.API_URL: environment variable API_URL is given twice: by env (x) and by connectsTo (http://api)',
    ]);
  });
});

describe('an external service', () => {
  const connect = (external: ExternalService, port?: number) =>
    service(newStack(), 'api', { connectsTo: [{ to: external, port }] });

  test('is reached at its public address, and gives its URL', () => {
    const api = connect(new ExternalService({ name: 'payments', url: 'https://payments.example.com/v2' }));
    expect(environmentOf(api)).toEqual({ PAYMENTS_URL: 'https://payments.example.com/v2' });
    expect(api.networkPolicy!.toJson().spec!.egress![1]).toEqual({
      to: [
        {
          ipBlock: {
            cidr: '0.0.0.0/0',
            except: ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'],
          },
        },
      ],
      ports: [{ protocol: 'TCP', port: 443 }],
    });
    expect(api.deployment.toJson().metadata).not.toHaveProperty('annotations');
  });

  test('can be held to ranges of addresses, on the port of its URL', () => {
    const url = 'postgres://db.example.com:5432/shop';
    const api = connect(new ExternalService({ name: 'db', url, cidrs: ['203.0.113.0/24', '2001:db8::/32'] }));
    expect(api.networkPolicy!.toJson().spec!.egress!.slice(1)).toEqual([
      { to: [{ ipBlock: { cidr: '203.0.113.0/24' } }], ports: [{ protocol: 'TCP', port: 5432 }] },
      { to: [{ ipBlock: { cidr: '2001:db8::/32' } }], ports: [{ protocol: 'TCP', port: 5432 }] },
    ]);
  });

  test.each([
    [{ name: 'x', url: 'payments.example.com' }, 'names no host and port'],
    [{ name: 'x', url: 'postgres://db.example.com' }, 'names no host and port'],
    [
      { name: 'x', url: 'http://x.example.com', cidrs: ['203.0.113.7'] },
      '"203.0.113.7" is not a range of addresses',
    ],
    [{ name: 'x', url: 'http://x.example.com', cidrs: ['203.0.113.0/33'] }, 'is not a range of addresses'],
  ])('%j is refused', (props, message) => {
    expect(() => connect(new ExternalService(props))).toThrow(message);
  });

  test('has no other port than that of its URL', () => {
    const external = new ExternalService({ name: 'x', url: 'http://x.example.com:8000' });
    expect(() => connect(external, 80)).toThrow('port 80 is asked for, but external service "x" is at');
  });
});

test('a peer that is no construct can be let in', () => {
  const api = service(newStack(), 'api', { ports: { metrics: 9090 } });
  api.allowFrom(NetworkPeer.namespace('monitoring'), 'metrics');
  expect(api.networkPolicy!.toJson().spec!.ingress).toEqual([
    {
      from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
      ports: [{ protocol: 'TCP', port: 9090 }],
    },
  ]);
});
