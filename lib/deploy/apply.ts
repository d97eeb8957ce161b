import type { KubernetesClient, ObjectReference } from '../client/kubernetes-client';
import { DEPENDS_ON } from '../kube/depends-on';
import { type KubeObject, parseApiVersion } from '../kube/object';
import { StatusError } from '../kube/status';
import type { ManifestObject } from '../manifests/parse-manifests';
import { Dependencies } from './dependencies';
import { applyOrder, isFoundation } from './order';
import type { Waiting } from './wait';
import { waitUntilReady } from './wait';

/** The name under which this program owns fields. */
export const FIELD_MANAGER = 'seaworthy';

export interface ApplyOptions {
  /** For objects that name no namespace. @default 'default' */
  readonly namespace?: string;
  /** Takes fields over that another field manager owns. @default false */
  readonly force?: boolean;
  /** Milliseconds of the cluster's time to wait for readiness; 0: do not wait. @default 300000 */
  readonly timeout?: number;
  /** Aborted by Ctrl-C: nothing new is begun. */
  readonly signal?: AbortSignal;
  readonly observer?: ApplyObserver;
}

interface StartedOptions extends ApplyOptions {
  /** When the apply began, in the cluster's time. */
  readonly start: number;
}

/** Hears of the progress. */
export interface ApplyObserver {
  applied?(target: ApplyTarget, outcome: Outcome, warnings: readonly string[]): void;
  /** Called whenever something changed while waiting. */
  waiting?(states: readonly Waiting[], elapsed: number): void;
}

export type Outcome = 'created' | 'configured' | 'unchanged';

/** An object to apply, with its place in the cluster. */
export interface ApplyTarget {
  readonly manifest: ManifestObject;
  readonly reference: ObjectReference;
  readonly object: KubeObject;
}

/** Why an object cannot be applied. */
export interface ApplyProblem {
  readonly manifest: ManifestObject;
  readonly message: string;
  /** The field at fault, where the API says so. */
  readonly field?: string;
}

export interface ApplyResult {
  readonly outcomes: ReadonlyMap<ApplyTarget, Outcome>;
  /** Not applied, because of a problem or an interruption. */
  readonly missing: readonly ManifestObject[];
  readonly problems: readonly ApplyProblem[];
  readonly interrupted: boolean;
  /** How every applied object stood at the end; those that are not ready are stuck. */
  readonly states: readonly Waiting[];
  /** Milliseconds of the cluster's time. */
  readonly elapsed: number;
}

const DEFAULT_TIMEOUT = 300_000;
/** A Namespace or CustomResourceDefinition takes effect at once; longer than this means that something is wrong. */
const FOUNDATION_TIMEOUT = 30_000;

/**
 * Applies objects with server-side apply, in an order that works, and waits until they do what they are there for.
 * Everything is tried without effect first: an object that the API server refuses keeps all others from being applied.
 */
export async function applyManifests(
  client: KubernetesClient,
  manifests: readonly ManifestObject[],
  options: ApplyOptions = {},
): Promise<ApplyResult> {
  const start = client.now();
  const resolved = await resolveTargets(client, manifests, options.namespace ?? 'default');
  const { targets, dependencies, problems } = resolved;
  if (problems.length === 0) problems.push(...(await rehearse(client, targets, options)));
  const outcomes = new Map<ApplyTarget, Outcome>();
  if (problems.length === 0) {
    const failure = await applyAll(client, targets, dependencies, { ...options, start }, outcomes);
    if (failure) problems.push(failure);
  }
  const missing = targets.filter((target) => !outcomes.has(target)).map(({ manifest }) => manifest);
  const interrupted = options.signal?.aborted ?? false;
  const { timeout = DEFAULT_TIMEOUT } = options;
  const wait = timeout > 0 && problems.length === 0 && !interrupted;
  const states = wait
    ? await waitUntilReady(client, [...outcomes.keys()], { ...options, timeout, start })
    : [];
  return {
    outcomes,
    missing: problems.length && !targets.length ? manifests : missing,
    problems,
    interrupted: options.signal?.aborted ?? false,
    states,
    elapsed: client.now() - start,
  };
}

/** What is to be applied, in order, and what of it waits for what. */
export interface ResolvedTargets {
  readonly targets: readonly ApplyTarget[];
  readonly dependencies: Dependencies<ApplyTarget>;
  readonly problems: ApplyProblem[];
}

/** Finds every object's resource; kinds that the cluster does not serve, and duplicates, are problems. */
export async function resolveTargets(
  client: KubernetesClient,
  manifests: readonly ManifestObject[],
  defaultNamespace: string,
): Promise<ResolvedTargets> {
  const targets: ApplyTarget[] = [];
  const problems: ApplyProblem[] = [];
  const seen = new Map<string, ManifestObject>();
  for (const manifest of manifests) {
    const { apiVersion, kind, metadata } = manifest.object;
    const type =
      (await client.resourceOf(apiVersion!, kind!)) ?? resourceDefinedBy(manifests, manifest.object);
    if (!type) {
      problems.push({
        manifest,
        field: 'kind',
        message: `${client.server} serves no kind ${kind} in ${apiVersion}`,
      });
      continue;
    }
    const namespace = type.namespaced ? (metadata.namespace ?? defaultNamespace) : '';
    const key = `${type.group}/${type.resource}/${namespace}/${metadata.name}`;
    const first = seen.get(key);
    if (first)
      problems.push({
        manifest,
        message: `the same object is also at ${first.position.file}:${first.position.line}`,
      });
    seen.set(key, manifest);
    const object = type.namespaced
      ? { ...manifest.object, metadata: { ...metadata, namespace } }
      : manifest.object;
    targets.push({ manifest, object, reference: { type, namespace, name: metadata.name! } });
  }
  const dependencies = new Dependencies(applyOrder(targets));
  const { order, cycle } = dependencies.inOrder();
  if (cycle) problems.push(cycleProblem(cycle));
  return { targets: order, dependencies, problems };
}

function cycleProblem(cycle: readonly ApplyTarget[]): ApplyProblem {
  const names = cycle.map(({ object }) => `${object.kind}/${object.metadata.name}`);
  return {
    manifest: cycle[0]!.manifest,
    field: `metadata.annotations[${DEPENDS_ON}]`,
    message: `waits for itself: ${names.join(' → ')}`,
  };
}

/** A custom resource may come with its definition in the same set. */
function resourceDefinedBy(manifests: readonly ManifestObject[], { apiVersion, kind }: KubeObject) {
  const { group, version } = parseApiVersion(apiVersion!);
  for (const { object } of manifests) {
    if (object.kind !== 'CustomResourceDefinition') continue;
    const { spec } = object as unknown as {
      spec?: { group?: string; scope?: string; names?: { kind?: string; plural?: string } };
    };
    if (spec?.group === group && spec.names?.kind === kind && spec.names?.plural)
      return {
        group,
        version,
        kind: kind!,
        resource: spec.names.plural,
        namespaced: spec.scope === 'Namespaced',
      };
  }
  return undefined;
}

/** A dry run of everything that can be judged before its namespace or its definition exists. */
async function rehearse(
  client: KubernetesClient,
  targets: readonly ApplyTarget[],
  { force }: ApplyOptions,
): Promise<ApplyProblem[]> {
  const problems: ApplyProblem[] = [];
  const missing = await missingFoundations(client, targets);
  for (const { manifest, object, reference } of targets) {
    if (missing.has(reference.namespace) || missing.has(`${reference.type.resource}.${reference.type.group}`))
      continue;
    try {
      await client.apply(reference, object, { fieldManager: FIELD_MANAGER, force, dryRun: true });
    } catch (error) {
      problems.push(...problemsOf(manifest, error));
    }
  }
  return problems;
}

/** Names of namespaces and custom resources that this very apply is going to create. */
async function missingFoundations(
  client: KubernetesClient,
  targets: readonly ApplyTarget[],
): Promise<Set<string>> {
  const missing = new Set<string>();
  for (const { object, reference } of targets)
    if (isFoundation(object) && !(await client.get(reference))) missing.add(reference.name);
  return missing;
}

/** Stops at the first failure. The object at fault is not among the outcomes. */
async function applyAll(
  client: KubernetesClient,
  targets: readonly ApplyTarget[],
  dependencies: Dependencies<ApplyTarget>,
  options: StartedOptions,
  outcomes: Map<ApplyTarget, Outcome>,
): Promise<ApplyProblem | undefined> {
  const ready = new Set<ApplyTarget>();
  for (const [index, target] of targets.entries()) {
    const problem = await awaitDependencies(client, target, dependencies.of(target), ready, options);
    if (problem || options.signal?.aborted) return problem;
    const failure = await applyOne(client, target, options, outcomes);
    if (failure) return failure;
    const next = targets[index + 1];
    if (isFoundation(target.object) && next && !isFoundation(next.object)) {
      const foundations = [...outcomes.keys()].filter((one) => isFoundation(one.object));
      await waitUntilReady(client, foundations, {
        timeout: FOUNDATION_TIMEOUT,
        start: client.now(),
        signal: options.signal,
      });
    }
  }
  return undefined;
}

/** Waits for what an object says it depends on, whether or not the whole apply is to be waited for. */
async function awaitDependencies(
  client: KubernetesClient,
  { manifest }: ApplyTarget,
  dependencies: readonly ApplyTarget[],
  ready: Set<ApplyTarget>,
  { timeout, start, signal, observer }: StartedOptions,
): Promise<ApplyProblem | undefined> {
  const open = dependencies.filter((one) => !ready.has(one));
  if (open.length === 0) return undefined;
  const states = await waitUntilReady(client, open, {
    timeout: timeout || DEFAULT_TIMEOUT,
    start,
    signal,
    observer,
  });
  for (const { target, readiness } of states) if (readiness.state === 'ready') ready.add(target);
  const late = states.find(({ readiness }) => readiness.state !== 'ready');
  if (!late || signal?.aborted) return undefined;
  const { kind, metadata } = late.target.object;
  return {
    manifest,
    field: `metadata.annotations[${DEPENDS_ON}]`,
    message: `waits for ${kind}/${metadata.name}, which is not ready: ${late.readiness.message}`,
  };
}

async function applyOne(
  client: KubernetesClient,
  target: ApplyTarget,
  { force, observer }: ApplyOptions,
  outcomes: Map<ApplyTarget, Outcome>,
): Promise<ApplyProblem | undefined> {
  const { manifest, object, reference } = target;
  try {
    const before = await client.get(reference);
    const result = await client.apply(reference, object, { fieldManager: FIELD_MANAGER, force });
    const unchanged = before?.metadata.resourceVersion === result.object.metadata.resourceVersion;
    const outcome = result.created ? 'created' : unchanged ? 'unchanged' : 'configured';
    outcomes.set(target, outcome);
    observer?.applied?.(target, outcome, result.warnings);
    return undefined;
  } catch (error) {
    return problemsOf(manifest, error)[0];
  }
}

/** What the API server says is wrong, one entry per field. */
function problemsOf(manifest: ManifestObject, error: unknown): ApplyProblem[] {
  if (!(error instanceof StatusError)) throw error;
  const { causes } = error.status.details ?? {};
  if (error.reason === 'Conflict' && causes?.some(({ reason }) => reason === 'FieldManagerConflict')) {
    const message = `${error.message}; use --force-conflicts to take these fields over`;
    return [{ manifest, message, field: causes[0]?.field?.replace(/^\./, '') }];
  }
  if (error.reason !== 'Invalid' || !causes?.length) return [{ manifest, message: error.message }];
  return causes.map(({ message, field }) => ({ manifest, message: message ?? error.message, field }));
}
