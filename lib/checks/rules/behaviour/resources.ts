import type { Container } from '../../../kube/generated/core-v1';
import { Quantity } from '../../../kube/quantity';
import { podSpecOf, type Workload } from '../../../kube/workloads';
import { listed } from '../../context/absence';
import type { CheckContext } from '../../context/check-context';
import { containersOf, isHelmHook, type PlacedContainer, runningContainers } from '../../context/containers';
import { admittedSpec } from '../../context/limit-ranges';
import type { BuiltInRule, Problem } from '../../rule';

export const RESOURCE_RULES: readonly BuiltInRule[] = [
  {
    id: 'no-resource-requests',
    severity: 'warning',
    profile: 'default',
    finds: 'A container that requests neither CPU nor memory.',
    why: 'The scheduler packs it anywhere, and when memory gets scarce on the node it is the first to be killed.',
    fix: 'set resources.requests to what the container needs',
    peers: [
      'kube-linter unset-cpu-requirements',
      'kube-linter unset-memory-requirements',
      'kube-score container-resources',
      'polaris cpuRequestsMissing',
      'polaris memoryRequestsMissing',
    ],
    *check(context) {
      for (const { workload, placed, resources } of admitted(context)) {
        const requests = resources.requests ?? {};
        if (requests['cpu'] === undefined && requests['memory'] === undefined)
          yield {
            object: workload.object,
            field: `${placed.field}.resources`,
            message: `container "${placed.container.name}" requests neither CPU nor memory`,
          };
      }
    },
  },
  {
    id: 'incomplete-resources',
    severity: 'warning',
    profile: 'restricted',
    finds: 'A container without a request for CPU or memory, or without a limit for memory.',
    why: 'What is not stated is not reserved, and a leak in one container starves the others of its node.',
    fix: 'state requests for both, and a limit for memory',
    peers: [
      'kube-linter unset-cpu-requirements',
      'kube-linter unset-memory-requirements',
      'kube-score container-resources',
      'polaris memoryLimitsMissing',
    ],
    *check(context) {
      for (const { workload, placed, resources } of admitted(context)) {
        const { requests = {}, limits = {} } = resources;
        const missing = [
          ...(requests['cpu'] === undefined ? ['request for CPU'] : []),
          ...(requests['memory'] === undefined ? ['request for memory'] : []),
          ...(limits['memory'] === undefined ? ['limit for memory'] : []),
        ];
        if (missing.length > 0)
          yield {
            object: workload.object,
            field: `${placed.field}.resources`,
            message: `container "${placed.container.name}" has no ${listed(missing)}`,
          };
      }
    },
  },
  {
    id: 'no-ephemeral-storage',
    severity: 'info',
    profile: 'restricted',
    finds: 'A container that does not say how much of the node’s disk it needs.',
    why: 'A container that fills the disk of its node drives out the others.',
    fix: 'set a request and a limit for ephemeral-storage',
    peers: ['kube-score container-ephemeral-storage-request-and-limit'],
    *check(context) {
      for (const { workload, placed, resources } of admitted(context))
        if (
          resources.requests?.['ephemeral-storage'] === undefined ||
          resources.limits?.['ephemeral-storage'] === undefined
        )
          yield {
            object: workload.object,
            field: `${placed.field}.resources`,
            message: `container "${placed.container.name}" has no request and limit for ephemeral-storage`,
          };
    },
  },
  {
    id: 'resource-unit',
    severity: 'error',
    profile: 'learning',
    finds: 'An amount of CPU or memory that was meant in another unit: 512 bytes of memory, 500 whole CPUs.',
    why: 'A container with so little memory is killed when it starts; one that asks for so much CPU fits on no node.',
    fix: 'write CPU as 500m or 0.5, memory as 512Mi',
    *check({ workloads }) {
      for (const workload of workloads)
        for (const placed of containersOf(workload)) yield* oddAmounts(workload, placed);
    },
  },
];

interface Admitted {
  readonly workload: Workload;
  readonly placed: PlacedContainer;
  readonly resources: NonNullable<Container['resources']>;
}

/** Containers that run, with the resources that the namespace gives them. Not those of pods that say it as a whole. */
function* admitted(context: CheckContext): Iterable<Admitted> {
  for (const workload of context.workloads) {
    if (podSpecOf(workload).resources?.requests || isHelmHook(workload.object)) continue;
    if (!context.isSound(workload.object)) continue;
    const spec = admittedSpec(context, workload);
    const all = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
    for (const placed of runningContainers(workload)) {
      const found = all.find(({ name }) => name === placed.container.name);
      yield { workload, placed, resources: found?.resources ?? {} };
    }
  }
}

/** Less cannot hold any process: runtimes refuse limits below some mebibytes. */
const LEAST_MEMORY = Quantity.parse('1Mi');
/** More than any machine has that clouds rent out for Kubernetes. */
const MOST_CPU = Quantity.parse('256');
const MOST_MEMORY = Quantity.parse('32Ti');

function* oddAmounts({ object }: Workload, { container, field }: PlacedContainer): Iterable<Problem> {
  for (const kind of ['requests', 'limits'] as const) {
    const list = container.resources?.[kind] ?? {};
    const { memory, cpu } = list as { readonly memory?: string; readonly cpu?: string };
    if (memory !== undefined && isBetween(Quantity.zero, memory, LEAST_MEMORY))
      yield {
        object,
        field: `${field}.resources.${kind}.memory`,
        message: `${memory} of memory is less than 1Mi; did you mean ${digitsOf(memory)}Mi?`,
      };
    if (memory !== undefined && Quantity.parse(memory).compare(MOST_MEMORY) > 0)
      yield {
        object,
        field: `${field}.resources.${kind}.memory`,
        message: `${memory} of memory is more than any node has; did you mean ${digitsOf(memory)}Gi?`,
      };
    if (cpu !== undefined && Quantity.parse(cpu).compare(MOST_CPU) > 0)
      yield {
        object,
        field: `${field}.resources.${kind}.cpu`,
        message: `${countOf(cpu)} CPUs are more than any node has; did you mean ${countOf(cpu)}m?`,
      };
  }
}

/** `1000`, which the API writes as `1k`. */
function countOf(amount: string): number {
  return Math.round(Quantity.parse(amount).toNumber());
}

function digitsOf(amount: string): string {
  return amount.replace(/[a-zA-Z]*$/, '');
}

function isBetween(low: Quantity, amount: string, high: Quantity): boolean {
  const quantity = Quantity.parse(amount);
  return quantity.compare(low) > 0 && quantity.compare(high) < 0;
}
