import { describeFinding } from '../../checks/finding';
import { checkObjects } from '../../checks/run-checks';
import { parseApiVersion } from '../../kube/object';
import { ResourceCatalogue } from '../../kube/resource-catalogue';
import type { ManifestObject } from '../../manifests/parse-manifests';
import { UsageError } from '../exit';
import { synthesize } from '../synthesize';
import type { Terminal } from '../terminal';

/** The objects of one namespace, the namespace itself among them, and what they share with others. */
export interface StackManifests {
  readonly namespace: string;
  readonly objects: readonly ManifestObject[];
}

/** The stack that is shown when none is asked for. */
const PREFERRED = 'typical';

/** Synthesizes the apps of the project and tells what they hold; undefined when something is wrong with it. */
export function synthesizeAndCheck(terminal: Terminal): readonly StackManifests[] | undefined {
  heading('Synthesize and check', terminal);
  const { objects, problems } = synthesize();
  const { findings } = checkObjects(objects, {}, problems);
  for (const finding of findings) terminal.err(describeFinding(finding));
  if (findings.some(({ severity }) => severity === 'error')) return undefined;
  if (objects.length === 0) throw new UsageError('the app makes no objects');
  const stacks = stacksOf(objects);
  for (const { namespace, objects: own } of stacks) terminal.out(`  ${namespace}: ${countKinds(own)}`);
  const found = findings.length === 0 ? 'no findings' : `${findings.length} warnings`;
  terminal.out(`  ${found} in ${objects.length} objects`);
  return stacks;
}

/** The stack of a name; without a name, the preferred one or the first. */
export function chooseStack(stacks: readonly StackManifests[], name: string): StackManifests | undefined {
  if (name) return stacks.find(({ namespace }) => namespace === name);
  return stacks.find(({ namespace }) => namespace === PREFERRED) ?? stacks[0];
}

export function heading(text: string, { out, colors }: Terminal): void {
  out(`\n${colors.bold(text)}`);
}

/** By namespace; what lies in none, such as a PriorityClass, belongs to the stacks that name it. */
function stacksOf(objects: readonly ManifestObject[]): readonly StackManifests[] {
  const catalogue = ResourceCatalogue.kubernetes();
  const stacks = new Map<string, ManifestObject[]>();
  const shared: ManifestObject[] = [];
  for (const one of objects) {
    const { apiVersion, kind, metadata } = one.object;
    const info = catalogue.findKind({ ...parseApiVersion(apiVersion!), kind: kind! });
    const namespace = kind === 'Namespace' ? metadata.name! : (metadata.namespace ?? 'default');
    if (info && !info.namespaced && kind !== 'Namespace') shared.push(one);
    else stacks.set(namespace, [...(stacks.get(namespace) ?? []), one]);
  }
  return [...stacks].map(([namespace, own]) => {
    const text = JSON.stringify(own.map(({ object }) => object));
    const named = shared.filter(({ object }) => text.includes(JSON.stringify(object.metadata.name)));
    return { namespace, objects: [...named, ...own] };
  });
}

function countKinds(objects: readonly ManifestObject[]): string {
  const counts = new Map<string, number>();
  for (const { object } of objects) counts.set(object.kind!, (counts.get(object.kind!) ?? 0) + 1);
  return [...counts].map(([kind, count]) => (count === 1 ? kind : `${count} ${kind}`)).join(', ');
}
