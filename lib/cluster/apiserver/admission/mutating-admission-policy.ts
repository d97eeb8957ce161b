import { equal } from '../../../kube/frozen';
import type {
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
} from '../../../kube/generated/admissionregistration-v1';
import {
  MutatingAdmissionPolicies,
  MutatingAdmissionPolicyBindings,
} from '../../../kube/generated/resources';
import type { GroupVersionKind, KubeObject } from '../../../kube/object';
import { StatusError } from '../../../kube/status';
import type { AdmissionEnvironment, AdmissionPlugin, AdmissionRequest } from './plugin';
import { admissionVariables } from './policy/admission-variables';
import { BudgetError, CONDITION_BUDGET, ExpressionRun, POLICY_BUDGET } from './policy/expression-run';
import { conditionsHold } from './policy/match-conditions';
import { type CompiledMutation, type CompiledMutations, compiledMutations } from './policy/mutating-policy';
import { appliedTo, MutationError, patchedWith } from './policy/mutation-patch';
import { type Invocation, invocationsFor } from './policy/policy-bindings';
import { bodyFrom, bodyIn, bodyKind, hasTypedBody } from './policy/request-body';
import { isAdmissionConfiguration } from './policy/resource-rules';
import { refused } from './refusal';

/** Changes objects as policies say that are written as expressions, wherever a binding puts them in force. */
export const mutatingAdmissionPolicy: AdmissionPlugin = {
  name: 'MutatingAdmissionPolicy',

  handles: ({ resource }) => !isAdmissionConfiguration(resource),

  mutate(object, request, environment) {
    const bindings = environment.list(MutatingAdmissionPolicyBindings);
    if (bindings.length === 0) return object;
    const policies = environment.list(MutatingAdmissionPolicies);
    const { invocations, mistakes } = invocationsFor(policies, bindings, { ...request, object }, environment);
    const errors: PolicyError[] = [...mistakes];
    const mutated = mutateAll(object, invocations, request, environment, errors);
    const fatal = errors.filter(({ policy }) => policy.spec?.failurePolicy !== 'Ignore');
    if (fatal.length > 0) throw denied(request, object, fatal);
    return mutated;
  },
};

type PolicyInvocation = Invocation<MutatingAdmissionPolicy, MutatingAdmissionPolicyBinding>;

interface PolicyError {
  readonly policy: MutatingAdmissionPolicy;
  readonly binding?: MutatingAdmissionPolicyBinding;
  readonly message: string;
  /** Default: `Forbidden`. */
  readonly reason?: string;
}

function mutateAll(
  object: KubeObject,
  invocations: readonly PolicyInvocation[],
  request: AdmissionRequest,
  environment: AdmissionEnvironment,
  errors: PolicyError[],
): KubeObject {
  const ledger = request.reinvocation.ledgerOf(mutatingAdmissionPolicy.name);
  ledger.begin(object);
  let current = object;
  for (const invocation of invocations) {
    const compiled = compiledMutations(invocation.policy);
    const { policy, binding } = invocation;
    const report = (message: string) => errors.push({ policy, binding, message, reason: 'Invalid' });
    const holds = holdsFor(invocation, compiled, { ...request, object: current }, environment);
    if (typeof holds === 'string') report(holds);
    const key = keyOf(invocation);
    if (holds !== true || ledger.isSkipped(key)) continue;
    const before = current;
    for (const mutation of compiled.mutations) {
      const outcome = mutateOnce(current, mutation, compiled, invocation, request, environment);
      if (typeof outcome === 'string') report(outcome);
      else current = outcome;
    }
    if (!equal(before, current)) ledger.changed();
    if (policy.spec?.reinvocationPolicy === 'IfNeeded') ledger.remember(key);
  }
  ledger.end(current);
  return current;
}

function keyOf({ policy, binding, params }: PolicyInvocation): string {
  const { namespace, name } = params?.metadata ?? {};
  return JSON.stringify([policy.metadata.name, binding.metadata.name, namespace, name]);
}

function holdsFor(
  { matched, params, policy }: PolicyInvocation,
  compiled: CompiledMutations,
  request: AdmissionRequest,
  environment: AdmissionEnvironment,
): boolean | string {
  if (compiled.conditions.length === 0) return true;
  const variables = admissionVariables(request, matched, environment, params);
  const run = new ExpressionRun(variables, compiled.variables, CONDITION_BUDGET);
  const holds = conditionsHold(compiled.conditions, run);
  return typeof holds === 'string' && policy.spec?.failurePolicy === 'Ignore' ? false : holds;
}

/** The object after one mutation, or the error that is told of it. */
function mutateOnce(
  object: KubeObject,
  mutation: CompiledMutation,
  compiled: CompiledMutations,
  { matched, params }: PolicyInvocation,
  request: AdmissionRequest,
  environment: AdmissionEnvironment,
): KubeObject | string {
  const { resources } = environment;
  const variables = admissionVariables({ ...request, object }, matched, environment, params);
  try {
    if (!('program' in mutation.compiled)) return mutation.compiled.problem;
    const outcome = new ExpressionRun(variables, compiled.variables, POLICY_BUDGET).evaluate(mutation);
    if ('error' in outcome) return outcome.error;
    const seen = bodyIn(object, request, matched, resources);
    const patch = mutation.patchType === 'JSONPatch' ? patchedWith : appliedTo;
    if (patch === appliedTo && !hasTypedBody(request, matched.kind, resources)) throw untyped(matched.kind);
    const changed = patch(seen, outcome.value, matched.kind, bodyKind(request, matched, resources));
    return bodyFrom(changed, request, matched, resources);
  } catch (error) {
    if (error instanceof MutationError || error instanceof BudgetError) return error.message;
    throw error;
  }
}

function untyped(kind: GroupVersionKind): MutationError {
  return new MutationError(
    `error applying patch: failed to convert patch object to typed object: no corresponding type for ${kind.group}/${kind.version}, Kind=${kind.kind}`,
  );
}

/** The first error is told, all are causes. */
function denied(request: AdmissionRequest, object: KubeObject, errors: readonly PolicyError[]): StatusError {
  const messages = errors.map(({ policy, binding, message }) => {
    const { name } = policy.metadata;
    return binding
      ? `policy '${name}' with binding '${binding.metadata.name}' denied request: ${message}`
      : `policy "${name}" denied request: ${message}`;
  });
  const { status } = refused(request, '', object);
  return new StatusError({
    ...status,
    message: messages[0]!,
    reason: errors[0]!.reason ?? status.reason,
    details: { ...status.details, causes: messages.map((message) => ({ message })) },
  });
}
