import type { Service } from '../generated/core-v1';
import { Quantity } from '../quantity';
import { allocatesNodePorts } from '../service-kinds';
import { countName, type Evaluator } from './evaluator';

const COUNT = countName({ group: '', resource: 'services' });
const NAMES = [COUNT, 'services', 'services.nodeports', 'services.loadbalancers'];

/** Services count themselves, their node ports and their load balancers. */
export const serviceEvaluator: Evaluator<Service> = {
  countsFor: (name) => NAMES.includes(name),

  usage({ spec = {} }) {
    const isBalanced = spec.type === 'LoadBalancer';
    return new Map([
      [COUNT, Quantity.of(1)],
      ['services', Quantity.of(1)],
      ['services.loadbalancers', Quantity.of(isBalanced ? 1 : 0)],
      ['services.nodeports', Quantity.of(nodePorts(spec))],
    ]);
  },

  changedBy: (_service, _old, subresource) => subresource === '',
};

/** Those that will be allocated too: quota is charged before they are. */
function nodePorts(spec: NonNullable<Service['spec']>): number {
  const ports = spec.ports ?? [];
  if (allocatesNodePorts(spec)) return ports.length;
  return spec.type === 'LoadBalancer' ? ports.filter(({ nodePort }) => nodePort).length : 0;
}
