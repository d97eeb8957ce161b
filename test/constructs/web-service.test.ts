import { ApiObject, JsonPatch } from 'cdk8s';
import type { Stack, WebServiceProps } from '../../lib/constructs';
import { WebService } from '../../lib/constructs';
import { messagesOf, namesIn, newStack, problemsOf, synthesize } from './synthesis';

const IMAGE = 'registry.example.com/shop/api:1.4.2';

function webService(props: Partial<WebServiceProps> = {}, stack: Stack = newStack()): WebService {
  return new WebService(stack, 'api', { image: IMAGE, port: 8080, ...props });
}

const podOf = (service: WebService) => service.deployment.toJson().spec!.template.spec!;
const containerOf = (service: WebService) => podOf(service).containers[0]!;

test('with an image and a port alone, everything else has a default', () => {
  const stack = newStack();
  webService({}, stack);
  expect(synthesize(stack)).toMatchSnapshot();
});

test('with every prop, each is in the manifest', () => {
  const stack = newStack();
  webService(
    {
      command: ['node'],
      args: ['server.js'],
      component: 'api',
      config: { LOG_LEVEL: 'info' },
      env: { MODE: 'fast', POD: { valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } } },
      health: {
        ready: { path: '/ready', port: 'admin', period: 1, timeout: 1, failures: 1 },
        live: { grpc: true, port: 9000 },
        startup: { command: ['true'] },
      },
      imagePullSecrets: ['registry'],
      labels: { team: 'blue' },
      maxUnavailable: '25%',
      podAnnotations: { 'example.com/note': 'yes' },
      ports: { admin: 9000 },
      replicas: { min: 2, max: 5, memory: 80 },
      resources: { cpu: '0.5', cpuLimit: '1', memory: '1Gi', memoryLimit: '2Gi' },
      scratch: ['/tmp', '/var/cache/app'],
      secret: { TOKEN: 'hidden' },
      secretRefs: ['made-elsewhere'],
      serviceAccountToken: true,
      servicePort: 8000,
      shutdown: { delay: 15, grace: 60 },
      user: 1000,
    },
    stack,
  );
  expect(synthesize(stack)).toMatchSnapshot();
});

test('its objects come in an order in which they can be applied', () => {
  const stack = newStack();
  webService({ config: { A: '1' }, secret: { B: '2' }, replicas: { min: 1, max: 2 } }, stack);
  expect(namesIn(stack)).toEqual([
    'Namespace/shop',
    'NetworkPolicy/default-deny',
    'ServiceAccount/api',
    'ConfigMap/api',
    'Secret/api',
    'Service/api',
    'Deployment/api',
    'HorizontalPodAutoscaler/api',
    'PodDisruptionBudget/api',
  ]);
});

describe('identity', () => {
  test('the selector is the name alone, whatever the labels are', () => {
    const service = webService({ component: 'api', labels: { team: 'blue' } });
    const selector = { 'app.kubernetes.io/name': 'api' };
    expect(service.selector).toEqual(selector);
    expect(service.service.toJson().spec!.selector).toEqual(selector);
    expect(service.deployment.toJson().spec!.selector).toEqual({ matchLabels: selector });
    expect(service.disruptionBudget.toJson().spec!.selector).toEqual({ matchLabels: selector });
  });

  test('objects and pods have the recommended labels', () => {
    const service = webService({ component: 'backend' });
    const labels = {
      'app.kubernetes.io/component': 'backend',
      'app.kubernetes.io/managed-by': 'seaworthy',
      'app.kubernetes.io/name': 'api',
      'app.kubernetes.io/part-of': 'shop',
    };
    expect(service.deployment.toJson().metadata.labels).toEqual(labels);
    expect(service.deployment.toJson().spec!.template.metadata!.labels).toEqual(labels);
    expect(service.service.toJson().metadata.labels).toEqual(labels);
  });

  test('its default object is the Deployment', () => {
    const service = webService();
    expect(ApiObject.of(service)).toBe(service.deployment);
  });
});

describe('replicas', () => {
  test('a number is the number of the Deployment, and there is no autoscaler', () => {
    const service = webService({ replicas: 0 });
    expect(service.deployment.toJson().spec!.replicas).toBe(0);
    expect(service.autoscaler).toBeUndefined();
  });

  test('bounds make an autoscaler, which alone decides the number', () => {
    const service = webService({ replicas: { min: 3, max: 12, cpu: 60 } });
    expect(service.deployment.toJson().spec).not.toHaveProperty('replicas');
    expect(service.autoscaler!.toJson()).toMatchObject({
      apiVersion: 'autoscaling/v2',
      spec: {
        minReplicas: 3,
        maxReplicas: 12,
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' },
        metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 60 } } }],
      },
    });
  });

  test('without a metric, CPU is looked at', () => {
    const { metrics } = webService({ replicas: { min: 1, max: 2 } }).autoscaler!.toJson().spec!;
    expect(metrics).toEqual([
      {
        type: 'Resource',
        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } },
      },
    ]);
  });
});

describe('stopping', () => {
  test('a container serves for five seconds more, and has thirty to finish', () => {
    const service = webService();
    expect(containerOf(service).lifecycle).toEqual({ preStop: { sleep: { seconds: 5 } } });
    expect(podOf(service).terminationGracePeriodSeconds).toBe(35);
  });

  test('a longer delay lengthens the grace period', () => {
    expect(podOf(webService({ shutdown: { delay: 15 } })).terminationGracePeriodSeconds).toBe(45);
  });

  test('a delay of 0 leaves no hook behind', () => {
    const service = webService({ shutdown: { delay: 0 } });
    expect(containerOf(service)).not.toHaveProperty('lifecycle');
    expect(podOf(service).terminationGracePeriodSeconds).toBe(30);
  });
});

describe('health', () => {
  test('without a path, a TCP connection answers all three questions', () => {
    const { readinessProbe, livenessProbe, startupProbe } = containerOf(webService());
    for (const probe of [readinessProbe, livenessProbe, startupProbe]) {
      expect(probe).toMatchObject({ tcpSocket: { port: 8080 } });
    }
  });

  test('one path answers all three', () => {
    const { readinessProbe, livenessProbe, startupProbe } = containerOf(webService({ health: '/health' }));
    for (const probe of [readinessProbe, livenessProbe, startupProbe]) {
      expect(probe).toMatchObject({ httpGet: { path: '/health', port: 8080 } });
    }
  });

  test('the start is asked as liveness is, for two minutes', () => {
    const { startupProbe } = containerOf(webService({ health: { live: { path: '/live', period: 30 } } }));
    expect(startupProbe).toEqual({
      httpGet: { path: '/live', port: 8080 },
      periodSeconds: 2,
      timeoutSeconds: 5,
      failureThreshold: 60,
    });
  });

  test('a question can be left out', () => {
    const container = containerOf(webService({ health: { ready: '/ready', live: false } }));
    expect(container).not.toHaveProperty('livenessProbe');
    expect(container).not.toHaveProperty('startupProbe');
    expect(container.readinessProbe).toMatchObject({ httpGet: { path: '/ready' } });
  });
});

describe('settings', () => {
  const hashOf = (service: WebService) =>
    service.deployment.toJson().spec!.template.metadata!.annotations!['checksum/config'];

  test('a ConfigMap and a Secret become the environment, under names that stay', () => {
    const service = webService({ config: { A: '1' }, secret: { B: 'geheim' } });
    expect(containerOf(service).envFrom).toEqual([
      { configMapRef: { name: 'api' } },
      { secretRef: { name: 'api' } },
    ]);
    expect(service.configMap!.toJson()).toMatchObject({ metadata: { name: 'api' }, data: { A: '1' } });
    expect(service.secret!.toJson()).toMatchObject({
      metadata: { name: 'api' },
      type: 'Opaque',
      data: { B: Buffer.from('geheim').toString('base64') },
    });
  });

  test('without settings there is neither, and nothing to restart for', () => {
    const service = webService();
    expect(service.configMap).toBeUndefined();
    expect(service.secret).toBeUndefined();
    expect(service.deployment.toJson().spec!.template.metadata).not.toHaveProperty('annotations');
  });

  test('a changed ConfigMap rolls the pods', () => {
    const before = webService({ config: { A: '1' } });
    expect(hashOf(webService({ config: { A: '2' } }))).not.toBe(hashOf(before));
    expect(hashOf(webService({ config: { A: '1' } }))).toBe(hashOf(before));
  });

  test('a changed Secret rolls the pods', () => {
    const before = webService({ secret: { A: '1' } });
    expect(hashOf(webService({ secret: { A: '2' } }))).not.toBe(hashOf(before));
  });

  test('a ConfigMap changed by a patch rolls the pods', () => {
    const before = webService({ config: { A: '1' } });
    const after = webService({ config: { A: '1' } });
    after.configMap!.patch(JsonPatch.replace('/data/A', '2'));
    expect(hashOf(after)).not.toBe(hashOf(before));
  });

  test('the order of the entries does not roll the pods', () => {
    expect(hashOf(webService({ config: { A: '1', B: '2' } }))).toBe(
      hashOf(webService({ config: { B: '2', A: '1' } })),
    );
  });

  test('a label of the ConfigMap does not roll the pods', () => {
    const after = webService({ config: { A: '1' } });
    after.configMap!.override('metadata.labels.team', 'blue');
    expect(hashOf(after)).toBe(hashOf(webService({ config: { A: '1' } })));
  });

  test('settings can be added later', () => {
    const service = webService().addConfig('A', '1').addSecret('B', '2');
    expect(service.configMap!.toJson().data).toEqual({ A: '1' });
    expect(containerOf(service).envFrom).toHaveLength(2);
    expect(() => service.addConfig('A', '2')).toThrow('environment variable A is given twice');
  });

  test('a secret that contradicts something is not printed', () => {
    const [problem] = problemsOf(() => webService({ config: { A: '1' }, secret: { A: 'geheim' } }));
    expect(problem!.message).toBe(
      'environment variable A is given twice: by config (1) and by secret (not shown)',
    );
  });
});

describe('contradictions', () => {
  test.each<[Partial<WebServiceProps>, string]>([
    [{ replicas: { min: 5, max: 3 } }, 'replicas: min is 5, above max, which is 3'],
    [{ replicas: { min: 0, max: 3 } }, 'replicas.min: 0 is not a whole number of at least 1'],
    [{ replicas: { min: 1, max: 3, cpu: 0 } }, 'replicas.cpu: 0 is not a whole number of at least 1'],
    [{ replicas: -1 }, 'replicas: -1 is not a whole number of at least 0'],
    [{ replicas: 1.5 }, 'replicas: 1.5 is not a whole number of at least 0'],
    [{ maxUnavailable: 0 }, 'maxUnavailable: 0 is neither a whole number'],
    [{ maxUnavailable: '0%' }, 'maxUnavailable: "0%" is neither a whole number'],
    [{ image: ' ' }, 'image: the image is empty'],
    [{ user: 0 }, 'user: 0 is not a whole number of at least 1'],
    [{ port: 80_800 }, 'ports.http: 80800 is not a port: a whole number from 1 to 65535'],
    [{ servicePort: 0 }, 'servicePort: 0 is not a port'],
    [{ ports: { http: 9000 } }, 'ports.http: port is 8080, but ports.http is 9000'],
    [{ ports: { admin: 8080 } }, 'ports.admin: port admin (8080) and port http (8080) need different'],
    [{ ports: { Admin: 9000 } }, 'ports.Admin: "Admin" is not the name of a port'],
    [{ ports: { admin: 80 } }, 'servicePort: servicePort is 80, and so is port admin'],
    [
      { health: { ready: { path: '/', port: 99 } } },
      'health.ready.port: no container port is 99; there is http (8080)',
    ],
    [
      { health: { live: { path: '/', command: ['x'] } } },
      'health.live: asks in two ways: path "/" and command ["x"]',
    ],
    [
      { health: { live: { command: ['x'], port: 8080 } } },
      'health.live: has command ["x"], which needs no port',
    ],
    [{ health: 'live' }, 'health.ready: the path "live" does not start with "/"'],
    [{ health: { ready: { period: 0 } } }, 'health.ready.period: 0 is not a whole number of at least 1'],
    [{ shutdown: { delay: 10, grace: 10 } }, 'shutdown: grace is 10 s, but delay is 10 s'],
    [{ shutdown: { delay: -1 } }, 'shutdown.delay: -1 is not a whole number of at least 0'],
    [
      { resources: { memory: '1Gi', memoryLimit: '512Mi' } },
      'the memory limit is 512Mi, below what is set aside, which is 1Gi',
    ],
    [{ resources: { cpuLimit: '50m' } }, 'the cpu limit is 50m, below what is set aside, which is 100m'],
    [{ resources: { cpu: 'much' } }, 'resources.cpu: "much" is not a quantity'],
    [{ resources: { memory: '-1' } }, 'resources.memory: "-1" is below zero'],
    [{ scratch: ['/tmp', '/tmp'] }, 'the pod has two volumes named "tmp"'],
    [{ scratch: ['tmp'] }, 'mount: "tmp" is not an absolute path'],
    [{ config: { '1A': 'x' } }, 'config.1A: "1A" is not the name of an environment variable'],
    [
      { config: { A: '1' }, env: { A: '2' } },
      'config.A: environment variable A is given twice: by env (2) and by config (1)',
    ],
    [{ component: 'a b' }, 'component: "a b" is not the value of a label'],
    [{ labels: { 'app.kubernetes.io/name': 'x' } }, 'app.kubernetes.io/name is set by the construct itself'],
  ])('%j is refused', (props, message) => {
    expect(messagesOf(() => webService(props))).toContainEqual(expect.stringContaining(message));
  });

  test('all of them are told at once, with the construct and the line of its author', () => {
    const problems = problemsOf(() => webService({ replicas: { min: 5, max: 3 }, image: '', user: 0 }));
    expect(problems.map(({ field }) => field)).toEqual(['replicas', 'image', 'user']);
    for (const { construct, source } of problems) {
      expect(construct).toBe('WebService "shop/api"');
      expect(source!.file).toBe(__filename);
    }
  });

  test.each(['Api', 'my_api', '-api', 'a.b', 'x'.repeat(64), 'shop/api'])('the id %j is refused', (id) => {
    expect(messagesOf(() => new WebService(newStack(), id, { image: IMAGE, port: 80 }))).toEqual([
      expect.stringMatching(/^id: ".*" is not a DNS-1123 label/),
    ]);
  });

  test('an id that is no label comes with one that is', () => {
    expect(
      problemsOf(() => new WebService(newStack(), 'MyApi_V2', { image: IMAGE, port: 80 })),
    ).toMatchObject([{ fix: 'for example "my-api-v2"' }]);
  });

  test('an id that starts with a digit is refused: older clusters refuse the Service', () => {
    expect(messagesOf(() => new WebService(newStack(), '3scale', { image: IMAGE, port: 80 }))).toEqual([
      'id: "3scale" does not start with a letter, as the name of a Service must',
    ]);
  });
});
