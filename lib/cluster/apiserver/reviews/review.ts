import type { ApiRequest, ApiResponse } from '../../../kube/api-request';
import type { KubeObject } from '../../../kube/object';
import { withOwnership } from '../answer-ownership';
import { decodeBody } from '../decoding';
import type { KindRegistration } from '../kind-registration';
import { checkNamespace } from '../object-metadata';

/**
 * Answers the creation of an object that is a question and is not stored: an access review. The answer is the object
 * with its status.
 */
export type ReviewHandler = (kind: KindRegistration, request: ApiRequest) => ApiResponse;

/** A question, as it was sent. */
export interface Question<T> {
  readonly object: T;
  readonly request: ApiRequest;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** A handler that decodes the question and sends back what `answer` makes of it. */
export function reviewHandler<T extends KubeObject>(
  now: () => number,
  answer: (question: Question<T>) => KubeObject,
): ReviewHandler {
  return (kind, request) => {
    const warnings: string[] = [];
    const object = decodeBody(kind, request.body, request, warnings);
    checkNamespace(object, request, kind.info);
    const { namespace: _ignored, ...metadata } = object.metadata;
    const placed = kind.info.namespaced ? { ...metadata, namespace: request.namespace } : metadata;
    const { schema, info } = kind;
    const owned = withOwnership({ ...object, metadata: placed }, schema, info, request, now());
    return { code: 201, object: answer({ object: owned as T, request, now: now() }), warnings };
  };
}
