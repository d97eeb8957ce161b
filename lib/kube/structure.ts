import structure from './generated/structure.json';

/** One definition of the OpenAPI document, as `structure.json` keeps it. */
export interface Definition {
  readonly type?: string;
  readonly format?: string;
  readonly $ref?: string;
  readonly properties?: { readonly [field: string]: Definition };
  readonly items?: Definition;
  readonly additionalProperties?: Definition;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly 'x-kubernetes-group-version-kind'?: readonly { group: string; version: string; kind: string }[];
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: 'atomic' | 'granular';
  readonly 'x-kubernetes-patch-strategy'?: string;
  readonly 'x-kubernetes-patch-merge-key'?: string;
  readonly 'x-kubernetes-unions'?: unknown;
}

export interface DiscoveryEntry {
  readonly name: string;
  readonly singularName: string;
  readonly kind: string;
  readonly group?: string;
  readonly version?: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

/** The structure of the reference Kubernetes version's API. */
export interface Structure {
  readonly version: string;
  readonly definitions: { readonly [name: string]: Definition };
  readonly discovery: { readonly [groupVersion: string]: readonly DiscoveryEntry[] };
}

export function loadStructure(): Structure {
  return structure as unknown as Structure;
}
