import { decodeBody, type FieldValidation } from '../../../../kube/decode-body';
import type { GroupVersionKind, KubeObject } from '../../../../kube/object';
import { internalError, StatusError } from '../../../../kube/status';
import type { BodyKind } from './request-body';

/** Where a body is refused, this says what it should have been. */
const EXPECTATION = /^\S+ in version "\S+" cannot be handled as an? \S+: /;

/** What a policy or webhook made of an object, defaulted. @throws StatusError 500 if it is no object of its kind */
export function mutatedObject(
  document: unknown,
  kind: GroupVersionKind,
  { schema, strategy }: BodyKind,
  fieldValidation: FieldValidation,
): KubeObject {
  if (!schema) return document as KubeObject;
  try {
    const { object } = decodeBody<KubeObject>(schema, kind, document, { fieldValidation });
    return strategy.defaults?.(object) ?? object;
  } catch (error) {
    throw error instanceof StatusError ? internalError(error.message.replace(EXPECTATION, '')) : error;
  }
}
