import { type ApiLifecycle, lifecycleOf } from '../../../kube/api-lifecycle';
import { deprecationWarning } from '../../../kube/deprecations';
import { type GroupVersionKind, parseApiVersion } from '../../../kube/object';
import type { CheckContext } from '../../context/check-context';
import type { CheckedObject } from '../../context/checked-object';
import type { BuiltInRule, Problem } from '../../rule';

export const API_VERSION_RULES: readonly BuiltInRule[] = [
  {
    id: 'removed-api',
    severity: 'error',
    profile: 'learning',
    finds: 'A kind that the target version of Kubernetes does not serve any more.',
    why: 'The API server answers that it knows no such kind.',
    fix: 'write the object for the version of the API that is served',
    peers: ['kube-linter no-extensions-v1beta', 'kube-score stable-version', 'kubeconform'],
    *check(context) {
      for (const { object, name, removed, replacement } of lifecycles(context))
        if (removed !== undefined && removed <= context.kubernetesVersion)
          yield {
            object,
            field: 'apiVersion',
            message: `${name} is not served any more since Kubernetes 1.${removed}`,
            ...(replacement ? { fix: `use ${replacement}` } : {}),
          };
    },
  },
  {
    id: 'future-api',
    severity: 'error',
    profile: 'learning',
    finds: 'A kind that the target version of Kubernetes does not serve yet.',
    why: 'The API server answers that it knows no such kind.',
    fix: 'write the object for a version of the API that the cluster serves, or raise --kubernetes-version',
    peers: ['kubeconform'],
    *check(context) {
      for (const { object, name, introduced } of lifecycles(context))
        if (introduced > context.kubernetesVersion)
          yield {
            object,
            field: 'apiVersion',
            message: `${name} is served since Kubernetes 1.${introduced}; the target is 1.${context.kubernetesVersion}`,
          };
    },
  },
  {
    id: 'deprecated-api',
    severity: 'warning',
    profile: 'default',
    finds: 'A kind that a coming version of Kubernetes will not serve any more.',
    why: 'After an upgrade of the cluster the object can no longer be applied.',
    fix: 'write the object for the stable version of the API',
    peers: ['kube-score stable-version'],
    *check(context) {
      for (const one of lifecycles(context)) {
        const { deprecated, removed, introduced } = one;
        const target = context.kubernetesVersion;
        if (deprecated === undefined || deprecated > target || introduced > target) continue;
        if (removed === undefined || removed > target) yield deprecation(one);
      }
      yield* deprecatedForever(context);
    },
  },
];

interface Known extends ApiLifecycle {
  readonly object: CheckedObject['object'];
  /** `policy/v1beta1 PodDisruptionBudget` */
  readonly name: string;
}

const KNOWN = new WeakMap<CheckContext, readonly Known[]>();

/** The objects of kinds that come and go. */
function lifecycles(context: CheckContext): readonly Known[] {
  let found = KNOWN.get(context);
  if (!found) {
    found = context.objects.flatMap((checked) => {
      const lifecycle = lifecycleOf(kindOf(checked));
      const { apiVersion, kind } = checked.identity;
      return lifecycle ? [{ ...lifecycle, object: checked.object, name: `${apiVersion} ${kind}` }] : [];
    });
    KNOWN.set(context, found);
  }
  return found;
}

function kindOf({ identity }: CheckedObject): GroupVersionKind {
  return { ...parseApiVersion(identity.apiVersion), kind: identity.kind };
}

function deprecation({ object, name, deprecated, removed, replacement }: Known): Problem {
  const end = removed === undefined ? '' : `, and not served any more from 1.${removed} on`;
  return {
    object,
    field: 'apiVersion',
    message: `${name} is deprecated since Kubernetes 1.${deprecated}${end}`,
    ...(replacement ? { fix: `use ${replacement}` } : {}),
  };
}

/** Kinds that will not be removed, but should not be used. */
function* deprecatedForever({ objects, kubernetesVersion }: CheckContext): Iterable<Problem> {
  for (const checked of objects) {
    const text = deprecationWarning(kindOf(checked));
    const since = text && /v1\.(\d+)/.exec(text)?.[1];
    if (text && Number(since) <= kubernetesVersion)
      yield { object: checked.object, field: 'apiVersion', message: text };
  }
}
