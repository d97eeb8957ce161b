import type {
  NonResourceAttributes,
  ResourceAttributes,
} from '../../../../lib/kube/generated/authorization-v1';

/** What an access review asks. */
export interface AccessQuestion {
  readonly resourceAttributes?: ResourceAttributes;
  readonly nonResourceAttributes?: NonResourceAttributes;
}

const RESOURCE =
  /^(?<verb>\S+) (?<resource>[^\s./:]+)(?:\.(?<group>[^\s/:]+))?(?:\/(?<subresource>[^\s:]+))?(?::(?<name>\S+))?(?: in (?<namespace>\S+))?(?: where (?<selector>\S+))?$/;

/** `get /healthz`, or `patch deployments.apps/scale:web in shop`, or `list pods where spec.nodeName=a`. */
export function parseQuestion(text: string): AccessQuestion {
  const [verb, path] = text.split(' ') as [string, string];
  if (path.startsWith('/')) return { nonResourceAttributes: { verb, path } };
  const parts = RESOURCE.exec(text)?.groups;
  if (!parts) throw new Error(`not a question: ${text}`);
  const { selector, ...attributes } = parts;
  const present = Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
  return {
    resourceAttributes: { ...present, ...(selector ? { fieldSelector: { rawSelector: selector } } : {}) },
  };
}
