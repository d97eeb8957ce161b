import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { recordedSource, type SourceLocation, sourceOf } from './authoring/source-location';
import { isKubeApiObject } from './kube-api-object';

/** Who made an object: what findings about a manifest refer the author to. */
export interface Origin {
  readonly apiVersion: string;
  readonly kind: string;
  /** Undefined for objects of no namespace. */
  readonly namespace?: string;
  readonly name: string;
  /** Path of the construct the author wrote: `shop/api`. */
  readonly path: string;
  /** Its type: `WebService`. */
  readonly type: string;
  /** Where the author wrote it. */
  readonly source?: SourceLocation;
}

/** The origin of every object in a construct tree, in the order of synthesis. */
export function originsOf(root: IConstruct): readonly Origin[] {
  return root.node
    .findAll()
    .filter((construct) => ApiObject.isApiObject(construct))
    .map(originOf);
}

function originOf(object: ApiObject): Origin {
  const author = authoredBy(object);
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    namespace: isKubeApiObject(object) ? object.namespace : object.metadata.namespace,
    name: object.name,
    path: author.node.path,
    type: ApiObject.isApiObject(author) ? author.kind : author.constructor.name,
    source: sourceOf(author),
  };
}

/** The outermost construct below the chart that recorded where it was written; else the object itself. */
function authoredBy(object: ApiObject): IConstruct {
  const { scopes } = object.node;
  return scopes.slice(scopes.indexOf(object.chart) + 1).find(recordedSource) ?? object;
}
