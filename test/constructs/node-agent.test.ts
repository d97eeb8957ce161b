import type { NodeAgentProps, Stack } from '../../lib/constructs';
import { NodeAgent } from '../../lib/constructs';
import { messagesOf, newStack, synthesize } from './synthesis';

const IMAGE = 'registry.example.com/collector:1';

const agent = (props: Partial<NodeAgentProps> = {}, stack: Stack = newStack()) =>
  new NodeAgent(stack, 'collector', { image: IMAGE, ...props });
const podOf = ({ daemonSet }: NodeAgent) => daemonSet.toJson().spec!.template.spec!;

test('with an image alone, it runs on every node', () => {
  const stack = newStack();
  agent({}, stack);
  expect(synthesize(stack)).toMatchSnapshot();
});

test('it can see folders of the node, with its network, as root', () => {
  const pod = podOf(
    agent(
      {
        hostPaths: { '/var/log': { path: '/logs', readOnly: true }, '/run': '/run' },
        hostNetwork: true,
        root: true,
      },
      newStack('system', { podSecurity: 'privileged' }),
    ),
  );
  expect(pod).toMatchObject({
    hostNetwork: true,
    dnsPolicy: 'ClusterFirstWithHostNet',
    securityContext: { runAsUser: 0 },
    volumes: [{ emptyDir: {} }, { hostPath: { path: '/var/log' } }, { hostPath: { path: '/run' } }],
  });
  expect(pod.securityContext).not.toHaveProperty('runAsNonRoot');
  expect(pod.containers[0]!.volumeMounts).toContainEqual({
    name: 'host-0',
    mountPath: '/logs',
    readOnly: true,
  });
});

test('it can be held to the nodes of a pool', () => {
  const pod = podOf(agent({ placement: { pool: { labels: { pool: 'gpu' }, taints: [{ key: 'gpu' }] } } }));
  expect(pod).toMatchObject({
    nodeSelector: { pool: 'gpu' },
    tolerations: [{ key: 'gpu', operator: 'Exists' }],
  });
});

test('with ports, its health is asked', () => {
  const [container] = podOf(agent({ ports: { metrics: 9100 } })).containers;
  expect(container).toMatchObject({ readinessProbe: { tcpSocket: { port: 9100 } } });
});

test.each<[Partial<NodeAgentProps>, string]>([
  [
    { hostPaths: { '/var/log': '/logs' } },
    'hostPaths: hostPaths needs pods that are privileged, but namespace "shop" admits restricted',
  ],
  [{ hostNetwork: true }, 'hostNetwork: hostNetwork needs pods that are privileged'],
  [
    { root: true },
    'root: root needs pods that are baseline or privileged, but namespace "shop" admits restricted',
  ],
  [
    { everyNode: true, placement: { pool: { labels: { a: 'b' } } } },
    'everyNode is true, but placement.pool names the nodes {"a":"b"}',
  ],
  [{ maxUnavailable: 'x' }, 'maxUnavailable: "x" is neither'],
])('%j is refused', (props, message) => {
  expect(messagesOf(() => agent(props))).toContainEqual(expect.stringContaining(message));
});
