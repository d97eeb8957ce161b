import type { CustomResourceDefinition } from '../../kube/generated/apiextensions-v1';
import { parseApiVersion } from '../../kube/object';
import type { CheckContext } from './check-context';
import type { CheckedObject } from './checked-object';

type Definitions = ReadonlyMap<string, CustomResourceDefinition>;

const KNOWN = new WeakMap<CheckContext, Definitions>();

/** The definition in the set that an object is an instance of. */
export function definitionOf(
  context: CheckContext,
  { identity }: CheckedObject,
): CustomResourceDefinition | undefined {
  let definitions = KNOWN.get(context);
  if (!definitions) {
    definitions = definitionsIn(context);
    KNOWN.set(context, definitions);
  }
  return definitions.get(`${parseApiVersion(identity.apiVersion).group}/${identity.kind}`);
}

function definitionsIn({ relations }: CheckContext): Definitions {
  return new Map(
    relations
      .of<CustomResourceDefinition>('apiextensions.k8s.io/CustomResourceDefinition')
      .map((definition) => [`${definition.spec?.group}/${definition.spec?.names?.kind}`, definition]),
  );
}
