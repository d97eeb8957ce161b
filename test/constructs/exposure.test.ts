import type { WebServiceProps } from '../../lib/constructs';
import { WebService } from '../../lib/constructs';
import { messagesOf, newStack } from './synthesis';

const IMAGE = 'registry.example.com/shop/api:1.4.2';

const webService = (props: Partial<WebServiceProps>) =>
  new WebService(newStack(), 'api', { image: IMAGE, port: 8080, ...props });
const specOf = (service: WebService) => service.service.toJson().spec!;
const peersOf = ({ networkPolicy }: WebService) =>
  networkPolicy!.toJson().spec!.ingress!.map(({ from }) => from![0]!.ipBlock);

test('as a load balancer it is reached from everywhere', () => {
  const service = webService({ exposure: 'LoadBalancer' });
  expect(specOf(service)).toMatchObject({ type: 'LoadBalancer', ports: [{ port: 80, targetPort: 8080 }] });
  expect(peersOf(service)).toEqual([{ cidr: '0.0.0.0/0' }]);
});

test('a load balancer can be told who may come, and to keep the address of the client', () => {
  const service = webService({
    exposure: {
      type: 'LoadBalancer',
      sourceRanges: ['203.0.113.0/24'],
      keepsClientAddress: true,
      loadBalancerClass: 'example.com/internal',
      annotations: { 'example.com/tier': 'small' },
      nodePort: 30_080,
    },
  });
  expect(service.service.toJson()).toMatchObject({
    metadata: { annotations: { 'example.com/tier': 'small' } },
    spec: {
      externalTrafficPolicy: 'Local',
      loadBalancerClass: 'example.com/internal',
      loadBalancerSourceRanges: ['203.0.113.0/24'],
      ports: [{ nodePort: 30_080 }],
    },
  });
  expect(peersOf(service)).toEqual([{ cidr: '203.0.113.0/24' }]);
});

test('a port of every node can be asked for', () => {
  const service = webService({ exposure: { type: 'NodePort', nodePort: 31_000 }, ports: { admin: 9000 } });
  expect(specOf(service)).toMatchObject({
    type: 'NodePort',
    ports: [{ nodePort: 31_000 }, { name: 'admin' }],
  });
  expect(specOf(service).ports![1]).not.toHaveProperty('nodePort');
});

test('a headless Service leads to the pods, by their own port', () => {
  const stack = newStack();
  const api = new WebService(stack, 'api', { image: IMAGE, port: 8080, exposure: 'Headless' });
  const web = new WebService(stack, 'web', { image: IMAGE, port: 80, connectsTo: [api] });
  expect(specOf(api)).toMatchObject({ type: 'ClusterIP', clusterIP: 'None', ports: [{ port: 8080 }] });
  expect(web.deployment.toJson().spec!.template.spec!.containers[0]!.env).toEqual([
    { name: 'API_URL', value: 'http://api:8080' },
  ]);
});

test.each<[Partial<WebServiceProps>, string]>([
  [{ exposure: { nodePort: 30_000 } }, 'exposure.nodePort: nodePort is 30000, but type is ClusterIP'],
  [
    { exposure: { type: 'NodePort', nodePort: 80 } },
    'exposure.nodePort: 80 is not a whole number from 30000 to 32767',
  ],
  [
    { exposure: { type: 'NodePort', sourceRanges: ['10.0.0.0/8'] } },
    'sourceRanges is ["10.0.0.0/8"], but type is NodePort',
  ],
  [
    { exposure: { type: 'LoadBalancer', sourceRanges: ['10.0.0.1'] } },
    '"10.0.0.1" is not a range of addresses',
  ],
  [
    { exposure: 'Headless', servicePort: 80 },
    'servicePort is 80, but the Service is headless and leads to port 8080',
  ],
])('%j is refused', (props, message) => {
  expect(messagesOf(() => webService(props))).toContainEqual(expect.stringContaining(message));
});
