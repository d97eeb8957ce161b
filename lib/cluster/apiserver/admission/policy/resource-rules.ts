import type {
  MatchResources,
  NamedRuleWithOperations,
} from '../../../../kube/generated/admissionregistration-v1';
import type { LabelSelector as LabelSelectorObject } from '../../../../kube/generated/meta-v1';
import { Namespaces } from '../../../../kube/generated/resources';
import type { GroupVersionKind } from '../../../../kube/object';
import type { ResourceInfo } from '../../../../kube/resource-catalogue';
import { lenientSelector } from '../../../../kube/selectors/lenient-selector';
import { qualified } from '../../../../kube/status';
import type { AdmissionEnvironment, AdmissionRequest } from '../plugin';

/** The version of a resource in which a policy or webhook looks at a request, and the kind of its object there. */
export interface MatchedVersion {
  readonly resource: ResourceInfo;
  readonly kind: GroupVersionKind;
}

/** Whether a policy, a binding or a webhook is about a request; if it is, in which version it looks at it. */
export function matchRequest(
  criteria: MatchResources,
  request: AdmissionRequest,
  environment: AdmissionEnvironment,
): MatchedVersion | undefined {
  const { resourceRules = [], excludeResourceRules = [] } = criteria;
  if (!matchesNamespace(criteria.namespaceSelector, request, environment)) return undefined;
  if (!matchesObject(criteria.objectSelector, request)) return undefined;
  if (matchRules(excludeResourceRules, criteria, request, environment)) return undefined;
  return resourceRules.length === 0
    ? { resource: request.resource, kind: request.kind }
    : matchRules(resourceRules, criteria, request, environment);
}

/** What the request is about is looked at first in its own version, then in others that are the same. */
function matchRules(
  rules: readonly NamedRuleWithOperations[],
  { matchPolicy }: MatchResources,
  request: AdmissionRequest,
  { resources }: AdmissionEnvironment,
): MatchedVersion | undefined {
  const { resource, kind, name } = request;
  const names = ({ resourceNames }: NamedRuleWithOperations) =>
    !resourceNames?.length || resourceNames.includes(name);
  if (rules.some((rule) => matchesRule(rule, request, resource) && names(rule))) return { resource, kind };
  if (matchPolicy === 'Exact') return undefined;
  for (const rule of rules)
    for (const other of resources.equivalents(resource)) {
      if (other === resource || !matchesRule(rule, request, other) || !names(rule)) continue;
      return { resource: other, kind: other.subresources.get(request.subresource)?.kind ?? other };
    }
  return undefined;
}

const includes = (items: readonly string[] | undefined, item: string) =>
  items !== undefined && (items.includes('*') || items.includes(item));

function matchesRule(
  rule: NamedRuleWithOperations,
  { operation, subresource, namespace }: AdmissionRequest,
  resource: ResourceInfo,
): boolean {
  const isNamespace = qualified(resource) === 'namespaces';
  const isNamespaced = !isNamespace && namespace !== '';
  if (rule.scope === 'Namespaced' && !isNamespaced) return false;
  if (rule.scope === 'Cluster' && isNamespaced) return false;
  return (
    includes(rule.operations, operation) &&
    includes(rule.apiGroups, resource.group) &&
    includes(rule.apiVersions, resource.version) &&
    (rule.resources ?? []).some((text) => matchesResource(text, resource.resource, subresource))
  );
}

/** `pods`, `pods/status`, `pods/*`, `*`, and `*` with a subresource. */
function matchesResource(text: string, resource: string, subresource: string): boolean {
  const at = text.indexOf('/');
  const own = at < 0 ? text : text.slice(0, at);
  const part = at < 0 ? '' : text.slice(at + 1);
  return (own === '*' || own === resource) && (part === '*' || part === subresource);
}

/** What lies in no namespace matches every selector; a namespace is known by its own labels. */
function matchesNamespace(
  selector: LabelSelectorObject | undefined,
  request: AdmissionRequest,
  environment: AdmissionEnvironment,
): boolean {
  if (!selector || isEmpty(selector) || request.namespace === '') return true;
  const isNamespace = qualified(request.resource) === 'namespaces' && request.subresource === '';
  const own = isNamespace ? request.object : undefined;
  const namespace = own ?? environment.get(Namespaces, '', request.namespace);
  return lenientSelector(selector).matches(namespace?.metadata.labels ?? {});
}

/** Either the object as it will be or as it was. */
function matchesObject(
  selector: LabelSelectorObject | undefined,
  { object, oldObject }: AdmissionRequest,
): boolean {
  if (!selector || isEmpty(selector)) return true;
  const compiled = lenientSelector(selector);
  return [object, oldObject].some((one) => one?.metadata && compiled.matches(one.metadata.labels ?? {}));
}

function isEmpty({ matchLabels, matchExpressions }: LabelSelectorObject): boolean {
  return Object.keys(matchLabels ?? {}).length === 0 && (matchExpressions ?? []).length === 0;
}

const EXEMPT: ReadonlySet<string> = new Set([
  'validatingwebhookconfigurations',
  'mutatingwebhookconfigurations',
  'validatingadmissionpolicies',
  'validatingadmissionpolicybindings',
  'mutatingadmissionpolicies',
  'mutatingadmissionpolicybindings',
]);

/** Nobody can lock themselves out of the configuration of admission. */
export function isAdmissionConfiguration({ group, resource }: ResourceInfo): boolean {
  return group === 'admissionregistration.k8s.io' && EXEMPT.has(resource);
}
