import type { Node, Pod } from '../../../kube/generated/core-v1';
import { Nodes } from '../../../kube/generated/resources';
import { goQuote } from '../../../kube/go-format';
import { podRequests } from '../../../kube/pod-resources';
import { Quantity } from '../../../kube/quantity';
import { StatusError } from '../../../kube/status';
import { type AdmissionPlugin, type AdmissionRequest, targets } from './plugin';
import { refused } from './refusal';

/** A running pod can be made only as large as its node, and only on Linux. */
export const podResizeValidator: AdmissionPlugin = {
  name: 'PodResizeValidator',
  handles: targets('pods', ['UPDATE'], ['resize']),

  validate(request, environment) {
    const pod = request.object as Pod;
    const nodeName = pod.spec?.nodeName;
    if (!nodeName || pod.metadata.generation === request.oldObject?.metadata.generation) return;
    const node = environment.get(Nodes, '', nodeName);
    if (!node) throw refused(request, `node ${goQuote(nodeName)} not found`);
    const system = node.metadata.labels?.['kubernetes.io/os'] ?? 'linux';
    if (system !== 'linux')
      throw withCause(
        request,
        'UnsupportedPlatform',
        `pod resize is only supported on linux nodes, node ${goQuote(nodeName)} is ${goQuote(system)}`,
      );
    const lacking = lackingOn(node, pod);
    if (lacking.length > 0)
      throw withCause(
        request,
        'NodeCapacity',
        `node didn't have enough allocatable resources: ${lacking.join('; ')}`,
      );
  },
};

function lackingOn({ status }: Node, { spec }: Pod): string[] {
  const requests = podRequests(spec!);
  const amounts = (name: string) => ({
    wanted: requests.get(name) ?? Quantity.zero,
    there: Quantity.parse(status?.allocatable?.[name] ?? '0'),
  });
  const cpu = amounts('cpu');
  const memory = amounts('memory');
  return [
    ...(cpu.wanted.compare(cpu.there) > 0
      ? [`cpu, requested: ${cpu.wanted.milli()}, allocatable: ${cpu.there.milli()}`]
      : []),
    ...(memory.wanted.compare(memory.there) > 0
      ? [`memory, requested: ${memory.wanted.value()}, allocatable: ${memory.there.value()}`]
      : []),
  ];
}

function withCause(request: AdmissionRequest, reason: string, why: string): StatusError {
  const { status } = refused(request, why);
  return new StatusError({ ...status, details: { ...status.details, causes: [{ reason }] } });
}
