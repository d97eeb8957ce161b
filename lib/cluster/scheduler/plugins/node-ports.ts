import { hostPortsOf, UsedPorts } from '../cache/host-ports';
import { on } from '../framework/cluster-event';
import { type Plugin, SKIP } from '../framework/plugin';
import { unschedulable } from '../framework/rejection';
import { isPlaced } from './placed';

const NAME = 'NodePorts';
const REJECTION = unschedulable(NAME, "node(s) didn't have free ports for the requested pod ports");

/** A host port can be used once per node, protocol and address. */
export const nodePorts: Plugin = {
  name: NAME,
  interests: [
    on('Pod', ['Delete'], ({ hostPorts }, before) => {
      if (!isPlaced(before!)) return false;
      const freed = new UsedPorts();
      for (const port of hostPortsOf(before!.spec!)) freed.add(port);
      return hostPorts.some((port) => freed.conflictsWith(port));
    }),
    on('Node', ['Add']),
  ],

  preFilter({ hostPorts }) {
    if (hostPorts.length === 0) return SKIP;
    return {
      plugin: NAME,
      filter: (node) => (hostPorts.some((port) => node.isPortUsed(port)) ? REJECTION : undefined),
    };
  },
};
