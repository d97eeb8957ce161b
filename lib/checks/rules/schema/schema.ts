import { lifecycleOf } from '../../../kube/api-lifecycle';
import { apiVersionOf, parseApiVersion } from '../../../kube/object';
import type { ResourceCatalogue } from '../../../kube/resource-catalogue';
import { nearestOf } from '../../../kube/suggestion';
import type { CheckContext } from '../../context/check-context';
import type { CheckedObject } from '../../context/checked-object';
import { definitionOf } from '../../context/custom-resources';
import type { BuiltInRule, Problem } from '../../rule';

export const SCHEMA_RULES: readonly BuiltInRule[] = [
  {
    id: 'schema',
    severity: 'error',
    profile: 'learning',
    finds:
      'An object that the API server would refuse, or a field that it would drop: an unknown kind or field, a value of the wrong type, a missing or invalid one.',
    why: 'The API server refuses the object, or ignores what it does not know and runs something else than was meant.',
    fix: 'write what the schema of the kind asks for',
    peers: [
      'kubeconform',
      'kube-linter schema-validation',
      'kube-linter mismatching-selector',
      'kube-score label-values',
      'kube-score container-ports-check',
      'kube-score cronjob-restartpolicy',
      'kube-score deployment-pod-selector-labels-match-template-metadata-labels',
      'kube-score statefulset-pod-selector-labels-match-template-metadata-labels',
    ],
    *check(context) {
      for (const checked of context.objects) {
        for (const { field, message, fix } of checked.schemaProblems)
          yield { object: checked.object, field, message, ...(fix ? { fix } : {}) };
        if (!checked.info && checked.schemaProblems.length === 0) yield* unknownKind(context, checked);
      }
    },
  },
];

/**
 * A kind that Kubernetes does not have. A group that is not its own may be served by the cluster: only the cluster can
 * tell. Of kinds that were removed, or will come, other rules tell.
 */
function* unknownKind(context: CheckContext, checked: CheckedObject): Iterable<Problem> {
  const { apiVersion, kind } = checked.identity;
  const groupVersionKind = { ...parseApiVersion(apiVersion), kind };
  if (checked.isCustom || lifecycleOf(groupVersionKind) || definitionOf(context, checked)) return;
  const elsewhere = servedAs(context.catalogue, kind);
  const near = elsewhere ? undefined : nearestOf(kind, kindsOf(context.catalogue));
  yield {
    object: checked.object,
    field: elsewhere ? 'apiVersion' : 'kind',
    message: `Kubernetes has no kind ${kind} in ${apiVersion}`,
    ...(elsewhere || near
      ? { fix: elsewhere ? `${kind} is served in ${elsewhere}` : `did you mean ${near}?` }
      : {}),
  };
}

function servedAs(catalogue: ResourceCatalogue, kind: string): string | undefined {
  for (const info of catalogue.all()) if (info.kind === kind) return apiVersionOf(info);
  return undefined;
}

function* kindsOf(catalogue: ResourceCatalogue): Iterable<string> {
  for (const { kind } of catalogue.all()) yield kind;
}
