import { type KubeObject, parseApiVersion } from '../kube/object';
import type { ResourceCatalogue, ResourceInfo } from '../kube/resource-catalogue';
import { nearestOf } from '../kube/suggestion';

/** How tests name an object: `Deployment/api`, `deploy/api`, or `shop/Deployment/api` with its namespace. */
export type ObjectName = string;

export interface NamedObject {
  readonly info: ResourceInfo;
  readonly namespace: string;
  readonly name: string;
}

/** Finds a resource by kind, plural, singular or short name, in any case. @throws Error that names the nearest kind */
export function resourceNamed(catalogue: ResourceCatalogue, text: string): ResourceInfo {
  const wanted = text.toLowerCase();
  const served = [...catalogue.all()];
  const found = served.find(
    (info) =>
      info.kind.toLowerCase() === wanted ||
      info.resource === wanted ||
      info.singular === wanted ||
      info.shortNames.includes(wanted),
  );
  if (found) return found;
  const near = nearestOf(
    text,
    served.map(({ kind }) => kind),
  );
  throw new Error(`the cluster serves no kind "${text}"${near ? `; did you mean ${near}?` : ''}`);
}

/** Reads {@link ObjectName}. */
export function objectNamed(
  catalogue: ResourceCatalogue,
  text: ObjectName,
  defaultNamespace: string,
): NamedObject {
  const parts = text.split('/');
  if (parts.length < 2 || parts.length > 3 || parts.some((part) => part === ''))
    throw new Error(`"${text}" names no object: write 'Deployment/api' or 'shop/Deployment/api'`);
  const [kind, name] = parts.slice(-2) as [string, string];
  const info = resourceNamed(catalogue, kind);
  const namespace = info.namespaced ? (parts.length === 3 ? parts[0]! : defaultNamespace) : '';
  return { info, namespace, name };
}

export function resourceOfObject(
  catalogue: ResourceCatalogue,
  { apiVersion, kind }: KubeObject,
): ResourceInfo {
  const info = catalogue.findKind({ ...parseApiVersion(apiVersion ?? ''), kind: kind ?? '' });
  if (!info) throw new Error(`the cluster serves no kind ${kind} in ${apiVersion}`);
  return info;
}
