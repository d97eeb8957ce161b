import type { CustomResourceDefinition } from '../../kube/generated/apiextensions-v1';
import { parseApiVersion } from '../../kube/object';
import type { CheckContext } from './check-context';
import type { CheckedObject } from './checked-object';

/** The definition in the set that an object is an instance of. */
export function definitionOf(
  { relations }: CheckContext,
  { identity }: CheckedObject,
): CustomResourceDefinition | undefined {
  const { group } = parseApiVersion(identity.apiVersion);
  return relations
    .of<CustomResourceDefinition>('apiextensions.k8s.io/CustomResourceDefinition')
    .find(({ spec }) => spec?.group === group && spec.names?.kind === identity.kind);
}
