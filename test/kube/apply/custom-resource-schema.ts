import type { KubeObject } from '../../../lib/kube/object';
import { type Schema, type SchemaType, schemaNamed } from '../../../lib/kube/schema';

/** What these tests need of a CustomResourceDefinition. */
export interface CustomResourceDefinition extends KubeObject {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: Structural };
      readonly subresources?: { readonly status?: object };
    }[];
  };
}

interface Structural {
  readonly type?: string;
  readonly properties?: { readonly [field: string]: Structural };
  readonly items?: Structural;
  readonly additionalProperties?: Structural;
  readonly default?: unknown;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: 'atomic' | 'granular';
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
}

const compiled = new WeakMap<Structural, Schema>();

/** The schema of a custom resource in one version. */
export function customResourceSchema({ spec }: CustomResourceDefinition, version: string): Schema {
  const structural = spec.versions.find(({ name }) => name === version)!.schema.openAPIV3Schema;
  let schema = compiled.get(structural);
  if (!schema) {
    const text: Structural = { type: 'string' };
    const root = compile({
      ...structural,
      properties: { ...structural.properties, apiVersion: text, kind: text },
    });
    const metadata = schemaNamed('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta');
    schema = { ...root, type: 'object', fields: new Map([...root.fields, ['metadata', metadata]]) };
    compiled.set(structural, schema);
  }
  return schema;
}

function compile(structural: Structural): Schema {
  const child = structural.items ?? structural.additionalProperties;
  return {
    type: typeOf(structural),
    goType: '',
    fields: new Map(Object.entries(structural.properties ?? {}).map(([name, one]) => [name, compile(one)])),
    items: child && compile(child),
    required: [],
    listType: structural['x-kubernetes-list-type'] ?? 'atomic',
    mapKeys: structural['x-kubernetes-list-map-keys'] ?? [],
    atomic: structural['x-kubernetes-map-type'] === 'atomic',
    patchStrategy: [],
    default: structural.default,
    preservesUnknown: structural['x-kubernetes-preserve-unknown-fields'] === true,
  };
}

function typeOf(structural: Structural): SchemaType {
  if (structural['x-kubernetes-int-or-string']) return 'intOrString';
  if (structural.type === 'object') {
    if (structural.properties) return 'object';
    return structural.additionalProperties ? 'map' : 'any';
  }
  return (structural.type as SchemaType | undefined) ?? 'any';
}
