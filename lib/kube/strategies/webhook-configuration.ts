import { withWebhookDefaults } from '../defaults/admission';
import { changeElements, fillAbsent } from '../defaults/defaulting';
import type { FieldError } from '../field-error';
import { equal } from '../frozen';
import type {
  MutatingWebhook,
  MutatingWebhookConfiguration,
  ValidatingWebhookConfiguration,
} from '../generated/admissionregistration-v1';
import { nameIsDnsSubdomain } from '../names';
import type { Strategy } from '../strategy';
import { staticNameWarnings } from '../validation/admission-policy';
import { validateWebhooks } from '../validation/admission-webhook';
import { validateOwnMetadata } from '../validation/own-metadata';

type Configuration = ValidatingWebhookConfiguration | MutatingWebhookConfiguration;

const SCOPE = { namespaced: false, nameRule: nameIsDnsSubdomain };

function errorsOf(configuration: Configuration): FieldError[] {
  const errors: FieldError[] = [];
  validateOwnMetadata(configuration, SCOPE, errors);
  validateWebhooks(configuration.webhooks, errors);
  return errors;
}

const COMMON: Strategy<Configuration> = {
  validatesOwnMetadata: true,
  allowUnconditionalUpdate: false,
  generationChanged: (configuration, old) => !equal(configuration.webhooks, old.webhooks),
  validate: errorsOf,
  validateUpdate: errorsOf,
  warnings: ({ metadata }) => staticNameWarnings(metadata.name),
};

export const validatingWebhookConfigurationStrategy: Strategy<ValidatingWebhookConfiguration> = {
  ...COMMON,
  defaults: (configuration) => changeElements(configuration, 'webhooks', withWebhookDefaults),
};

export const mutatingWebhookConfigurationStrategy: Strategy<MutatingWebhookConfiguration> = {
  ...COMMON,
  defaults: (configuration) =>
    changeElements(configuration, 'webhooks', (given) =>
      fillAbsent<MutatingWebhook>(withWebhookDefaults(given), { reinvocationPolicy: 'Never' }),
    ),
};
