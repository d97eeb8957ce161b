import type {
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from '../../../kube/generated/admissionregistration-v1';
import {
  ValidatingAdmissionPolicies,
  ValidatingAdmissionPolicyBindings,
} from '../../../kube/generated/resources';
import { StatusError } from '../../../kube/status';
import type { AdmissionEnvironment, AdmissionPlugin, AdmissionRequest } from './plugin';
import { admissionVariables } from './policy/admission-variables';
import { CONDITION_BUDGET, ExpressionRun, POLICY_BUDGET } from './policy/expression-run';
import { conditionsHold } from './policy/match-conditions';
import { type Invocation, invocationsFor } from './policy/policy-bindings';
import { isAdmissionConfiguration } from './policy/resource-rules';
import {
  annotationErrors,
  compiledPolicy,
  failed,
  objectionsOf,
  type PolicyObjection,
} from './policy/validating-policy';
import { refused } from './refusal';

/** Holds requests to the policies that are written as expressions, wherever a binding puts them in force. */
export const validatingAdmissionPolicy: AdmissionPlugin = {
  name: 'ValidatingAdmissionPolicy',

  handles: ({ resource }) => !isAdmissionConfiguration(resource),

  validate(request, environment) {
    const bindings = environment.list(ValidatingAdmissionPolicyBindings);
    if (bindings.length === 0) return;
    const policies = environment.list(ValidatingAdmissionPolicies);
    const { invocations, mistakes } = invocationsFor(policies, bindings, request, environment);
    const denials: Denial[] = mistakes
      .filter(({ policy }) => policy.spec?.failurePolicy !== 'Ignore')
      .map((mistake) => ({ ...mistake, reason: 'Invalid' }));
    for (const invocation of invocations) judge(invocation, request, environment, denials);
    if (denials[0]) throw denied(request, denials[0]);
  },
};

type Policy = ValidatingAdmissionPolicy;
type Binding = ValidatingAdmissionPolicyBinding;

interface Denial {
  readonly policy: Policy;
  readonly binding?: Binding;
  readonly message: string;
  readonly reason: string;
}

function judge(
  { policy, binding, matched, params }: Invocation<Policy, Binding>,
  request: AdmissionRequest,
  environment: AdmissionEnvironment,
  denials: Denial[],
): void {
  const compiled = compiledPolicy(policy);
  const variables = admissionVariables(request, matched, environment, params);
  const holds = conditionsHold(
    compiled.conditions,
    new ExpressionRun(variables, compiled.variables, CONDITION_BUDGET),
  );
  if (holds === false) return;
  const run = new ExpressionRun(variables, compiled.variables, POLICY_BUDGET);
  const objections = holds === true ? objectionsOf(compiled, run) : [failed(holds)];
  const ignores = policy.spec?.failurePolicy === 'Ignore';
  for (const objection of objections)
    if (!(objection.isError && ignores)) act(policy, binding, objection, request, denials);
  if (holds !== true || ignores) return;
  const annotations = new ExpressionRun(variables, compiled.variables, POLICY_BUDGET);
  for (const message of annotationErrors(compiled, annotations))
    denials.push({ policy, binding, message, reason: 'Invalid' });
}

/** There is no audit log that an objection could go to. */
function act(
  policy: Policy,
  binding: Binding,
  { message, reason }: PolicyObjection,
  request: AdmissionRequest,
  denials: Denial[],
): void {
  for (const action of binding.spec?.validationActions ?? []) {
    if (action === 'Deny') denials.push({ policy, binding, message, reason });
    if (action === 'Warn')
      request.notes.warnings.push(
        `Validation failed for ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}': ${message}`,
      );
  }
}

const CODES: { readonly [reason: string]: number } = {
  Forbidden: 403,
  Unauthorized: 401,
  RequestEntityTooLarge: 413,
};
const UNPROCESSABLE = 422;

/** Only the first objection is told. */
function denied(request: AdmissionRequest, { policy, binding, message, reason }: Denial): StatusError {
  const bound = binding ? ` with binding '${binding.metadata.name}'` : '';
  const text = `ValidatingAdmissionPolicy '${policy.metadata.name}'${bound} denied request: ${message}`;
  const { status } = refused(request, text);
  return new StatusError({
    ...status,
    reason,
    code: CODES[reason] ?? UNPROCESSABLE,
    details: { ...status.details, causes: [...(status.details?.causes ?? []), { message: text }] },
  });
}
