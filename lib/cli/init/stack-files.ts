/** The configuration most applications start from. */
export const STACK = (name: string) => `import type { Construct } from 'constructs';
import { IngressRoutes, Stack, WebService } from 'seaworthy';

/** An Ingress, a frontend behind it, a backend behind that. */
export function addStack(scope: Construct): Stack {
  const stack = new Stack(scope, '${name}');

  const backend = new WebService(stack, 'backend', {
    image: 'registry.example.com/${name}/backend:1.0.0',
    component: 'api',
    port: 8080,
    health: { ready: '/ready', live: '/live' },
    replicas: { min: 2, max: 6, cpu: 70 },
    config: { LOG_LEVEL: 'info' },
  });

  const frontend = new WebService(stack, 'frontend', {
    image: 'registry.example.com/${name}/frontend:1.0.0',
    component: 'web',
    port: 3000,
    health: '/healthz',
    connectsTo: [backend],
  });

  new IngressRoutes(stack, 'edge', {
    host: '${name}.example.com',
    tls: '${name}-tls',
    paths: { '/': frontend, '/api': backend },
  });

  return stack;
}
`;

/** A snapshot of what it is, and a test of what it does. */
export const STACK_TEST = (name: string) => `import { App } from 'seaworthy';
import { simulate } from 'seaworthy/testing';
import { addStack } from './stack';

function newApp(): App {
  const app = new App();
  addStack(app);
  return app;
}

test('the manifests are those that were reviewed', () => {
  expect(newApp().synthYaml()).toMatchSnapshot();
});

test('it serves, and goes on serving when a node dies', () => {
  const cluster = simulate(newApp(), { nodes: 3 });
  cluster.settle();
  expect(cluster).toServe('https://${name}.example.com/');
  cluster.failNode(cluster.podsOf('Deployment/frontend')[0]!.node!);
  cluster.advance('7m');
  expect(cluster.get('Deployment/frontend')).toBeReady();
  expect(cluster).toServe('https://${name}.example.com/api');
});
`;
