import type { ResourceInfo } from '../../../kube/resource-catalogue';
import { type Definition, loadStructure } from '../../../kube/structure';
import {
  customDefinitions,
  describedMetadata,
  OBJECT_META,
  type OpenApiVersion,
  REFERRED_DEFINITIONS,
} from './custom-openapi';
import { type Discovery, type TaggedDocument, tagged } from './discovery';
import { type OpenApiDocument, openApiProtobuf } from './openapi-protobuf';

const REF_V2 = '#/definitions/';
const REF_V3 = '#/components/schemas/';

/** The OpenAPI documents: what kubectl explain, kubectl apply and other clients learn the shape of objects from. */
export class OpenApi {
  private readonly documents = new Map<string, TaggedDocument>();
  private encoded: Buffer | undefined;

  constructor(private readonly discovery: Discovery) {}

  /** `/openapi/v2`, `/openapi/v3`, `/openapi/v3/apis/apps/v1`; undefined for another path. */
  document(path: string): TaggedDocument | undefined {
    let document = this.documents.get(path);
    if (!document) {
      const built = this.build(path);
      if (!built) return undefined;
      document = tagged(JSON.stringify(built));
      this.documents.set(path, document);
    }
    return document;
  }

  /** `/openapi/v2` in its other form. */
  protobuf(): Buffer {
    this.encoded ??= openApiProtobuf(this.v2());
    return this.encoded;
  }

  private build(path: string): object | undefined {
    if (path === '/openapi/v2') return this.v2();
    if (path === '/openapi/v3') return this.index();
    for (const served of this.discovery.served())
      if (path === `/openapi/v3/${keyOf(served)}`)
        return this.v3(served.group, served.version, served.resources);
    return undefined;
  }

  private index(): object {
    const paths: Record<string, object> = {};
    for (const served of this.discovery.served()) {
      const key = keyOf(served);
      const { etag } = this.document(`/openapi/v3/${key}`)!;
      paths[key] = { serverRelativeURL: `/openapi/v3/${key}?hash=${etag.slice(1, -1)}` };
    }
    return { paths };
  }

  private v2(): OpenApiDocument {
    const paths: Record<string, object> = {};
    const all = this.discovery.served().flatMap(({ resources }) => resources);
    for (const info of all) Object.assign(paths, pathsOf(info, parametersV2));
    const definitions = { ...builtInDefinitions(), ...customSchemas(all, 'v2') };
    return { swagger: '2.0', info: documentInfo(), paths, definitions };
  }

  private v3(group: string, version: string, resources: readonly ResourceInfo[]): object {
    const paths: Record<string, object> = {};
    for (const info of resources) Object.assign(paths, pathsOf(info, parametersV3));
    const custom = customSchemas(resources, 'v3');
    return {
      openapi: '3.0.0',
      info: documentInfo(),
      paths,
      components: { schemas: { ...schemasOf(group, version, custom), ...custom } },
    };
  }
}

/** Documents know the minor version only. */
function documentInfo(): OpenApiDocument['info'] {
  return { title: 'Kubernetes', version: /\d+\.\d+/.exec(loadStructure().version)![0] };
}

function keyOf({ group, version }: { readonly group: string; readonly version: string }): string {
  return group ? `apis/${group}/${version}` : `api/${version}`;
}

type ParameterForm = (name: string, type: string) => object;
const parametersV2: ParameterForm = (name, type) => ({ name, in: 'query', type, uniqueItems: true });
const parametersV3: ParameterForm = (name, type) => ({
  name,
  in: 'query',
  schema: { type, uniqueItems: true },
});

/** The operations of a resource with the parameters by which clients recognise what the server can do. */
function pathsOf(info: ResourceInfo, parameter: ParameterForm): Record<string, object> {
  const root = info.group ? `/apis/${info.group}/${info.version}` : `/api/${info.version}`;
  const collection = `${root}${info.namespaced ? '/namespaces/{namespace}' : ''}/${info.resource}`;
  const kind = { group: info.group, version: info.version, kind: info.kind };
  const writing = ['dryRun', 'fieldManager', 'fieldValidation'].map((name) => parameter(name, 'string'));
  const operation = (action: string, parameters: object[]) => ({
    parameters,
    responses: { '200': { description: 'OK' } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': kind,
  });
  const one = {
    ...(info.verbs.includes('get') ? { get: operation('get', []) } : {}),
    ...(info.verbs.includes('update') ? { put: operation('put', writing) } : {}),
    ...(info.verbs.includes('patch')
      ? { patch: operation('patch', [...writing, parameter('force', 'boolean')]) }
      : {}),
    ...(info.verbs.includes('delete')
      ? { delete: operation('delete', [parameter('dryRun', 'string')]) }
      : {}),
  };
  const all = {
    ...(info.verbs.includes('list') ? { get: operation('list', []) } : {}),
    ...(info.verbs.includes('create') ? { post: operation('post', writing) } : {}),
  };
  return { [collection]: all, [`${collection}/{name}`]: one };
}

let described: { readonly [name: string]: Definition } | undefined;

/** Their structure; texts are there for what all kinds have in common. */
function builtInDefinitions(): { readonly [name: string]: Definition } {
  if (!described) {
    const { definitions } = loadStructure();
    described = { ...definitions, [OBJECT_META]: describedMetadata(definitions[OBJECT_META]!) };
  }
  return described;
}

/** The definitions of the custom kinds among the resources. */
function customSchemas(resources: readonly ResourceInfo[], version: OpenApiVersion): Record<string, object> {
  const found: Record<string, object> = {};
  for (const info of resources)
    if (info.custom) Object.assign(found, customDefinitions(info, info.custom, version));
  return found;
}

/**
 * The built-in definitions that a group version's kinds need, directly or not.
 * @param custom the definitions of its custom kinds
 */
function schemasOf(group: string, version: string, custom: object): Record<string, object> {
  const definitions = builtInDefinitions();
  const needed = new Set<string>();
  const visit = (name: string) => {
    if (needed.has(name)) return;
    needed.add(name);
    for (const reference of referencesIn(definitions[name]!)) visit(reference);
  };
  for (const [name, definition] of Object.entries(definitions))
    if (
      definition['x-kubernetes-group-version-kind']?.some(
        (one) => one.group === group && one.version === version,
      )
    )
      visit(name);
  if (Object.keys(custom).length > 0) for (const name of REFERRED_DEFINITIONS) visit(name);
  return Object.fromEntries(
    [...needed].sort().map((name) => [name, SEVERAL_TYPES[name] ?? toV3(definitions[name]!)]),
  );
}

/** OpenAPI v3 has words for what can be written in two ways. */
const SEVERAL_TYPES: { readonly [name: string]: object | undefined } = {
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': {
    format: 'int-or-string',
    oneOf: [{ type: 'integer' }, { type: 'string' }],
  },
  'io.k8s.apimachinery.pkg.api.resource.Quantity': { oneOf: [{ type: 'string' }, { type: 'number' }] },
};

function* referencesIn(definition: Definition): Generator<string> {
  if (definition.$ref) yield definition.$ref.slice(REF_V2.length);
  for (const child of childrenOf(definition)) yield* referencesIn(child);
}

function childrenOf({ properties, items, additionalProperties }: Definition): Definition[] {
  return [
    ...Object.values(properties ?? {}),
    ...(items ? [items] : []),
    ...(additionalProperties ? [additionalProperties] : []),
  ];
}

/** In OpenAPI v3 a reference that says more than its target stands in an `allOf`. */
function toV3(definition: Definition): object {
  const { $ref, properties, items, additionalProperties, ...rest } = definition;
  const reference = $ref && { $ref: REF_V3 + $ref.slice(REF_V2.length) };
  return {
    ...rest,
    ...(reference ? (Object.keys(rest).length > 0 ? { allOf: [reference] } : reference) : {}),
    ...(properties ? { properties: mapRecord(properties, toV3) } : {}),
    ...(items ? { items: toV3(items) } : {}),
    ...(additionalProperties ? { additionalProperties: toV3(additionalProperties) } : {}),
  };
}

function mapRecord<A, B>(record: { readonly [key: string]: A }, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
