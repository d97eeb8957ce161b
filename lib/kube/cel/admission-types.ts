import {
  BOOL,
  type CelType,
  DYN,
  INT,
  listOf,
  mapOf,
  STRING,
  type StructType,
  structOf,
  TIMESTAMP,
} from './types';

/** What expressions of admission may know of a request, and of the namespace that it is about. */

/** Their names are written as they are. */
const plainStruct = (name: string, fields: { readonly [property: string]: CelType }) =>
  structOf(name, fields, false);

const TEXTS = mapOf(STRING, STRING);

const KIND = plainStruct('kubernetes.GroupVersionKind', { group: STRING, version: STRING, kind: STRING });
const RESOURCE = plainStruct('kubernetes.GroupVersionResource', {
  group: STRING,
  version: STRING,
  resource: STRING,
});

export const REQUEST = plainStruct('kubernetes.AdmissionRequest', {
  kind: KIND,
  resource: RESOURCE,
  subResource: STRING,
  requestKind: KIND,
  requestResource: RESOURCE,
  requestSubResource: STRING,
  name: STRING,
  namespace: STRING,
  operation: STRING,
  userInfo: plainStruct('kubernetes.UserInfo', {
    username: STRING,
    uid: STRING,
    groups: listOf(STRING),
    extra: mapOf(STRING, listOf(STRING)),
  }),
  dryRun: BOOL,
  options: DYN,
});

export const NAMESPACE = plainStruct('kubernetes.Namespace', {
  metadata: plainStruct('kubernetes.NamespaceMetadata', {
    name: STRING,
    generateName: STRING,
    namespace: STRING,
    labels: TEXTS,
    annotations: TEXTS,
    UID: STRING,
    creationTimestamp: TIMESTAMP,
    deletionGracePeriodSeconds: INT,
    deletionTimestamp: TIMESTAMP,
    generation: INT,
    resourceVersion: STRING,
    finalizers: listOf(STRING),
  }),
  spec: plainStruct('kubernetes.NamespaceSpec', { finalizers: listOf(STRING) }),
  status: plainStruct('kubernetes.NamespaceStatus', {
    conditions: listOf(
      plainStruct('kubernetes.NamespaceCondition', {
        status: STRING,
        type: STRING,
        lastTransitionTime: TIMESTAMP,
        message: STRING,
        reason: STRING,
      }),
    ),
    phase: STRING,
  }),
});

/** One operation of a JSON patch: `JSONPatch{op: 'add', path: '/a', value: 1}`. */
export const JSON_PATCH = plainStruct('JSONPatch', { op: STRING, path: STRING, from: STRING, value: DYN });

const OBJECT = 'Object';

/** A part of an apply configuration. It has whatever fields are written: `Object.spec{replicas: 1}`. */
export function objectType(name: string): StructType {
  const fieldType = (): CelType => DYN;
  return {
    kind: 'struct',
    name,
    field: (field) => ({ type: fieldType(), property: field }),
    property: fieldType,
    fieldNames: () => [],
  };
}

export const APPLY_CONFIGURATION = objectType(OBJECT);

/** The types of objects that expressions of mutations make. */
export function patchType(name: string): StructType | undefined {
  if (name === JSON_PATCH.name) return JSON_PATCH;
  return name === OBJECT || name.startsWith(`${OBJECT}.`) ? objectType(name) : undefined;
}
