import type { Schema } from '../kube/schema';

/** How the elements of two lists are brought together. */
export interface ListRule {
  /**
   * `keyed`: by the values of `keys`. `set`: scalars that are there or not. `bag`: objects without a key, each by its
   * content. `sequence`: by place.
   */
  readonly match: 'keyed' | 'set' | 'bag' | 'sequence';
  readonly keys: readonly string[];
  /** Whether another order of the same elements is a change. */
  readonly ordered: boolean;
}

/** Keys of lists that the API replaces as a whole, but whose elements are told apart by these fields all the same. */
const OWN_KEYS: { readonly [field: string]: readonly string[] } = {
  'IngressSpec.rules': ['host'],
  'HTTPIngressRuleValue.paths': ['path', 'pathType'],
  'IngressSpec.tls': ['secretName'],
  'RoleBinding.subjects': ['kind', 'namespace', 'name'],
  'ClusterRoleBinding.subjects': ['kind', 'namespace', 'name'],
  'CustomResourceDefinitionSpec.versions': ['name'],
  'LimitRangeSpec.limits': ['type'],
  'StatefulSetSpec.volumeClaimTemplates': ['metadata.name'],
  'ObjectMeta.ownerReferences': ['uid'],
  'Container.resizePolicy': ['resourceName'],
};

/** Lists outside of pod templates in which the order of the elements counts. */
const ORDERED_FIELDS: ReadonlySet<string> = new Set([
  'ServiceSpec.ipFamilies',
  'ServiceSpec.clusterIPs',
  'StatefulSetSpec.volumeClaimTemplates',
  'CustomResourceDefinitionVersion.additionalPrinterColumns',
  'ValidatingAdmissionPolicySpec.variables',
  'MutatingAdmissionPolicySpec.variables',
  'MutatingAdmissionPolicySpec.mutations',
]);

/**
 * The rule for the list in `field` of a structure (`owner`: Go's name of its type). In pod templates every order counts:
 * controllers compare templates literally, and start new pods when a list is in another order. Elsewhere the order of a
 * list that has keys, or that is a set by its meaning, says nothing.
 */
export function listRule(schema: Schema, owner: string, field: string, inTemplate: boolean): ListRule {
  const name = `${owner}.${field}`;
  const ordered = inTemplate || ORDERED_FIELDS.has(name);
  const keys = keysOf(schema, name);
  if (keys) return { match: 'keyed', keys, ordered };
  const { items } = schema;
  const holdsObjects = items?.type === 'object' || items?.type === 'map' || items?.type === 'any';
  if (holdsObjects) return { match: ordered && !inTemplate ? 'sequence' : 'bag', keys: [], ordered };
  if (schema.listType === 'set') return { match: 'set', keys: [], ordered };
  return { match: ordered ? 'sequence' : 'set', keys: [], ordered };
}

function keysOf(schema: Schema, name: string): readonly string[] | undefined {
  if (OWN_KEYS[name]) return OWN_KEYS[name];
  if (schema.listType === 'map' && schema.mapKeys.length > 0) return schema.mapKeys;
  return schema.patchMergeKey ? [schema.patchMergeKey] : undefined;
}

/** Fields that tell the elements of a list apart in most custom resources. */
const USUAL_KEYS = ['name', 'key', 'id', 'host', 'path'];

/** For a list of unknown structure: by the first usual key that all elements have. The order may count. */
export function guessedListRule(before: readonly unknown[], after: readonly unknown[]): ListRule {
  const elements = [...before, ...after];
  const areObjects = elements.every((one) => typeof one === 'object' && one !== null && !Array.isArray(one));
  if (!areObjects) return { match: 'sequence', keys: [], ordered: true };
  const key = USUAL_KEYS.find((name) =>
    elements.every((one) => typeof (one as Record<string, unknown>)[name] === 'string'),
  );
  return key
    ? { match: 'keyed', keys: [key], ordered: true }
    : { match: 'sequence', keys: [], ordered: true };
}
