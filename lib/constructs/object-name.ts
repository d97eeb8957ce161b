import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { checkDnsLabel } from './authoring/names';

/** The id an L2 construct gives to the object it stands for. */
const DEFAULT_CHILDREN = ['Resource', 'Default'];

/**
 * A name for an object that was given none: the id of the construct that stands for it. Objects within it, which
 * cdk8s-plus makes on its own, get its id and theirs: the Service of the deployment `api` is `api-service`.
 */
export function objectName(object: ApiObject): string {
  const name = idsOf(object)
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  checkDnsLabel(object, 'id', name);
  return name;
}

function idsOf(object: ApiObject): readonly string[] {
  const ids: string[] = [];
  let construct: IConstruct | undefined = object;
  if (DEFAULT_CHILDREN.includes(object.node.id)) construct = object.node.scope;
  while (construct) {
    ids.unshift(construct.node.id);
    construct = construct.node.scope;
    if (!construct || !standsForObject(construct)) break;
  }
  return ids;
}

function standsForObject(construct: IConstruct): boolean {
  return DEFAULT_CHILDREN.some((id) => ApiObject.isApiObject(construct.node.tryFindChild(id)));
}
