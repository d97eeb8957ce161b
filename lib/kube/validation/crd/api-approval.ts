import { type FieldError, invalidValue, required } from '../../field-error';
import { FieldPath } from '../../field-path';
import type { CustomResourceDefinition } from '../../generated/apiextensions-v1';
import { goQuote } from '../../go-format';
import { parseGoRequestUri } from '../../go-url';

const ANNOTATION = 'api-approved.kubernetes.io';
const PATH = FieldPath.of('metadata').child('annotations').key(ANNOTATION);
const ENHANCEMENT = 'see https://github.com/kubernetes/enhancements/pull/1111';
const INVALID = ` with either a URL or a reason starting with "unapproved", ${ENHANCEMENT}`;
const RULE = `protected groups must have approval annotation ${goQuote(ANNOTATION)}`;

type Approval = 'missing' | 'invalid' | 'approved' | 'bypassed';

/** Groups of the Kubernetes community need an approval, or the word that there is none. */
export function validateApiApproval(
  definition: CustomResourceDefinition,
  old: CustomResourceDefinition | undefined,
  errors: FieldError[],
): void {
  if (!isProtected(definition.spec.group ?? '')) return;
  const approval = approvalOf(definition);
  if (old && approvalOf(old) === approval) return;
  if (approval === 'missing') errors.push(required(PATH, `${RULE}, ${ENHANCEMENT}`));
  if (approval === 'invalid') errors.push(invalidValue(PATH, annotationOf(definition), `${RULE}${INVALID}`));
}

/** What the API server says in the status of a definition about its approval. */
export interface ApprovalCondition {
  readonly type: 'KubernetesAPIApprovalPolicyConformant';
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
}

/** Undefined for groups that need no approval. */
export function approvalCondition(definition: CustomResourceDefinition): ApprovalCondition | undefined {
  if (!isProtected(definition.spec.group)) return undefined;
  const annotation = annotationOf(definition);
  const said = (status: 'True' | 'False', reason: string, message: string) =>
    ({ type: 'KubernetesAPIApprovalPolicyConformant', status, reason, message }) as const;
  switch (approvalOf(definition)) {
    case 'approved':
      return said('True', 'ApprovedAnnotation', `approved in ${annotation}`);
    case 'bypassed':
      return said('False', 'UnapprovedAnnotation', `not approved: ${goQuote(annotation)}`);
    case 'missing':
      return said('False', 'MissingAnnotation', `${RULE}, ${ENHANCEMENT}`);
    case 'invalid':
      return said('False', 'InvalidAnnotation', `${RULE}${INVALID}`);
  }
}

function isProtected(group: string): boolean {
  return /(^|\.)(k8s|kubernetes)\.io$/.test(group);
}

function annotationOf({ metadata }: CustomResourceDefinition): string {
  return metadata.annotations?.[ANNOTATION] ?? '';
}

function approvalOf(definition: CustomResourceDefinition): Approval {
  const value = annotationOf(definition);
  if (value === '') return 'missing';
  if (value.startsWith('unapproved')) return 'bypassed';
  const url = parseGoRequestUri(value);
  return !('error' in url) && url.host !== '' && url.scheme !== '' ? 'approved' : 'invalid';
}
