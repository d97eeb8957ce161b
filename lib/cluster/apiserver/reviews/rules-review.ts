import type { SelfSubjectRulesReview } from '../../../kube/generated/authorization-v1';
import { badRequest } from '../../../kube/status';
import type { RuleResolver } from '../authorization/authorizer';
import { aggregate } from '../authorization/rbac-authorizer';
import { type ReviewHandler, reviewHandler } from './review';

/** `selfsubjectrulesreviews`: all that the one who asks may do in a namespace. */
export function rulesReview(resolver: RuleResolver, now: () => number): ReviewHandler {
  return reviewHandler<SelfSubjectRulesReview>(now, ({ object, request }) => {
    const { namespace } = object.spec;
    if (!namespace) throw badRequest('no namespace on request');
    const { resourceRules, nonResourceRules, incomplete, errors } = resolver.rulesFor(
      request.user,
      namespace,
    );
    const status = {
      resourceRules,
      nonResourceRules,
      incomplete,
      ...(errors.length ? { evaluationError: aggregate(errors) } : {}),
    };
    const answer: SelfSubjectRulesReview = {
      kind: object.kind,
      apiVersion: object.apiVersion,
      metadata: {},
      spec: {},
      status,
    };
    return answer;
  });
}
