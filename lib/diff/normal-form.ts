import { toV2 } from '../kube/conversion/horizontal-pod-autoscaler';
import { decodeAll } from '../kube/decode';
import { clone, freeze } from '../kube/frozen';
import type { HorizontalPodAutoscaler } from '../kube/generated/autoscaling-v1';
import { apiVersionOf, type KubeObject, type ObjectMeta } from '../kube/object';
import { isObject } from '../kube/record';
import type { ResourceInfo } from '../kube/resource-catalogue';
import { type Schema, schemaNamed, schemaOf } from '../kube/schema';
import { withDefaults } from '../kube/validation/admit-object';
import { type CustomKind, withSchemaDefaults } from './custom-schema';
import { inCurrentForm } from './old-versions';
import type { ServedKind } from './served-kind';
import { withoutServerFields } from './server-fields';

/** An object as it is compared, and what was wrong with how it was written. */
export interface NormalForm {
  /** Decoded, with defaults, without what the server adds; frozen. */
  readonly object: KubeObject;
  /** By which it is compared; undefined for a kind of unknown structure. */
  readonly schema: Schema | undefined;
  /** The resource whose rules hold for it; undefined when the API server's pipeline cannot judge it. */
  readonly info: ResourceInfo | undefined;
  readonly problems: readonly FieldProblem[];
  /** Fields that the kind does not have. The API server refuses or drops them: they are not compared. */
  readonly unknownFields: readonly string[];
}

/** A value that is not what the field wants. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** Brings an object into the form in which two of its kind are compared. */
export function normalForm(
  written: KubeObject,
  served: ServedKind,
  custom: CustomKind | undefined,
  version: string,
  namespace: string,
): NormalForm {
  // What is frozen counts as decoded: it must not be taken from outside.
  const document = Object.isFrozen(written) ? (clone(written) as KubeObject) : written;
  if (served.info) {
    const known = served.is === 'current' ? document : inCurrentForm(document);
    const form = ofKnownKind(known, served.info, namespace);
    const fits = form.problems.length === 0 && form.unknownFields.length === 0;
    // An old version whose fields were others is compared as it is written.
    if (served.is === 'current' || fits) return form;
  }
  // A copy: what is frozen here must not be the author's own object.
  const isNamespaced = CLUSTER_SCOPED.has(document.kind ?? '') ? false : custom?.namespaced;
  return ofCustomKind(clone(written) as KubeObject, custom?.schemaOf(version), isNamespaced, namespace);
}

/** Kinds that are no longer served, whatever namespace authors gave them. */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set(['PodSecurityPolicy']);

function ofKnownKind(document: KubeObject, info: ResourceInfo, namespace: string): NormalForm {
  const isV1Autoscaler = info.kind === 'HorizontalPodAutoscaler' && document.apiVersion === 'autoscaling/v1';
  const decodedAs = isV1Autoscaler ? { ...info, version: 'v1' } : info;
  const { value, errors, unknownFields } = decodeAll<KubeObject>(schemaOf(decodedAs)!, document);
  const own = withoutServerFields(placed(value, info.namespaced, namespace), info.subresources.has('status'));
  const current = isV1Autoscaler
    ? errors.length === 0 && isObject((own as HorizontalPodAutoscaler).spec)
      ? toV2(own as HorizontalPodAutoscaler)
      : own
    : own.apiVersion === apiVersionOf(info)
      ? own
      : { ...own, apiVersion: apiVersionOf(info) };
  return {
    object: freeze(errors.length === 0 ? withDefaults(info, current) : current),
    schema: schemaOf(info),
    info,
    problems: errors.map(({ field, message }) => ({ field, message })),
    unknownFields,
  };
}

/** A kind that only the cluster knows: its metadata is sound, the rest as it is written. */
function ofCustomKind(
  document: KubeObject,
  schema: Schema | undefined,
  namespaced: boolean | undefined,
  namespace: string,
): NormalForm {
  const metadata = decodeAll<ObjectMeta>(schemaNamed(OBJECT_META), document.metadata);
  const sound = { ...document, metadata: metadata.value };
  const isNamespaced = namespaced ?? Boolean(metadata.value.namespace);
  const own = withoutServerFields(placed(sound, isNamespaced, namespace), true);
  const filled = schema ? (withSchemaDefaults(schema, own) as KubeObject) : own;
  const inMetadata = (field: string) => `metadata.${field}`;
  return {
    object: freeze(filled),
    schema,
    info: undefined,
    problems: metadata.errors.map(({ field, message }) => ({ field: inMetadata(field), message })),
    unknownFields: metadata.unknownFields.map(inMetadata),
  };
}

const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/** In its namespace: the given one where it names none, and none for what has none. */
function placed(object: KubeObject, namespaced: boolean, namespace: string): KubeObject {
  const { metadata } = object;
  const place = namespaced ? metadata.namespace || namespace : undefined;
  if (metadata.namespace === place) return object;
  const { namespace: _replaced, ...rest } = metadata;
  return { ...object, metadata: place === undefined ? rest : { ...rest, namespace: place } };
}
