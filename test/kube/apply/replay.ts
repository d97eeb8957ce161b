import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { applyConfiguration } from '../../../lib/kube/apply/apply';
import type { FieldPathElements } from '../../../lib/kube/apply/field-set';
import { ManagedFields } from '../../../lib/kube/apply/managed-fields';
import { resetFieldsOf, resetFieldsOfCustomResource } from '../../../lib/kube/apply/reset-fields';
import { ownershipAfterScale, scaleOwnership } from '../../../lib/kube/apply/scale-ownership';
import type { ServedVersions, WriteScope } from '../../../lib/kube/apply/versions';
import { toV1, toV2 } from '../../../lib/kube/conversion/horizontal-pod-autoscaler';
import { decodeAll } from '../../../lib/kube/decode';
import { clone, freeze } from '../../../lib/kube/frozen';
import type { HorizontalPodAutoscaler as AutoscalerV1 } from '../../../lib/kube/generated/autoscaling-v1';
import type { HorizontalPodAutoscaler as AutoscalerV2 } from '../../../lib/kube/generated/autoscaling-v2';
import type { ManagedFieldsEntry, Status } from '../../../lib/kube/generated/meta-v1';
import { type GroupVersionKind, type KubeObject, parseApiVersion } from '../../../lib/kube/object';
import { ResourceCatalogue } from '../../../lib/kube/resource-catalogue';
import { type Schema, schemaOf } from '../../../lib/kube/schema';
import { StatusError } from '../../../lib/kube/status';
import { type CustomResourceDefinition, customResourceSchema } from './custom-resource-schema';

/** One write, as tools/record-apply.ts describes it. */
export interface Step {
  readonly create?: KubeObject;
  readonly put?: { readonly metadata?: { readonly managedFields?: readonly ManagedFieldsEntry[] } };
  readonly patch?: object;
  readonly apply?: KubeObject;
  readonly force?: boolean;
  /** Others wrote: the object and its ownership are taken over as they are. */
  readonly read?: boolean;
  readonly manager: string;
  readonly subresource?: string;
  /** Version through which it was put or patched. */
  readonly through?: string;
  /** Where the answer differs from the merged object for other reasons: defaulting brought a field back, or a schema pruned it. */
  readonly elsewhere?: readonly string[];
}

export interface Answer {
  readonly code: number;
  readonly object?: KubeObject;
  readonly scale?: KubeObject;
  readonly status?: Status;
}

export interface Sequence {
  readonly name: string;
  readonly steps: readonly { readonly step: Step; readonly answer: Answer }[];
}

export interface Topic {
  readonly definitions: readonly CustomResourceDefinition[];
  readonly sequences: readonly Sequence[];
}

const FOLDER = join(__dirname, '..', '..', 'golden', 'apply');

export function readTopic(name: string): Topic {
  const cases = parse(readFileSync(join(FOLDER, `${name}.cases.yaml`), 'utf8'), { merge: true });
  const recorded = JSON.parse(readFileSync(join(FOLDER, `${name}.answers.json`), 'utf8'));
  return freeze({
    definitions: cases.setup ?? [],
    sequences: cases.sequences.map((sequence: { name: string; steps: Step[] }, index: number) => ({
      name: sequence.name,
      steps: sequence.steps.map((step, position) => ({ step, answer: recorded[index].answers[position] })),
    })),
  });
}

/** What a step made of ownership, and, for an apply, of the object. */
export interface Outcome {
  readonly managed?: ManagedFields;
  readonly applied?: KubeObject;
  readonly refused?: Status;
}

/**
 * Replays a sequence. Objects between steps, and the object that a create or update made, are those recorded: so only
 * ownership and merging are put to the test, not decoding and defaulting.
 */
export class Replay {
  live: KubeObject | undefined;
  private managed = ManagedFields.none;
  private time = 0;

  constructor(private readonly kinds: Kinds) {}

  play(step: Step, answer: Answer): Outcome {
    this.time++;
    if (step.read) this.managed = ManagedFields.decode(answer.object!.metadata.managedFields!);
    const outcome = step.read
      ? { managed: this.managed }
      : step.subresource === 'scale'
        ? this.scale(step, answer)
        : this.write(step, answer);
    if (outcome.managed && answer.object) this.managed = outcome.managed;
    if (answer.object) this.live = this.kinds.decoded(withoutManagedFields(answer.object));
    return outcome;
  }

  private write(step: Step, answer: Answer): Outcome {
    if (step.create || (step.apply && !isSameObject(step.apply, this.live))) {
      this.live = undefined;
      this.managed = ManagedFields.none;
    }
    const subject = step.create ?? step.apply ?? answer.object!;
    const scope = this.kinds.scopeOf(subject, step.subresource ?? '');
    const live = this.live && inVersion(this.live, scope);
    if (step.apply) return this.apply(step, step.apply, { ...scope, live, managed: this.managed });
    const sent = step.put?.metadata?.managedFields;
    const managed = ManagedFields.sent(sent, this.managed, scope.subresource).update({
      ...scope,
      before: live,
      after: withoutAllocated(this.kinds.decoded(withoutManagedFields(answer.object!)), step.create),
      manager: step.manager,
      time: this.now(),
    });
    return { managed };
  }

  private scale(step: Step, answer: Answer): Outcome {
    const paths = new Map<string, FieldPathElements>([['apps/v1', ['f:spec', 'f:replicas']]]);
    const owned = scaleOwnership(this.managed, paths);
    const scope = this.kinds.scopeOf({ apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: {} }, 'scale');
    const live = scaleOf(this.live!);
    const outcome: Outcome = step.apply
      ? this.apply(step, step.apply, { ...scope, live, managed: owned })
      : {
          managed: owned.update({
            ...scope,
            before: live,
            after: answer.scale!,
            manager: step.manager,
            time: this.now(),
          }),
        };
    if (!outcome.managed) return outcome;
    return { managed: ownershipAfterScale(this.managed, outcome.managed, 'apps/v1', paths) };
  }

  private apply(
    { force = false, manager }: Step,
    configuration: KubeObject,
    scope: WriteScope & { readonly live?: KubeObject; readonly managed: ManagedFields },
  ): Outcome {
    try {
      const { object, managed } = applyConfiguration({
        ...scope,
        configuration,
        manager,
        force,
        time: this.now(),
      });
      return { managed, applied: object };
    } catch (error) {
      if (error instanceof StatusError) return { refused: error.status };
      throw error;
    }
  }

  private now(): string {
    return `2026-01-01T00:00:${String(this.time).padStart(2, '0')}Z`;
  }
}

/** The kinds a topic is about: the built-in ones, and its custom resources. */
export class Kinds {
  private readonly catalogue = ResourceCatalogue.kubernetes();

  constructor(private readonly definitions: readonly CustomResourceDefinition[]) {}

  scopeOf({ apiVersion, kind }: KubeObject, subresource: string): WriteScope {
    const gvk = { ...parseApiVersion(apiVersion!), kind: kind! };
    const definition = this.definitions.find(
      ({ spec }) => spec.group === gvk.group && spec.names.kind === kind,
    );
    return {
      schema: this.schemaOf(gvk, definition)!,
      apiVersion: apiVersion!,
      subresource,
      resetFields: this.resetFieldsOf(gvk, definition, subresource),
      versions: definition ? this.versionsOf(gvk, definition) : AUTOSCALERS.get(kind!),
    };
  }

  schemaOf(gvk: GroupVersionKind, definition?: CustomResourceDefinition): Schema | undefined {
    return definition ? customResourceSchema(definition, gvk.version) : schemaOf(gvk);
  }

  isBuiltIn({ apiVersion, kind }: KubeObject): boolean {
    return schemaOf({ ...parseApiVersion(apiVersion!), kind: kind! }) !== undefined;
  }

  /** As the project holds objects: without the nulls that the server writes. */
  decoded(object: KubeObject): KubeObject {
    if (!this.isBuiltIn(object)) return object;
    return freeze(decodeAll<KubeObject>(this.scopeOf(object, '').schema, clone(object)).value);
  }

  private resetFieldsOf(
    gvk: GroupVersionKind,
    definition: CustomResourceDefinition | undefined,
    subresource: string,
  ) {
    if (definition) {
      const version = definition.spec.versions.find(({ name }) => name === gvk.version);
      return resetFieldsOfCustomResource(subresource, version?.subresources?.status !== undefined);
    }
    const info = this.catalogue.findKind(gvk);
    return info && resetFieldsOf(info, subresource, info.subresources.has('status'));
  }

  private versionsOf(gvk: GroupVersionKind, definition: CustomResourceDefinition): ServedVersions {
    return {
      schemaIn: (apiVersion) => {
        const { group, version } = parseApiVersion(apiVersion);
        const isServed = group === gvk.group && definition.spec.versions.some(({ name }) => name === version);
        return isServed ? customResourceSchema(definition, version) : undefined;
      },
      convert: (object, apiVersion) => ({ ...object, apiVersion }),
    };
  }
}

/** The built-in kind of several versions. */
const AUTOSCALERS = new Map<string, ServedVersions>([
  [
    'HorizontalPodAutoscaler',
    {
      schemaIn: (apiVersion) => schemaOf({ ...parseApiVersion(apiVersion), kind: 'HorizontalPodAutoscaler' }),
      convert: (object, apiVersion) =>
        apiVersion === 'autoscaling/v1' ? toV1(object as AutoscalerV2) : toV2(object as AutoscalerV1),
    },
  ],
]);

function inVersion(object: KubeObject, { apiVersion, versions }: WriteScope): KubeObject {
  return object.apiVersion === apiVersion ? object : freeze(versions!.convert(object, apiVersion));
}

export function withoutManagedFields(object: KubeObject): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata;
  return freeze({ ...object, metadata });
}

function isSameObject(a: KubeObject, b: KubeObject | undefined): boolean {
  return a.kind === b?.kind && a.metadata.name === b?.metadata.name;
}

type ServiceLike = KubeObject & { readonly spec?: { readonly [field: string]: unknown } };

/** A Service gets its addresses after its owner is written down. */
function withoutAllocated(object: KubeObject, sent: KubeObject | undefined): KubeObject {
  if (!sent || object.kind !== 'Service') return object;
  const asked = (sent as ServiceLike).spec ?? {};
  const allocated = ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'].filter(
    (name) => !(name in asked),
  );
  const spec = Object.fromEntries(
    Object.entries((object as ServiceLike).spec!).filter(([name]) => !allocated.includes(name)),
  );
  return freeze({ ...object, spec });
}

function scaleOf(object: KubeObject): KubeObject {
  const { replicas } = (object as KubeObject & { readonly spec: { readonly replicas?: number } }).spec;
  return freeze({
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: object.metadata,
    spec: { replicas },
  });
}
