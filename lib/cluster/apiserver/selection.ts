import type { ApiRequest } from '../../kube/api-request';
import type { KubeObject } from '../../kube/object';
import { FieldSelector } from '../../kube/selectors/field-selector';
import { LabelSelector } from '../../kube/selectors/label-selector';
import { asRequested, type KindRegistration } from './kind-registration';

/** What `labelSelector` and `fieldSelector` of a list, watch or deletecollection select. */
export interface Selection {
  /** Set when the field selector names one object, as `kubectl get --watch NAME` does. */
  readonly name: string | undefined;
  /** Whether a stored object is selected. The fields are those of the requested version. Undefined: everything. */
  readonly selects: ((object: KubeObject) => boolean) | undefined;
}

const EVERYTHING: Selection = { name: undefined, selects: undefined };

export function selectionOf(kind: KindRegistration, request: ApiRequest): Selection {
  const { labelSelector, fieldSelector } = request.options;
  if (!labelSelector && !fieldSelector) return EVERYTHING;
  const labels = labelSelector ? LabelSelector.parse(labelSelector) : undefined;
  const fields = fieldSelector
    ? FieldSelector.parse(fieldSelector, kind.strategy.selectableFields, kind.info)
    : undefined;
  return {
    name: fields?.exactName(),
    selects: (object) =>
      (!labels || labels.matches(object.metadata.labels ?? {})) &&
      (!fields || fields.matches(asRequested(kind, object))),
  };
}
