import { defaultAdmission } from '../../../../../lib/cluster/apiserver/admission';
import { SUPERUSERS } from '../../../../../lib/cluster/apiserver/authorization/authorizer';
import { bootstrapObjects } from '../../../../../lib/cluster/bootstrap/bootstrap-objects';
import { Random } from '../../../../../lib/cluster/clock/random';
import { VirtualClock } from '../../../../../lib/cluster/clock/virtual-clock';
import { buildControlPlane } from '../../../../../lib/cluster/control-plane';
import type {
  ApiRequest,
  ApiResponse,
  Connection,
  ServedApi,
  UserInfo,
} from '../../../../../lib/kube/api-request';
import type { KubeObject } from '../../../../../lib/kube/object';
import { StatusError } from '../../../../../lib/kube/status';
import { WebhookAnswers, WebhookCallNeeded } from '../../../../../lib/kube/webhook-call';
import { type Answer, answerOf, requestOf, type Scenario, type Step, withNamespace } from './scenario';
import { WEBHOOKS, webhookAnswer, withWebhooks } from './webhook-words';

const ADMIN: UserInfo = { name: 'admin', groups: [SUPERUSERS, 'system:authenticated'] };

/** Kubernetes does not have it. */
const OWN_PLUGIN = 'UncontrolledKinds';

const SYSTEM_CLASSES = bootstrapObjects().filter(({ kind }) => kind === 'PriorityClass');

/** Holds the conversation of a scenario with a simulated API server. */
export function replay(scenario: Scenario, namespace: string): Answer[] {
  const random = new Random(1);
  const { api } = buildControlPlane({
    clock: new VirtualClock(),
    random,
    admission: defaultAdmission(random).filter(({ name }) => name !== OWN_PLUGIN),
  });
  const { labels } = scenario;
  const preparation: Step[] = [
    ...SYSTEM_CLASSES.map((create) => ({ create })),
    ...['default', 'kube-system'].map((name) => ({ create: namespaceCalled(name) })),
    { create: namespaceCalled(namespace, labels) },
    { create: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } } },
  ];
  const steps = withWebhooks(withNamespace(scenario.steps, namespace), WEBHOOKS, '');
  return [...preparation, ...steps].flatMap((step) => {
    const { code, body, warnings } = send(api, requestFrom(step, namespace), connectionOf(step));
    if (step.name) return [answerOf(step.name, code, body, warnings)];
    if (code >= 300) throw new Error(`${scenario.name}: ${JSON.stringify(step)}: ${JSON.stringify(body)}`);
    return [];
  });
}

function namespaceCalled(name: string, labels?: Scenario['labels']): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

function requestFrom(step: Step, namespace: string): ApiRequest {
  const user = step.as ? { name: step.as.name, groups: step.as.groups ?? ['system:authenticated'] } : ADMIN;
  const options = step.dryRun ? { dryRun: true } : {};
  return { ...requestOf(step, namespace), user, agent: 'recorder', options };
}

/** What a request says that asks whoever is behind the API server. */
function connectionOf({ connect }: Step): Connection | undefined {
  if (!connect) return undefined;
  const { subresource = '', query = '' } = connect;
  const [, ...rest] = subresource.split('/');
  return {
    method: 'GET',
    path: '',
    rest: rest.map((part) => `/${part}`).join(''),
    query,
    parameter: (name) => new URLSearchParams(query).get(name) ?? undefined,
    headers: {},
    body: '',
  };
}

function send(api: ServedApi, request: ApiRequest, connection: Connection | undefined) {
  let told: string[] = [];
  try {
    const { code, object, warnings } = handle(api, request, connection, (warnings) => {
      told = warnings;
    });
    return { code, body: object, warnings: [...new Set([...told, ...warnings])] };
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return { code: error.code, body: error.status, warnings: [...new Set(told)] };
  }
}

/** As often as there are webhooks to be asked. */
function handle(
  api: ServedApi,
  request: ApiRequest,
  connection: Connection | undefined,
  telling: (warnings: string[]) => void,
): ApiResponse {
  const webhooks = new WebhookAnswers();
  for (;;) {
    const warnings: string[] = [];
    telling(warnings);
    try {
      const asked = { ...request, warnings, webhooks };
      return connection ? connected(api, asked, connection) : api.handle(asked);
    } catch (error) {
      if (!(error instanceof WebhookCallNeeded)) throw error;
      const { call } = error;
      const path = new URL(call.url).pathname;
      const answer = webhookAnswer(path, JSON.parse(JSON.stringify(call.review)));
      webhooks.add(call, { ...answer, contentType: 'application/json' });
    }
  }
}

/** Connections are recorded up to the answer of those behind the API server. */
function connected(api: ServedApi, request: ApiRequest, connection: Connection): ApiResponse {
  const [subresource] = request.subresource!.split('/');
  const { code } = api.connect({ ...request, subresource }, connection);
  return { code, object: {} as KubeObject, warnings: [] };
}
