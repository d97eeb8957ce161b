import type { IConstruct } from 'constructs';
import { checkText, LABEL_KEY, LABEL_VALUE } from './names';
import { report } from './report';

export type Labels = { readonly [key: string]: string };

/** The labels Kubernetes recommends, as far as this library sets them. */
export const NAME = 'app.kubernetes.io/name';
export const PART_OF = 'app.kubernetes.io/part-of';
export const COMPONENT = 'app.kubernetes.io/component';
export const MANAGED_BY = 'app.kubernetes.io/managed-by';
/** Set by the API server on every namespace. */
export const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

export const MANAGER = 'seaworthy';

const OWN = new Set([NAME, PART_OF, COMPONENT, MANAGED_BY]);

/** Reports labels the author may not set, because the constructs set them and select by them. */
export function checkLabels(construct: IConstruct, labels: Labels = {}): void {
  for (const [key, value] of Object.entries(labels)) {
    const field = `labels[${key}]`;
    if (OWN.has(key)) {
      report(construct, {
        field,
        message: `${key} is set by the construct itself, but labels set it to ${JSON.stringify(value)}`,
        fix: 'use the id, partOf or component; or override the field of the object',
      });
    }
    checkText(construct, field, key, LABEL_KEY);
    checkText(construct, field, value, LABEL_VALUE);
  }
}
