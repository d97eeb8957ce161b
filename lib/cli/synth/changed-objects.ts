import { equal } from '../../kube/frozen';
import type { KubeObject } from '../../kube/object';
import { parseManifests } from '../../manifests/parse-manifests';
import type { FileChange } from './output-folder';

/** The objects that differ between two versions of a file: `Deployment/api changed`. Empty when only its layout does. */
export function changedObjects({ path, before = '', after = '' }: FileChange): readonly string[] {
  const [old, now] = [before, after].map((text) => objectsByName(text, path)) as [Objects, Objects];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) => {
    const [was, is] = [old.get(name), now.get(name)];
    if (was === undefined) return `${name} is new`;
    if (is === undefined) return `${name} is gone`;
    return equal(was, is) ? [] : `${name} changed`;
  });
}

type Objects = ReadonlyMap<string, KubeObject>;

function objectsByName(text: string, file: string): Objects {
  return new Map(parseManifests(text, file).objects.map(({ object }) => [nameOf(object), object]));
}

function nameOf({ kind, metadata }: KubeObject): string {
  const { namespace, name } = metadata;
  return [namespace, kind, name].filter(Boolean).join('/');
}
