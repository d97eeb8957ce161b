import { on } from '../framework/cluster-event';
import { type Plugin, SKIP } from '../framework/plugin';
import { unresolvable } from '../framework/rejection';

const NAME = 'NodeName';
const REJECTION = unresolvable(NAME, "node(s) didn't match the requested node name");

/** A pod that names a node goes there or nowhere. */
export const nodeName: Plugin = {
  name: NAME,
  interests: [on('Node', ['Add'])],

  preFilter({ pod }) {
    const wanted = pod.spec!.nodeName;
    if (!wanted) return SKIP;
    return { plugin: NAME, filter: ({ name }) => (name === wanted ? undefined : REJECTION) };
  },
};
