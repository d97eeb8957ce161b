import type { Node } from '../../../kube/generated/core-v1';
import type { KubeObject } from '../../../kube/object';
import { NOT_READY_TAINT } from '../../../kube/taints';
import { type AdmissionPlugin, targets } from './plugin';

/** A new node is not ready, and pods stay away from it until a controller sees that it is. */
export const taintNodesByCondition: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  handles: targets('nodes', ['CREATE']),

  mutate(object) {
    const node = object as Node;
    const { taints = [] } = node.spec ?? {};
    if (taints.some(({ key, effect }) => key === NOT_READY_TAINT && effect === 'NoSchedule')) return node;
    const taint = { key: NOT_READY_TAINT, effect: 'NoSchedule' } as const;
    return { ...node, spec: { ...node.spec, taints: [...taints, taint] } } as KubeObject;
  },
};
