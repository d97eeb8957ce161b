import type {
  ApiRequest,
  PatchType,
  PropagationPolicy,
  RequestOptions,
} from '../../../../lib/kube/api-request';
import type { Pod, PodCondition, PodStatus } from '../../../../lib/kube/generated/core-v1';
import { type KubeObject, parseApiVersion } from '../../../../lib/kube/object';
import { isPodActive } from '../../../../lib/kube/pod-status';
import { ResourceCatalogue, type ResourceInfo } from '../../../../lib/kube/resource-catalogue';

/** A sequence of requests, as test/golden/controllers/*.cases.yaml writes it, and what to look at. */
export interface Scenario {
  readonly name: string;
  readonly steps: readonly Step[];
  /** Kinds whose objects are recorded after the last step. */
  readonly show: readonly string[];
  /** Reasons of events that depend on how fast pods become ready. */
  readonly ignoreEvents?: readonly string[];
}

export interface ObjectName {
  readonly kind: string;
  readonly name: string;
  /** @default the scenario's own; empty for cluster-scoped objects */
  readonly namespace?: string;
}

export interface Step {
  readonly create?: KubeObject;
  readonly patch?: ObjectName & {
    readonly body: unknown;
    readonly type?: PatchType;
    readonly subresource?: string;
  };
  readonly delete?: ObjectName & {
    readonly propagationPolicy?: PropagationPolicy;
    readonly gracePeriodSeconds?: number;
  };
  /** Sets the readiness of pods, as a kubelet would. */
  readonly ready?: { readonly selector: string; readonly status: 'True' | 'False'; readonly count?: number };
  /** Ends active pods, as a kubelet would. */
  readonly finish?: PodEnd;
  /** Seconds to wait, instead of until nothing changes any more. */
  readonly wait?: number;
  /** Waits until so many seconds of the next minute have passed, instead. */
  readonly untilSecond?: number;
  /** Does not wait for the consequences. */
  readonly hurry?: boolean;
  /** Kinds whose objects are recorded after this step. */
  readonly show?: readonly string[];
}

export interface PodEnd {
  readonly selector: string;
  readonly phase: 'Succeeded' | 'Failed';
  /** Of every container. @default 0 */
  readonly exitCode?: number;
  /** @default all */
  readonly count?: number;
  /** Added to those of the pods. */
  readonly conditions?: readonly PodCondition[];
}

/** The active pods that are to end, out of those that are selected. */
export function podsToEnd(selected: readonly Pod[], { count }: PodEnd): readonly Pod[] {
  return selected
    .filter(isPodActive)
    .sort((a, b) => (a.metadata.name! < b.metadata.name! ? -1 : 1))
    .slice(0, count);
}

/** The patch of `/status` that ends a pod at this time. */
export function endOfPod(
  { spec }: Pod,
  { phase, exitCode = 0, conditions = [] }: PodEnd,
  now: number,
): PatchBody {
  const at = `${new Date(now).toISOString().slice(0, 19)}Z`;
  const terminated = { exitCode, reason: exitCode ? 'Error' : 'Completed', startedAt: at, finishedAt: at };
  return {
    status: {
      phase,
      conditions: [
        { type: 'Ready', status: 'False', lastTransitionTime: at },
        ...conditions.map((condition) => ({ ...condition, lastTransitionTime: at })),
      ],
      containerStatuses: spec!.containers.map(({ name, image }) => ({
        name,
        image: image!,
        imageID: '',
        ready: false,
        restartCount: 0,
        state: { terminated },
      })),
    },
  };
}

/** Milliseconds until so many seconds of the next minute have passed. */
export function untilSecond(second: number, now: number): number {
  return 60_000 - (now % 60_000) + second * 1000;
}

interface PatchBody {
  readonly status: PodStatus;
}

/** A request without who asks. */
export type PlainRequest = Pick<
  ApiRequest,
  'verb' | 'group' | 'version' | 'resource' | 'subresource' | 'namespace' | 'name' | 'body' | 'patchType'
> & { readonly options: RequestOptions };

const catalogue = ResourceCatalogue.kubernetes();

/** The resource of a kind; the first group that has it, unless it is `group/Kind`. */
export function resourceOf(kind: string): ResourceInfo {
  const [group, name] = kind.includes('/') ? (kind.split('/') as [string, string]) : [undefined, kind];
  const found = [...catalogue.all()].filter(
    (info) =>
      info.kind === name && (group === undefined ? info.group !== 'events.k8s.io' : info.group === group),
  );
  const preferred = found.at(-1);
  if (!preferred) throw new Error(`no resource of kind ${kind}`);
  return preferred;
}

export function resourceOfObject({ apiVersion, kind }: KubeObject): ResourceInfo {
  const info = catalogue.findKind({ ...parseApiVersion(apiVersion!), kind: kind! });
  if (!info) throw new Error(`no resource ${apiVersion} ${kind}`);
  return info;
}

/** The request of a step; steps that are no requests have none. */
export function requestOf(step: Step, namespace: string): PlainRequest | undefined {
  if (step.create) {
    const info = resourceOfObject(step.create);
    const scope = info.namespaced ? (step.create.metadata.namespace ?? namespace) : '';
    return { ...target(info), verb: 'create', namespace: scope, body: step.create, options: {} };
  }
  if (step.patch) {
    const { kind, name, body, type = 'merge', subresource } = step.patch;
    const info = resourceOf(kind);
    const scope = info.namespaced ? (step.patch.namespace ?? namespace) : '';
    return {
      ...target(info),
      verb: 'patch',
      namespace: scope,
      name,
      subresource,
      body,
      patchType: type,
      options: {},
    };
  }
  if (step.delete) {
    const { kind, name, propagationPolicy, gracePeriodSeconds } = step.delete;
    const info = resourceOf(kind);
    const scope = info.namespaced ? (step.delete.namespace ?? namespace) : '';
    const options = { propagationPolicy, gracePeriodSeconds };
    return { ...target(info), verb: 'delete', namespace: scope, name, options };
  }
  return undefined;
}

function target({ group, version, resource }: ResourceInfo) {
  return { group, version, resource };
}

/** Replaces variables, which stand for what only a running cluster knows: `$NAMESPACE`, `$UID(Kind/name)`. */
export function substitute<T>(value: T, variables: { readonly [variable: string]: string }): T {
  let text = JSON.stringify(value);
  for (const [variable, replacement] of Object.entries(variables))
    text = text.replaceAll(variable, replacement);
  return JSON.parse(text) as T;
}

interface UidVariable {
  readonly variable: string;
  readonly namespace?: string;
  readonly kind: string;
  readonly name: string;
}

/** The variables `$UID(Kind/name)` and `$UID(namespace:Kind/name)` in a step. */
export function uidsIn(step: Step): readonly UidVariable[] {
  const found = JSON.stringify(step).matchAll(/\$UID\((?:([^:)]+):)?([^/)]+)\/([^)]+)\)/g);
  return Array.from(found, ([variable, namespace, kind, name]) => ({
    variable,
    namespace,
    kind: kind!,
    name: name!,
  }));
}

/** The namespaces of scenarios are numbered, because messages contain them. */
export function namespaceOf(file: string, index: number): string {
  return `${file}-${index}`;
}
