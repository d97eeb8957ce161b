import { readFileSync } from 'node:fs';
import { Construct } from 'constructs';
import { parseAllDocuments } from 'yaml';
import * as resources from '../../kube/generated/resources';
import { GO_YAML } from '../../kube/go-yaml';
import { apiVersionOf, type KubeObject, parseApiVersion } from '../../kube/object';
import { isObject } from '../../kube/record';
import type { ResourceType } from '../../kube/resource-type';
import { report } from '../authoring/report';
import { recordSource } from '../authoring/source-location';
import { KubeApiObject, listObjects } from '../kube-api-object';
import { IncludedService } from './included-service';
import { type OutputOf, readOutput } from './output-of';

export interface IncludedObjectsProps {
  /** Manifests, as texts of YAML or JSON. */
  readonly yaml?: string;
  /** Files of manifests, seen from the current folder. */
  readonly files?: readonly string[];
  /** A program whose output is manifests, such as `helm template` and `kustomize build`. */
  readonly output?: OutputOf;
  /**
   * Objects that are left out: `['Secret/demo']`.
   *
   * @default none
   */
  readonly without?: readonly string[];
}

/** Manifests that are written elsewhere, as constructs of this stack: with its namespace and labels, to be patched. */
export class IncludedObjects extends Construct {
  readonly objects: readonly KubeApiObject[];

  constructor(scope: Construct, id: string, props: IncludedObjectsProps) {
    super(scope, id);
    recordSource(this);
    const left = new Set(props.without);
    this.objects = textsOf(this, props)
      .flatMap(({ text, origin }) => documentsOf(this, text, origin))
      .filter((document) => !left.delete(nameOf(document)))
      .map((document) => this.add(document));
    for (const name of left) {
      report(this, {
        field: 'without',
        message: `there is no ${name}; there is ${listObjects(this.objects)}`,
      });
    }
  }

  /** One of the objects: `object('Deployment', 'web')`. Reports one that is not there. */
  object(kind: string, name: string): KubeApiObject {
    const found = this.objects.find((one) => one.kind === kind && one.name === name);
    if (!found) {
      report(this, { message: `there is no ${kind}/${name}; there is ${listObjects(this.objects)}` });
    }
    return found!;
  }

  /** One of the Services, to connect and to route to. Reports one that is not there. */
  service(name: string): IncludedService {
    const id = `service-${name}`;
    const known = this.node.tryFindChild(id) as IncludedService | undefined;
    return known ?? new IncludedService(this, id, this.object('Service', name));
  }

  private add(document: KubeObject): KubeApiObject {
    const { apiVersion, kind, metadata, ...fields } = document;
    const { name, namespace, labels, annotations, ...rest } = metadata;
    const object = new KubeApiObject(
      this,
      `${kind}-${namespace ? `${namespace}-` : ''}${name}`,
      typeOf(document),
      {
        name: name!,
        namespace,
        labels,
        annotations,
        fields: fields as never,
      },
    );
    for (const [field, value] of Object.entries(rest)) object.metadata.add(field, value);
    return object;
  }
}

function textsOf(
  owner: Construct,
  { yaml, files = [], output }: IncludedObjectsProps,
): readonly { readonly text: string; readonly origin: string }[] {
  return [
    ...(yaml === undefined ? [] : [{ text: yaml, origin: 'yaml' }]),
    ...files.map((file) => ({ text: readText(owner, file), origin: file })),
    ...(output ? [{ text: readOutput(owner, output), origin: output.command }] : []),
  ];
}

function readText(owner: Construct, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    report(owner, { field: 'files', message: `${file} cannot be read: ${(error as Error).message}` });
    return '';
  }
}

/** Empty documents are left out; a List stands for its items. */
function documentsOf(owner: Construct, text: string, origin: string): readonly KubeObject[] {
  return parseAllDocuments(text, GO_YAML).flatMap((document) => {
    const [error] = document.errors;
    if (error) report(owner, { field: origin, message: `${origin} is no YAML: ${error.message}` });
    const value: unknown = document.toJS();
    if (value === null || value === undefined) return [];
    const items =
      isObject(value) && Array.isArray(value['items']) && /List$/.test(String(value['kind']))
        ? value['items']
        : [value];
    return items.filter((item) => isManifest(owner, item, origin)) as KubeObject[];
  });
}

function isManifest(owner: Construct, value: unknown, origin: string): boolean {
  const metadata = isObject(value) ? value['metadata'] : undefined;
  const name = isObject(metadata) ? metadata['name'] : undefined;
  if (
    isObject(value) &&
    typeof value['apiVersion'] === 'string' &&
    typeof value['kind'] === 'string' &&
    typeof name === 'string'
  )
    return true;
  report(owner, {
    field: origin,
    message: `a document of ${origin} is no object of Kubernetes: it lacks apiVersion, kind or metadata.name`,
  });
  return false;
}

/** Of a kind that is not known, such as that of a CustomResourceDefinition, it is taken to be in a namespace. */
function typeOf({ apiVersion = '', kind = '' }: KubeObject): ResourceType {
  const known = Object.values<ResourceType>(resources).find(
    (type) => type.kind === kind && apiVersionOf(type) === apiVersion,
  );
  return (
    known ?? { ...parseApiVersion(apiVersion), kind, resource: `${kind.toLowerCase()}s`, namespaced: true }
  );
}

function nameOf({ kind, metadata }: KubeObject): string {
  return `${kind}/${metadata.name}`;
}
