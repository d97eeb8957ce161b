import type { Client } from '../../../client/client';
import { Pods } from '../../../kube/generated/resources';
import type { KubeObject } from '../../../kube/object';
import { isPodTerminal } from '../../../kube/pod-status';
import type { ResourceCatalogue, ResourceInfo } from '../../../kube/resource-catalogue';
import { StatusError } from '../../../kube/status';
import { preferredResources } from '../../component/discovered-resources';
import type { Remains } from './namespace-conditions';

/** Seconds that finalizers are assumed to need. */
const FINALIZER_ESTIMATE = 15;

export interface DeletionOutcome extends Remains {
  /** Seconds until what remains is expected to be gone; 0 if nothing remains. */
  readonly estimate: number;
}

interface Findings {
  readonly objects: Map<string, number>;
  readonly finalizers: Map<string, number>;
  readonly failures: string[];
  estimate: number;
}

/** Deletes everything in a namespace: its pods first, and when they are gone all the rest. `now` in milliseconds. */
export function deleteContent(
  client: Client,
  catalogue: ResourceCatalogue,
  namespace: KubeObject,
  now: number,
): DeletionOutcome {
  const findings: Findings = { objects: new Map(), finalizers: new Map(), failures: [], estimate: 0 };
  const resources = preferredResources(catalogue, ['delete']).filter(({ namespaced }) => namespaced);
  const { name, deletionTimestamp } = namespace.metadata;
  const estimate = gracefulEstimate(client, name!, now - Date.parse(deletionTimestamp!));
  const pods = resources.filter(isPods);
  for (const resource of pods) deleteAll(client, resource, name!, estimate, findings);
  if (findings.objects.size > 0) return { ...findings, onlyPods: true };
  for (const resource of resources) if (!isPods(resource)) deleteAll(client, resource, name!, 0, findings);
  return { ...findings, onlyPods: false };
}

const isPods = ({ group, resource }: ResourceInfo) => group === '' && resource === 'pods';

/** Seconds that the pods may still take, by their grace periods; 0 once these are over. */
function gracefulEstimate(client: Client, namespace: string, elapsed: number): number {
  const running = client.list(Pods, namespace).items.filter((pod) => !isPodTerminal(pod));
  const longest = running.reduce(
    (most, { spec }) => Math.max(most, spec?.terminationGracePeriodSeconds ?? 0),
    0,
  );
  return elapsed >= longest * 1000 ? 0 : longest;
}

function deleteAll(
  client: Client,
  resource: ResourceInfo,
  namespace: string,
  estimate: number,
  findings: Findings,
): void {
  try {
    const left = deleteEvery(client, resource, namespace);
    if (left.length === 0) return;
    findings.objects.set(`${resource.resource}.${resource.group}`, left.length);
    const finalizers = left.flatMap(({ metadata }) => metadata.finalizers ?? []);
    for (const finalizer of finalizers)
      findings.finalizers.set(finalizer, (findings.finalizers.get(finalizer) ?? 0) + 1);
    const needed = estimate || (finalizers.length > 0 ? FINALIZER_ESTIMATE : 0);
    findings.estimate = Math.max(findings.estimate, needed);
    if (needed === 0) findings.failures.push(unexpectedRemains(resource, namespace));
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    findings.estimate = Math.max(findings.estimate, estimate);
    findings.failures.push(error.message);
  }
}

/** Returns what is still there. Background deletion: nothing in the namespace is to be orphaned. */
function deleteEvery(client: Client, resource: ResourceInfo, namespace: string): readonly KubeObject[] {
  const options = { propagationPolicy: 'Background' } as const;
  const list = () =>
    resource.verbs.includes('list') ? client.list<KubeObject>(resource, namespace).items : [];
  if (resource.verbs.includes('deletecollection')) client.deleteCollection(resource, namespace, options);
  else for (const { metadata } of list()) client.delete(resource, namespace, metadata.name!, options);
  return list();
}

function unexpectedRemains({ group, version, resource }: ResourceInfo, namespace: string): string {
  const remains = `unexpected items still remain in namespace: ${namespace}`;
  return `${remains} for gvr: ${group}/${version}, Resource=${resource}`;
}
