import type { Construct } from 'constructs';
import {
  type AutoscalingProps,
  ExternalService,
  IngressRoutes,
  OneOffJob,
  PostgreSql,
  PriorityLevel,
  Redis,
  Stack,
  WebService,
  Worker,
} from '../../lib/constructs';
import { type ShopEnvironment, type ShopSettings, shopSettings } from './settings';

const IMAGES = 'registry.example.com/shop';
// A placeholder: real passwords are made in the cluster, and named with secretKey().
const PASSWORD = 'only-for-demonstration';

/** An online shop that is built for the day on which ten times as many people come. */
export function shop(scope: Construct, environment: ShopEnvironment = 'production'): Stack {
  const settings = shopSettings.of(environment);
  const stack = new Stack(scope, environment === 'production' ? 'shop' : `shop-${environment}`, {
    partOf: 'shop',
  });
  const { orders, queue, carts } = addStores(stack, settings);
  const replicas = scalingOf(settings);
  const config = { LOG_LEVEL: settings.logLevel };
  // Who wants to pay comes before who looks around.
  const checkout = new PriorityLevel(stack, `${stack.namespace}-checkout`, {
    value: 1000,
    description: 'What takes orders and money.',
  });

  const migration = new OneOffJob(stack, 'migrate', {
    image: `${IMAGES}/api:3.1.0`,
    args: ['migrate'],
    connectsTo: [orders],
    timeout: 900,
  });
  const api = new WebService(stack, 'api', {
    image: `${IMAGES}/api:3.1.0`,
    port: 8080,
    health: { ready: '/ready', live: '/live' },
    replicas,
    resources: { cpu: '250m', memory: '256Mi' },
    config,
    connectsTo: [orders, queue],
    startsAfter: [migration],
  });
  const cart = new WebService(stack, 'cart', {
    image: `${IMAGES}/cart:2.4.1`,
    port: 8080,
    health: '/healthz',
    replicas,
    config,
    connectsTo: [carts],
  });
  const payment = new WebService(stack, 'payment', {
    image: `${IMAGES}/payment:1.9.0`,
    port: 8443,
    health: '/healthz',
    replicas,
    config,
    placement: { priority: checkout },
    // A payment that has begun is ended.
    shutdown: { grace: 90 },
    connectsTo: [
      queue,
      new ExternalService({ name: 'bank', url: 'https://bank.example.com', cidrs: ['203.0.113.0/28'] }),
    ],
  });
  const frontend = new WebService(stack, 'frontend', {
    image: `${IMAGES}/frontend:5.0.2`,
    port: 3000,
    health: '/healthz',
    replicas,
    config,
    connectsTo: [api, cart, payment],
  });
  new Worker(stack, 'fulfilment', {
    image: `${IMAGES}/fulfilment:1.2.0`,
    replicas,
    config,
    connectsTo: [queue, orders],
    // An order that was taken from the queue is finished.
    shutdown: { grace: 120 },
  });
  new IngressRoutes(stack, 'edge', {
    host: settings.host,
    tls: 'shop-tls',
    paths: { '/': frontend, '/api': api, '/cart': cart, '/pay': payment },
  });
  return stack;
}

/** Orders are kept for good, in a database; what waits to be done, and what is only looked at, in memory. */
function addStores(stack: Stack, { storage }: ShopSettings) {
  const backup = { schedule: '15 2 * * *', size: storage };
  return {
    orders: new PostgreSql(stack, 'orders', {
      database: 'orders',
      password: PASSWORD,
      size: storage,
      resources: { cpu: '1', memory: '2Gi' },
      backup,
    }),
    queue: new Redis(stack, 'queue', { password: PASSWORD, size: '5Gi' }),
    carts: new Redis(stack, 'carts', { password: PASSWORD, size: '5Gi', resources: { memory: '1Gi' } }),
  };
}

/** Doubles within seconds when people come, and takes its time when they leave. */
function scalingOf({ pods, headroom }: ShopSettings): AutoscalingProps {
  return {
    min: pods,
    max: pods * headroom,
    cpu: 60,
    up: { percent: 100, pods: 4, every: 15, stabilization: 0 },
    down: { percent: 20, every: 60, stabilization: 600 },
  };
}
