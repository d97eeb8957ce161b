import { qualified } from '../../../kube/status';
import type { AdmissionPlugin } from './plugin';

/**
 * Kinds that a controller of Kubernetes acts upon, and no controller of the simulated cluster: their objects are stored,
 * and nothing comes of them.
 */
export const UNCONTROLLED_KINDS: readonly string[] = [
  'resourceclaimtemplates.resource.k8s.io',
  'servicecidrs.networking.k8s.io',
];

const uncontrolled: ReadonlySet<string> = new Set(UNCONTROLLED_KINDS);

/** Tells who creates an object that nobody will act upon. Kubernetes has no such plugin. */
export const uncontrolledKinds: AdmissionPlugin = {
  name: 'UncontrolledKinds',
  handles: ({ operation, resource, subresource }) =>
    operation === 'CREATE' && !subresource && uncontrolled.has(qualified(resource)),
  validate({ kind, notes }) {
    notes.warnings.push(`the simulated cluster runs no controller for ${kind.kind} yet`);
  },
};
