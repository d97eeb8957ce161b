import { AdmissionExpressions } from '../../../../kube/cel/admission-expressions';
import { memoize } from '../../../../kube/frozen';
import type { MutatingAdmissionPolicy, Mutation } from '../../../../kube/generated/admissionregistration-v1';
import type { NamedExpression } from './expression-run';
import { type MatchConditions, matchConditions } from './match-conditions';

export interface CompiledMutation extends NamedExpression {
  readonly patchType: Mutation['patchType'];
}

/** A policy whose expressions are ready to be evaluated. */
export interface CompiledMutations {
  readonly variables: ReadonlyMap<string, NamedExpression>;
  readonly conditions: MatchConditions;
  readonly mutations: readonly CompiledMutation[];
}

/** Remembered per policy. */
export const compiledMutations = memoize(({ spec = {} }: MutatingAdmissionPolicy): CompiledMutations => {
  const { paramKind, variables = [], mutations = [] } = spec;
  const expressions = new AdmissionExpressions({ hasParams: paramKind !== undefined, hasVariables: true });
  const named = new Map<string, NamedExpression>();
  for (const { name, expression } of variables)
    named.set(name, { expression, compiled: expressions.addVariable(name, expression) });
  return {
    variables: named,
    conditions: matchConditions(spec.matchConditions, expressions),
    mutations: mutations.map((mutation) => compiledMutation(mutation, expressions)),
  };
});

function compiledMutation(
  { patchType, applyConfiguration, jsonPatch }: Mutation,
  expressions: AdmissionExpressions,
): CompiledMutation {
  const isPatch = patchType === 'JSONPatch';
  const expression = ((isPatch ? jsonPatch : applyConfiguration)?.expression ?? '').trim();
  const use = isPatch ? 'jsonPatch' : 'applyConfiguration';
  return { patchType, expression, compiled: expressions.compile(expression, use) };
}
