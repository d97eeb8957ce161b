import { ValidatingWebhookConfigurations } from '../../../../kube/generated/resources';
import type { AdmissionPlugin } from '../plugin';
import { isAdmissionConfiguration } from '../policy/resource-rules';
import { askWebhook, matchedBy, rejection, webhooksOf } from './ask-webhook';

/** Asks webhooks whether they like a request. */
export const validatingWebhooks: AdmissionPlugin = {
  name: 'ValidatingAdmissionWebhook',

  handles: ({ resource }) => !isAdmissionConfiguration(resource),

  validate(request, environment) {
    const configurations = environment.list(ValidatingWebhookConfigurations);
    if (configurations.length === 0) return;
    for (const configured of webhooksOf(configurations)) {
      const { webhook } = configured;
      const matched = matchedBy(webhook, request, environment);
      const verdict = matched && askWebhook(configured, matched, request, environment, false);
      if (verdict && !verdict.allowed) throw rejection(webhook, verdict);
    }
  },
};
