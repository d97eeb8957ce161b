import type { StatefulSet } from '../../../kube/generated/apps-v1';
import type { ConfigMap, Secret } from '../../../kube/generated/core-v1';
import { type PodReference, podReferences } from '../../../kube/relations/pod-references';
import { podSpecOf, templateField, type Workload } from '../../../kube/workloads';
import type { CheckContext } from '../../context/check-context';
import { didYouMean } from '../../context/near-miss';
import { volumeKeys } from '../../context/volume-keys';
import type { BuiltInRule, Problem } from '../../rule';

export const POD_REFERENCE_RULES: readonly BuiltInRule[] = [
  {
    id: 'missing-config-map',
    severity: 'warning',
    profile: 'learning',
    finds: 'A pod that needs a ConfigMap which is not in the set.',
    why: 'The pod does not start before somebody makes the ConfigMap: CreateContainerConfigError, or a volume that is never mounted.',
    fix: 'add the ConfigMap, or mark the reference optional',
    peers: ['kube-linter env-value-from'],
    *check(context) {
      for (const found of absent(context, 'ConfigMap'))
        if (!MADE_BY_OTHERS.has(found.reference.name)) yield missing(context, found);
    },
  },
  {
    id: 'missing-secret',
    severity: 'info',
    profile: 'restricted',
    finds: 'A pod that needs a Secret which is not in the set.',
    why: 'The pod does not start before somebody makes the Secret in the cluster.',
    fix: 'see to it that the Secret is there before the pods',
    peers: ['kube-linter env-value-from'],
    *check(context) {
      for (const found of absent(context, 'Secret')) yield missing(context, found);
    },
  },
  {
    id: 'missing-key',
    severity: 'error',
    profile: 'learning',
    finds: 'A pod that reads a key which its ConfigMap or Secret, both in the set, does not have.',
    why: 'The container does not start: CreateContainerConfigError, or a volume that cannot be set up.',
    fix: 'add the key, or read one that is there',
    peers: ['kube-linter env-value-from'],
    check: missingKeys,
  },
  {
    id: 'missing-persistentvolumeclaim',
    severity: 'warning',
    profile: 'learning',
    finds: 'A pod that mounts a PersistentVolumeClaim which is not in the set.',
    why: 'The pod is not scheduled before somebody makes the claim.',
    fix: 'add the PersistentVolumeClaim',
    *check(context) {
      for (const found of absent(context, 'PersistentVolumeClaim')) yield missing(context, found);
    },
  },
  {
    id: 'non-existent-service-account',
    severity: 'error',
    profile: 'learning',
    finds: 'A pod that runs as a ServiceAccount which is not in the set.',
    why: 'The API server refuses the pods: their controller retries for ever, and none is made.',
    fix: 'add the ServiceAccount, or leave serviceAccountName out',
    peers: ['kube-linter non-existent-service-account'],
    *check(context) {
      for (const found of absent(context, 'ServiceAccount')) {
        if (found.reference.name === 'default') continue;
        const severity = context.hasCustomObjects(found.workload.namespace) ? 'warning' : 'error';
        yield { ...missing(context, found), severity };
      }
    },
  },
];

interface Found {
  readonly workload: Workload;
  readonly reference: PodReference;
}

/** ConfigMaps that a cluster, or a mesh in it, puts into every namespace. */
const MADE_BY_OTHERS = new Set(['kube-root-ca.crt', 'istio-ca-root-cert', 'openshift-service-ca.crt']);

const REFERENCES = new WeakMap<CheckContext, readonly Found[]>();

function references(context: CheckContext): readonly Found[] {
  let found = REFERENCES.get(context);
  if (!found) {
    found = context.workloads.flatMap((workload) =>
      podReferences(podSpecOf(workload)).map((reference) => ({ workload, reference })),
    );
    REFERENCES.set(context, found);
  }
  return found;
}

/** What pods cannot do without, and the set does not have. Once for each name that a workload refers to. */
function* absent(context: CheckContext, kind: PodReference['kind']): Iterable<Found> {
  if (!context.isWhole) return;
  const told = new Set<string>();
  for (const found of references(context)) {
    const { workload, reference } = found;
    const { name, optional } = reference;
    if (reference.kind !== kind || optional || !name || isFromTemplate(workload, reference)) continue;
    if (context.named(kind, workload.namespace).has(name)) continue;
    const key = `${workload.kind} ${workload.namespace}/${workload.name} ${name}`;
    if (told.has(key)) continue;
    told.add(key);
    yield found;
  }
}

/** A StatefulSet puts the claims that it makes in the place of volumes of the same name. */
function isFromTemplate(workload: Workload, { use, field }: PodReference): boolean {
  if (workload.kind !== 'StatefulSet' || use !== 'claim') return false;
  const index = Number(/^spec\.volumes\[(\d+)\]/.exec(field)?.[1]);
  const volume = podSpecOf(workload).volumes?.[index]?.name;
  const templates = (workload.object as StatefulSet).spec?.volumeClaimTemplates ?? [];
  return templates.some(({ metadata }) => metadata?.name === volume);
}

function missing(context: CheckContext, { workload, reference }: Found): Problem {
  const { kind, name, field } = reference;
  const names = context.named(kind, workload.namespace).keys();
  return {
    object: workload.object,
    field: templateField(workload, field),
    message: `there is no ${kind} "${name}" in the set${didYouMean(name, names)}`,
  };
}

function* missingKeys(context: CheckContext): Iterable<Problem> {
  for (const { workload, reference } of references(context)) {
    const { kind, name, optional } = reference;
    if (optional || (kind !== 'ConfigMap' && kind !== 'Secret')) continue;
    const source = context.named<ConfigMap & Secret>(kind, workload.namespace).get(name);
    if (!source) continue;
    const keys = keysOf(source);
    for (const { key, field } of wantedKeys(workload, reference))
      if (!keys.has(key))
        yield {
          object: workload.object,
          field: templateField(workload, field),
          message: `${kind} "${name}" has no key "${key}"${didYouMean(key, keys)}`,
        };
  }
}

function keysOf({ data, stringData, binaryData }: ConfigMap & Secret): ReadonlySet<string> {
  return new Set([data, stringData, binaryData].flatMap((part) => Object.keys(part ?? {})));
}

/** The key of an environment variable; of a volume, the keys that it makes files of. */
function wantedKeys(
  workload: Workload,
  { key, field, use }: PodReference,
): readonly { readonly key: string; readonly field: string }[] {
  if (key !== undefined) return [{ key, field: `${field}.key` }];
  return use === 'volume' || use === 'subPath' ? volumeKeys(podSpecOf(workload), field) : [];
}
