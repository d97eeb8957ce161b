import type { PolicyRule } from '../../kube/generated/rbac-v1';
import * as resources from '../../kube/generated/resources';
import type { ResourceType } from '../../kube/resource-type';
import { nearestOf } from '../../kube/suggestion';

/** What a word of a description allows. `read` and `manage` stand for several verbs. */
const VERBS: { readonly [word: string]: readonly string[] } = {
  get: ['get'],
  list: ['list'],
  watch: ['watch'],
  read: ['get', 'list', 'watch'],
  create: ['create'],
  update: ['update', 'patch'],
  delete: ['delete'],
  manage: ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'],
  scale: ['get', 'update', 'patch'],
  exec: ['create', 'get'],
};

/** Words for parts of resources. */
const PARTS: { readonly [word: string]: string } = { logs: 'pods/log' };

/** A verb that is about a part of each resource named. */
const PART_OF_VERB: { readonly [verb: string]: string } = { scale: 'scale', exec: 'exec' };

/** One resource, or a part of it: `pods`, `pods/log`. */
interface Target {
  readonly group: string;
  readonly resource: string;
  readonly namespaced: boolean;
}

/** What a sentence such as `may read pods and logs` allows. */
export interface Permission {
  readonly rules: readonly PolicyRule[];
  /** Resources of it that belong to no namespace. */
  readonly clusterScoped: readonly string[];
}

const SENTENCE = /^(?:may )?([a-z]+)(?: into)? (.+?)(?: named (\S+))?$/;

let known: ReadonlyMap<string, ResourceType> | undefined;

/**
 * Reads a description: a verb, what it is about, and optionally one name: `read pods and logs`, `manage jobs`,
 * `scale deployments named api`, `exec into pods`, `read widgets.example.com`.
 *
 * @returns what is wrong with it, as a text, or what it allows.
 */
export function parsePermission(text: string): Permission | string {
  const match = SENTENCE.exec(text.trim().toLowerCase());
  if (!match) return 'is not a description: write it as "read pods and logs"';
  const [, verb, objects, name] = match as unknown as [string, string, string, string | undefined];
  const verbs = VERBS[verb];
  if (!verbs) return `has no verb that is known: "${verb}"${hint(verb, Object.keys(VERBS))}`;
  if (name !== undefined && verb === 'create') return `names "${name}", but what is created has no name yet`;
  const targets = objects.split(/, and |, | and /).map((word) => targetNamed(word, PART_OF_VERB[verb]));
  const wrong = targets.find((target) => typeof target === 'string');
  if (wrong !== undefined) return wrong;
  const found = targets as readonly Target[];
  return {
    rules: rulesFor(found, verbs, name),
    clusterScoped: found.filter(({ namespaced }) => !namespaced).map(({ resource }) => resource),
  };
}

/** One rule for each API group. */
function rulesFor(
  targets: readonly Target[],
  verbs: readonly string[],
  name: string | undefined,
): readonly PolicyRule[] {
  const groups = [...new Set(targets.map(({ group }) => group))];
  return groups.map((group) => ({
    apiGroups: [group],
    resources: targets.filter((target) => target.group === group).map(({ resource }) => resource),
    ...(name !== undefined && { resourceNames: [name] }),
    verbs,
  }));
}

function targetNamed(word: string, part: string | undefined): Target | string {
  const [name, ownPart] = (PARTS[word] ?? word).replace(/ /g, '').split('/') as [string, string | undefined];
  const type = typeNamed(name);
  if (!type) return `names "${word}", which is no resource${hint(name, resourcesByWord().keys())}`;
  const { group, resource, namespaced } = type;
  const subresource = part ?? ownPart;
  return { group, resource: subresource ? `${resource}/${subresource}` : resource, namespaced };
}

/** A resource of another group is written with it: `widgets.example.com`. */
function typeNamed(name: string): Pick<ResourceType, 'group' | 'resource' | 'namespaced'> | undefined {
  const found = resourcesByWord().get(name);
  if (found) return found;
  const dot = name.indexOf('.');
  if (dot <= 0) return undefined;
  return { resource: name.slice(0, dot), group: name.slice(dot + 1), namespaced: true };
}

/** By plural and by kind; the older group counts where two have the same. */
function resourcesByWord(): ReadonlyMap<string, ResourceType> {
  if (known) return known;
  const words = new Map<string, ResourceType>();
  for (const type of Object.values<ResourceType>(resources)) {
    for (const word of [type.resource, type.kind.toLowerCase()]) if (!words.has(word)) words.set(word, type);
  }
  known = words;
  return words;
}

function hint(word: string, candidates: Iterable<string>): string {
  const near = nearestOf(word, candidates);
  return near ? `; did you mean "${near}"?` : '';
}
