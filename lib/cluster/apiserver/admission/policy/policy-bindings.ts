import type {
  MatchResources,
  ParamKind,
  ParamRef,
} from '../../../../kube/generated/admissionregistration-v1';
import type { KubeObject } from '../../../../kube/object';
import type { AdmissionEnvironment, AdmissionRequest } from '../plugin';
import { ConfigurationError, paramResource, paramsOf } from './policy-params';
import { type MatchedVersion, matchRequest } from './resource-rules';

/** What policies that validate and policies that mutate have in common. */
export interface PolicyObject extends KubeObject {
  readonly spec?: {
    readonly paramKind?: ParamKind;
    readonly matchConstraints?: MatchResources;
    readonly failurePolicy?: 'Fail' | 'Ignore';
  };
}

export interface BindingObject extends KubeObject {
  readonly spec?: {
    readonly policyName?: string;
    readonly matchResources?: MatchResources;
    readonly paramRef?: ParamRef;
  };
}

/** A policy in force, with one of its parameters. */
export interface Invocation<P extends PolicyObject, B extends BindingObject> {
  readonly policy: P;
  readonly binding: B;
  readonly matched: MatchedVersion;
  readonly params: KubeObject | null;
}

/** A policy, or a binding of it, that cannot be used as it is. */
export interface Misconfiguration<P extends PolicyObject, B extends BindingObject> {
  readonly policy: P;
  readonly binding?: B;
  readonly message: string;
}

/** The policies that bindings put in force for a request, and what is wrong with those that cannot be asked. */
export function invocationsFor<P extends PolicyObject, B extends BindingObject>(
  policies: readonly P[],
  bindings: readonly B[],
  request: AdmissionRequest,
  environment: AdmissionEnvironment,
): {
  readonly invocations: readonly Invocation<P, B>[];
  readonly mistakes: readonly Misconfiguration<P, B>[];
} {
  const invocations: Invocation<P, B>[] = [];
  const mistakes: Misconfiguration<P, B>[] = [];
  const attempt = <T>(policy: P, binding: B | undefined, compute: () => T): T | undefined => {
    try {
      return compute();
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      const what = binding ? 'binding' : 'policy';
      mistakes.push({ policy, binding, message: `failed to configure ${what}: ${error.message}` });
      return undefined;
    }
  };
  for (const policy of policies) {
    const own = bindings.filter(({ spec }) => spec?.policyName === policy.metadata.name);
    const { matchConstraints = {}, paramKind } = policy.spec ?? {};
    const matched = own.length > 0 ? matchRequest(matchConstraints, request, environment) : undefined;
    if (!matched) continue;
    const kind = attempt(policy, undefined, () => ({ resource: paramResource(paramKind, environment) }));
    if (!kind) continue;
    for (const binding of own) {
      const { matchResources, paramRef } = binding.spec ?? {};
      if (matchResources && !matchRequest(matchResources, request, environment)) continue;
      const found = attempt(policy, binding, () =>
        paramsOf(kind.resource, paramRef, request.namespace, environment),
      );
      for (const params of found ?? []) invocations.push({ policy, binding, matched, params });
    }
  }
  return { invocations, mistakes };
}
