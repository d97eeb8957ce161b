import { equal } from '../../../kube/frozen';
import type { Container, PodSpec } from '../../../kube/generated/core-v1';
import { on } from '../framework/cluster-event';
import { type Plugin, SKIP } from '../framework/plugin';
import { unresolvable } from '../framework/rejection';

const NAME = 'NodeDeclaredFeatures';
const REJECTION = unresolvable(NAME, "node(s) didn't match Pod's required features");

/** A pod goes only to nodes that declare the features it needs. */
export const nodeDeclaredFeatures: Plugin = {
  name: NAME,
  interests: [
    on(
      'Node',
      ['Add', 'UpdateNodeDeclaredFeature'],
      (_pod, before, after) =>
        !before || !equal(before.status?.declaredFeatures ?? [], after!.status?.declaredFeatures ?? []),
    ),
    on(
      'Pod',
      ['Update'],
      (pod, before, after) =>
        after!.metadata.uid === pod.uid && !equal(neededBy(before!.spec!), neededBy(after!.spec!)),
    ),
  ],

  preFilter({ pod }) {
    const needed = neededBy(pod.spec!);
    if (needed.length === 0) return SKIP;
    return {
      plugin: NAME,
      filter: ({ node }) => {
        const declared = node!.status?.declaredFeatures ?? [];
        return needed.every((feature) => declared.includes(feature)) ? undefined : REJECTION;
      },
    };
  },
};

function neededBy({ containers, initContainers = [], hostNetwork, hostUsers }: PodSpec): readonly string[] {
  const needed: string[] = [];
  if (containers.some(restartsAll) || initContainers.some(restartsAll))
    needed.push('RestartAllContainersOnContainerExits');
  if (hostNetwork && hostUsers === false) needed.push('UserNamespacesHostNetworkSupport');
  return needed;
}

function restartsAll({ restartPolicyRules = [] }: Container): boolean {
  return restartPolicyRules.some(({ action }) => action === 'RestartAllContainers');
}
