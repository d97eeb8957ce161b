import type { Construct } from 'constructs';
import { IngressRoutes, Stack, WebService } from '../../lib/constructs';

/** The configuration most applications start from: an Ingress, a frontend behind it, a backend behind that. */
export function typical(scope: Construct): Stack {
  const stack = new Stack(scope, 'typical');

  const backend = new WebService(stack, 'backend', {
    image: 'registry.example.com/typical/backend:2.3.0',
    component: 'api',
    port: 8080,
    health: { ready: '/ready', live: '/live' },
    replicas: { min: 2, max: 6, cpu: 70 },
    resources: { cpu: '250m', memory: '256Mi' },
    config: { LOG_LEVEL: 'info', ORDERS_PER_PAGE: '50' },
    // A placeholder: real secrets are made in the cluster, and named in `secretRefs`.
    secret: { SESSION_KEY: 'only-for-demonstration' },
  });

  const frontend = new WebService(stack, 'frontend', {
    image: 'registry.example.com/typical/frontend:1.4.2',
    component: 'web',
    port: 3000,
    health: '/healthz',
    replicas: 3,
    config: { LOG_LEVEL: 'info' },
    connectsTo: [backend],
  });

  new IngressRoutes(stack, 'edge', {
    host: 'typical.example.com',
    tls: 'typical-tls',
    paths: { '/': frontend, '/api': backend },
  });

  return stack;
}
