import type { UserInfo } from '../../../kube/api-request';
import type { UserInfo as ApiUserInfo, SelfSubjectReview } from '../../../kube/generated/authentication-v1';
import { timestamp } from '../../clock/clock';
import { type ReviewHandler, reviewHandler } from './review';

/** `selfsubjectreviews`: who the API server takes the one who asks for. */
export function selfReview(now: () => number): ReviewHandler {
  return reviewHandler<SelfSubjectReview>(now, ({ object, request, now: time }) => {
    const answer: SelfSubjectReview = {
      kind: object.kind,
      apiVersion: object.apiVersion,
      metadata: { creationTimestamp: timestamp(time) },
      status: { userInfo: userInfo(request.user) },
    };
    return answer;
  });
}

/** A user as the API shows one. */
export function userInfo({ name, uid, groups, extra }: UserInfo): ApiUserInfo {
  return {
    username: name,
    ...(uid ? { uid } : {}),
    ...(groups.length ? { groups } : {}),
    ...(extra && Object.keys(extra).length ? { extra } : {}),
  };
}
