import { AdmissionExpressions } from '../cel/admission-expressions';
import type { CelType } from '../cel/types';
import type {
  ExpressionWarning,
  NamedRuleWithOperations,
  ValidatingAdmissionPolicy,
} from '../generated/admissionregistration-v1';
import { parseApiVersion } from '../object';
import type { ResourceCatalogue, ResourceInfo } from '../resource-catalogue';
import { typeOfKind } from './kind-types';

/** Of how many kinds, for each rule, expressions are checked at most. */
const MOST_KINDS = 10;

/**
 * What is wrong with the expressions of a policy when they speak of the kinds that it is about, in Kubernetes' words. A
 * policy works all the same: its expressions are evaluated without types.
 */
export function typeWarnings(
  { spec = {} }: ValidatingAdmissionPolicy,
  catalogue: ResourceCatalogue,
): readonly ExpressionWarning[] {
  const checks = kindsToCheck(spec.matchConstraints?.resourceRules ?? [], catalogue).flatMap((info) => {
    const type = typeOfKind(info);
    return type ? [checkAgainst(info, type, spec, catalogue)] : [];
  });
  const warnings: ExpressionWarning[] = [];
  const check = (fieldRef: string, expression: string) => {
    const found = checks.flatMap((one) => one(expression));
    if (found.length > 0) warnings.push({ fieldRef, warning: found.join('\n') });
  };
  for (const [index, { expression, messageExpression }] of (spec.validations ?? []).entries()) {
    check(`spec.validations[${index}].expression`, expression);
    if (messageExpression) check(`spec.validations[${index}].messageExpression`, messageExpression);
  }
  return warnings;
}

type Check = (expression: string) => readonly string[];

function checkAgainst(
  info: ResourceInfo,
  type: CelType,
  { paramKind, variables = [] }: NonNullable<ValidatingAdmissionPolicy['spec']>,
  catalogue: ResourceCatalogue,
): Check {
  const { apiVersion = '', kind = '' } = paramKind ?? {};
  const params = paramKind && catalogue.findKind({ ...parseApiVersion(apiVersion), kind });
  const expressions = new AdmissionExpressions({
    hasParams: paramKind !== undefined,
    hasVariables: variables.length > 0,
    types: { object: type, params: params && typeOfKind(params) },
  });
  for (const { name, expression } of variables) expressions.addVariable(name, expression);
  return (expression) => {
    const problem = expressions.typeProblem(expression);
    const { group, version } = info;
    return problem === undefined ? [] : [`${group}/${version}, Kind=${info.kind}: ${problem}\n`];
  };
}

/** Rules with wildcards are about no kind in particular. In order of group, version and kind. */
function kindsToCheck(
  rules: readonly NamedRuleWithOperations[],
  catalogue: ResourceCatalogue,
): readonly ResourceInfo[] {
  const kinds = new Map<string, ResourceInfo>();
  for (const rule of rules) {
    const found = resourcesOf(rule, catalogue);
    for (const info of found.slice(0, MOST_KINDS)) kinds.set(sortKey(info), info);
    if (found.length >= MOST_KINDS) break;
  }
  return [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, info]) => info);
}

const sortKey = ({ group, version, kind }: ResourceInfo) => `${group}\0${version}\0${kind}`;

function resourcesOf(
  { apiGroups = [], apiVersions = [], resources = [] }: NamedRuleWithOperations,
  catalogue: ResourceCatalogue,
): readonly ResourceInfo[] {
  if ([...apiGroups, ...apiVersions].some((text) => text.includes('*'))) return [];
  const names = resources.filter((text) => !/[*/]/.test(text)).sort();
  const all = [...catalogue.all()];
  return [...apiGroups].sort().flatMap((group) =>
    [...apiVersions].sort().flatMap((version) =>
      names.flatMap((name) =>
        // The core group is written as no group is: resources of other groups with the same name are meant too.
        all.filter(
          (info) =>
            info.version === version &&
            (group === '' || info.group === group) &&
            (info.resource === name || info.singular === name),
        ),
      ),
    ),
  );
}
