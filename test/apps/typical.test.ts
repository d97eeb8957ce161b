import { typical } from '../../apps/typical/stack';
import { App, IngressRoutes, WebService } from '../../lib/constructs';
import type { PodSpec } from '../../lib/kube/generated/core-v1';
import { Quantity } from '../../lib/kube/quantity';

const stack = typical(new App());
const [backend, frontend] = stack.node.findAll().filter((construct) => construct instanceof WebService);
const [edge] = stack.node.findAll().filter((construct) => construct instanceof IngressRoutes);

const podOf = (service: WebService): PodSpec => service.deployment.toJson().spec!.template.spec!;

test('the backend is a ClusterIP Service on port 80 in front of port 8080, found by its name', () => {
  expect(backend!.service.toJson().spec).toEqual({
    type: 'ClusterIP',
    selector: { 'app.kubernetes.io/name': 'backend' },
    ports: [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 8080 }],
  });
});

test('requests from outside go to the frontend, and below /api to the backend', () => {
  const [rule] = edge!.ingress.toJson().spec!.rules!;
  expect(rule!.http!.paths.map(({ path, backend: { service } }) => [path, service!.name])).toEqual([
    ['/', 'frontend'],
    ['/api', 'backend'],
  ]);
});

test('the frontend knows where the backend is', () => {
  expect(podOf(frontend!).containers[0]!.env).toEqual([{ name: 'BACKEND_URL', value: 'http://backend' }]);
});

test('all pods at most fit on three nodes of 4 CPUs and 16 GiB', () => {
  const total = (resource: string) =>
    [
      { service: backend!, pods: backend!.autoscaler!.toJson().spec!.maxReplicas },
      { service: frontend!, pods: frontend!.deployment.toJson().spec!.replicas! },
    ]
      .map(({ service, pods }) =>
        Quantity.parse(podOf(service).containers[0]!.resources!.requests![resource]!)
          .multiply(pods)
          .toNumber(),
      )
      .reduce((sum, one) => sum + one, 0);
  expect(total('cpu')).toBeLessThan(3 * 4);
  expect(total('memory')).toBeLessThan(3 * 16 * 2 ** 30);
});

test('every workload passes the Pod Security Standard the namespace asks for', () => {
  for (const service of [backend!, frontend!]) {
    const pod = podOf(service);
    expect(pod.securityContext).toEqual({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(pod.containers[0]!.securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
  }
});
