import type { Resources } from '../cache/node-info';
import { MAX_NODE_SCORE, type Plugin, SKIP } from '../framework/plugin';

const HALF = MAX_NODE_SCORE / 2;

/** Better is a node whose CPU and memory are used more alike with the pod than without. */
export const balancedAllocation: Plugin = {
  name: 'NodeResourcesBalancedAllocation',
  interests: [],

  preScore({ requests: { cpu, memory } }) {
    if (cpu === 0 && memory === 0) return SKIP;
    return {
      score: ({ allocatable, requested }) => {
        const withPod = balance(requested.cpu + cpu, requested.memory + memory, allocatable);
        const withoutPod = balance(requested.cpu, requested.memory, allocatable);
        return HALF + Math.trunc((HALF + withPod - withoutPod) / 2);
      },
    };
  },
};

/** 100 when the same part of both is used; 50 when all of one and none of the other is. */
function balance(usedCpu: number, usedMemory: number, { cpu, memory }: Resources): number {
  if (cpu === 0 || memory === 0) return MAX_NODE_SCORE;
  const difference = Math.min(1, usedCpu / cpu) - Math.min(1, usedMemory / memory);
  return Math.trunc((1 - Math.abs(difference / 2)) * MAX_NODE_SCORE);
}
