import type {
  MutatingWebhookConfiguration,
  ValidatingWebhookConfiguration,
} from '../../../kube/generated/admissionregistration-v1';
import type { CustomResourceDefinition } from '../../../kube/generated/apiextensions-v1';
import type { APIService } from '../../../kube/generated/apiregistration-v1';
import type { KubeObject } from '../../../kube/object';
import type { CheckContext } from '../../context/check-context';
import { didYouMean } from '../../context/near-miss';
import type { BuiltInRule } from '../../rule';

export const WEBHOOK_RULES: readonly BuiltInRule[] = [
  {
    id: 'dangling-webhook-service',
    severity: 'error',
    profile: 'learning',
    finds:
      'A webhook, an APIService or a conversion that is served by a Service which is not in its namespace.',
    why: 'The API server cannot reach it: every request that it is to judge fails, or goes through unjudged.',
    fix: 'name the Service, and its namespace',
    *check(context) {
      if (!context.isWhole) return;
      for (const { object, field, service } of servedBy(context)) {
        const services = context.named('Service', service.namespace);
        if (services.has(service.name)) continue;
        if (services.size === 0 && context.relations.workloads.in(service.namespace).length === 0) continue;
        yield {
          object,
          field,
          severity: context.hasCustomObjects(service.namespace) ? 'warning' : 'error',
          message: `there is no Service "${service.name}" in namespace ${service.namespace}${didYouMean(service.name, services.keys())}`,
        };
      }
    },
  },
];

interface ServedBy {
  readonly object: KubeObject;
  readonly field: string;
  readonly service: { readonly name: string; readonly namespace: string };
}

const ADMISSION = 'admissionregistration.k8s.io';

function* servedBy({ relations }: CheckContext): Iterable<ServedBy> {
  for (const kind of ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'])
    for (const object of relations.of<MutatingWebhookConfiguration | ValidatingWebhookConfiguration>(
      `${ADMISSION}/${kind}`,
    ))
      for (const [index, { clientConfig }] of (object.webhooks ?? []).entries())
        if (clientConfig?.service)
          yield {
            object,
            field: `webhooks[${index}].clientConfig.service`,
            service: clientConfig.service,
          };
  for (const object of relations.of<APIService>('apiregistration.k8s.io/APIService')) {
    const { name, namespace } = object.spec?.service ?? {};
    if (name && namespace) yield { object, field: 'spec.service', service: { name, namespace } };
  }
  for (const object of relations.of<CustomResourceDefinition>(
    'apiextensions.k8s.io/CustomResourceDefinition',
  )) {
    const service = object.spec?.conversion?.webhook?.clientConfig?.service;
    if (service) yield { object, field: 'spec.conversion.webhook.clientConfig.service', service };
  }
}
