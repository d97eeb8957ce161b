import { changeField, withField } from '../defaults/defaulting';
import { roundedResources } from '../defaults/resource-list';
import type { FieldError } from '../field-error';
import { FieldPath } from '../field-path';
import type { Node, NodeSpec, NodeStatus } from '../generated/core-v1';
import { nameIsDnsSubdomain } from '../names';
import type { Strategy } from '../strategy';
import { cidrWarnings } from '../validation/ip';
import { validateNode, validateNodeUpdate } from '../validation/node';
import { validateOwnMetadata, validateOwnMetadataUpdate } from '../validation/own-metadata';

const POD_CIDRS = FieldPath.of('spec').child('podCIDRs');
const SCOPE = { namespaced: false, nameRule: nameIsDnsSubdomain };

export const nodeStrategy: Strategy<Node> = {
  defaults: (node) => changeField(changeField(node, 'spec', withBothCidrs), 'status', withAllocatable),
  // A kubelet registers its node together with what the node has.
  initialStatus: ({ status }) => status && withField(status, 'config', undefined),
  prepareForCreate: withoutConfigSource,
  prepareForUpdate: withoutConfigSource,
  prepareForStatusUpdate: (node) =>
    changeField(node, 'status', (status) => withField(status, 'config', undefined)),
  validatesOwnMetadata: true,
  validate: (node) => errorsOf(node),
  validateUpdate: (node, old) => [...errorsOf(node), ...errorsOfUpdate(node, old)],
  validateStatusUpdate: (node, old) => errorsOfUpdate(node, old),
  warnings: ({ spec }) => [
    ...(spec?.externalID ? ['spec.externalID: this field is deprecated, and is unused by Kubernetes'] : []),
    ...(spec?.podCIDRs ?? []).flatMap((cidr, index) => cidrWarnings(cidr, POD_CIDRS.index(index))),
  ],
  selectableFields: { 'spec.unschedulable': ({ spec }) => String(spec?.unschedulable ?? false) },
};

function errorsOf(node: Node): FieldError[] {
  const errors: FieldError[] = [];
  validateOwnMetadata(node, SCOPE, errors);
  validateNode(node, errors);
  return errors;
}

function errorsOfUpdate(node: Node, old: Node): FieldError[] {
  const errors: FieldError[] = [];
  validateOwnMetadataUpdate(node, old, errors);
  validateNodeUpdate(node, old, errors);
  return errors;
}

/** `podCIDR` is the first of `podCIDRs`; where they differ, the older field is believed. */
function withBothCidrs(spec: NodeSpec): NodeSpec {
  const { podCIDR, podCIDRs } = spec;
  const first = podCIDRs?.[0];
  if (podCIDR && podCIDR !== first) return { ...spec, podCIDRs: [podCIDR] };
  return first && !podCIDR ? { ...spec, podCIDR: first } : spec;
}

/** What is not reserved can be allocated. */
function withAllocatable(status: NodeStatus): NodeStatus {
  const filled =
    status.capacity && !status.allocatable ? { ...status, allocatable: status.capacity } : status;
  return changeField(changeField(filled, 'capacity', roundedResources), 'allocatable', roundedResources);
}

/** Dynamic configuration of kubelets is gone; its fields are dropped. */
function withoutConfigSource(node: Node): Node {
  return changeField(node, 'spec', (spec) => withField(spec, 'configSource', undefined));
}
