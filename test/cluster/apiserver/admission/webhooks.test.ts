import { Client } from '../../../../lib/client/client';
import { Random } from '../../../../lib/cluster/clock/random';
import { VirtualClock } from '../../../../lib/cluster/clock/virtual-clock';
import { buildControlPlane } from '../../../../lib/cluster/control-plane';
import { ADMIN } from '../../../../lib/cluster/identities';
import {
  ConfigMaps,
  MutatingWebhookConfigurations,
  Namespaces,
  ValidatingWebhookConfigurations,
} from '../../../../lib/kube/generated/resources';
import type { WebhookAnswer, WebhookCall } from '../../../../lib/kube/webhook-call';
import { webhookAnswer } from './golden/webhook-words';

const webhook = (name: string, word: string) => ({
  name: `${name}.example.com`,
  clientConfig: { url: `https://webhooks.test/${word}` },
  sideEffects: 'None' as const,
  admissionReviewVersions: ['v1'],
  rules: [
    { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE' as const], resources: ['configmaps'] },
  ],
});

const configMap = { metadata: { name: 'a', namespace: 'shop' }, data: { a: 'b' } };

type Posted = { readonly call: WebhookCall; readonly answered: (answer: WebhookAnswer) => void };

function controlPlane(posted?: Posted[]) {
  const clock = new VirtualClock();
  const { api } = buildControlPlane({
    clock,
    random: new Random(1),
    ...(posted ? { postReview: (call, answered) => void posted.push({ call, answered }) } : {}),
  });
  const client = new Client(api, { user: ADMIN, agent: 'controller' });
  client.create(Namespaces, { metadata: { name: 'shop' } });
  return { client, clock };
}

function answer({ call, answered }: Posted): void {
  const review = JSON.parse(JSON.stringify(call.review));
  answered({ ...webhookAnswer(new URL(call.url).pathname, review), contentType: 'application/json' });
}

test('a component that tries again finds the answers of webhooks', () => {
  const posted: Posted[] = [];
  const { client } = controlPlane(posted);
  client.create(MutatingWebhookConfigurations, {
    metadata: { name: 'a' },
    webhooks: [webhook('label', 'label'), webhook('data', 'data')],
  });
  const create = () => client.create(ConfigMaps, configMap);
  expect(create).toThrow('webhook "label.example.com" was asked just now: try again for its answer');
  expect(create).toThrow('webhook "label.example.com" was asked just now');
  expect(posted).toHaveLength(1);
  answer(posted[0]!);
  expect(create).toThrow('webhook "data.example.com" was asked just now');
  answer(posted[1]!);
  expect(create()).toMatchObject({
    metadata: { labels: { patched: 'yes' } },
    data: { a: 'b', more: 'yes' },
  });
  expect(posted).toHaveLength(2);
});

test('an answer does not hold for ever', () => {
  const posted: Posted[] = [];
  const { client, clock } = controlPlane(posted);
  client.create(ValidatingWebhookConfigurations, {
    metadata: { name: 'a' },
    webhooks: [webhook('deny', 'deny-message')],
  });
  const create = () => client.create(ConfigMaps, configMap);
  expect(create).toThrow('asked just now');
  answer(posted[0]!);
  expect(create).toThrow('admission webhook "deny.example.com" denied the request: not like this');
  clock.runUntil(clock.now() + 31_000);
  expect(create).toThrow('asked just now');
  expect(posted).toHaveLength(2);
});

test('a cluster that nobody serves calls no webhooks', () => {
  const { client } = controlPlane();
  client.create(ValidatingWebhookConfigurations, {
    metadata: { name: 'a' },
    webhooks: [webhook('some', 'allow')],
  });
  expect(() => client.create(ConfigMaps, configMap)).toThrow(
    'failed calling webhook "some.example.com": failed to call webhook: Post "https://webhooks.test/allow?timeout=10s": webhooks are called only by a served cluster',
  );
});

test('or does without them, where they say so', () => {
  const { client } = controlPlane();
  client.create(ValidatingWebhookConfigurations, {
    metadata: { name: 'a' },
    webhooks: [{ ...webhook('some', 'deny'), failurePolicy: 'Ignore' as const }],
  });
  expect(client.create(ConfigMaps, configMap).metadata.name).toBe('a');
});
