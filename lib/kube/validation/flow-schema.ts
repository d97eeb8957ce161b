import { type FieldError, forbiddenField, invalidValue, notSupported, required } from '../field-error';
import type { FieldPath } from '../field-path';
import type {
  FlowSchemaSpec,
  NonResourcePolicyRule,
  PolicyRulesWithSubjects,
  ResourcePolicyRule,
  ServiceAccountSubject,
  Subject,
} from '../generated/flowcontrol-v1';
import { goTyped } from '../go-format';
import { isDns1123Label } from '../names';
import { validateDnsLabel, validateDnsSubdomain } from './names';
import { validateWildcard } from './scalars';

/** Which requests belong to a flow, and how fairly they are served. */

const HIGHEST_PRECEDENCE = 10_000;
const DISTINGUISHERS = ['ByNamespace', 'ByUser'];
const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch'];

export function validateFlowSchemaSpec(
  name: string | undefined,
  spec: FlowSchemaSpec,
  path: FieldPath,
  errors: FieldError[],
): void {
  validatePrecedence(name, spec.matchingPrecedence ?? 0, path.child('matchingPrecedence'), errors);
  const { distinguisherMethod: method, priorityLevelConfiguration: level, rules = [] } = spec;
  if (method && !DISTINGUISHERS.includes(method.type ?? ''))
    errors.push(
      notSupported(
        path.child('distinguisherMethod').child('type'),
        { Type: method.type ?? '' },
        DISTINGUISHERS,
      ),
    );
  const own = path.child('priorityLevelConfiguration').child('name');
  if (level?.name) validateDnsSubdomain(level.name, own, errors);
  else errors.push(required(own, 'must reference a priority level'));
  rules.forEach((rule, index) => {
    validateRule(rule, path.child('rules').index(index), errors);
  });
}

function validatePrecedence(
  name: string | undefined,
  value: number,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (value <= 0) errors.push(invalidValue(path, value, 'must be a positive value'));
  if (value > HIGHEST_PRECEDENCE)
    errors.push(invalidValue(path, value, `must not be greater than ${HIGHEST_PRECEDENCE}`));
  if (value === 1 && name !== 'exempt')
    errors.push(invalidValue(path, value, "only the schema named 'exempt' may have matchingPrecedence 1"));
}

function validateRule(rule: PolicyRulesWithSubjects, path: FieldPath, errors: FieldError[]): void {
  const { subjects = [], resourceRules = [], nonResourceRules = [] } = rule;
  if (subjects.length === 0)
    errors.push(required(path.child('subjects'), 'subjects must contain at least one value'));
  subjects.forEach((subject, index) => {
    validateSubject(subject, path.child('subjects').index(index), errors);
  });
  if (resourceRules.length === 0 && nonResourceRules.length === 0)
    errors.push(required(path, 'at least one of resourceRules and nonResourceRules has to be non-empty'));
  resourceRules.forEach((each, index) => {
    validateResourceRule(each, path.child('resourceRules').index(index), errors);
  });
  nonResourceRules.forEach((each, index) => {
    validateNonResourceRule(each, path.child('nonResourceRules').index(index), errors);
  });
}

const SUBJECTS = { Group: 'group', ServiceAccount: 'serviceAccount', User: 'user' } as const;
/** The order in which Kubernetes reports the fields of the other kinds. */
const OTHERS = {
  Group: ['ServiceAccount', 'User'],
  ServiceAccount: ['User', 'Group'],
  User: ['ServiceAccount', 'Group'],
} as const;

function validateSubject(subject: Subject, path: FieldPath, errors: FieldError[]): void {
  const { kind } = subject;
  if (!isSubjectKind(kind)) {
    errors.push(notSupported(path.child('kind'), goTyped(kind ?? ''), Object.keys(SUBJECTS)));
    return;
  }
  const field = SUBJECTS[kind];
  const own = path.child(field);
  const given = subject[field];
  if (!given) errors.push(required(own, `${field} is required when subject kind is '${kind}'`));
  else if (kind === 'ServiceAccount') validateAccount(given as ServiceAccountSubject, own, errors);
  else if (!given.name) errors.push(required(own.child('name')));
  for (const other of OTHERS[kind]) {
    const otherField = SUBJECTS[other];
    if (subject[otherField])
      errors.push(
        forbiddenField(
          path.child(otherField),
          `${otherField} is forbidden when subject kind is not '${other}'`,
        ),
      );
  }
}

function isSubjectKind(kind: string | undefined): kind is keyof typeof SUBJECTS {
  return kind !== undefined && Object.hasOwn(SUBJECTS, kind);
}

function validateAccount(
  { name, namespace }: ServiceAccountSubject,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!name) errors.push(required(path.child('name')));
  else if (name !== '*') validateDnsSubdomain(name, path.child('name'), errors);
  if (namespace) validateDnsLabel(namespace, path.child('namespace'), errors);
  else errors.push(required(path.child('namespace'), 'must specify namespace for service account'));
}

function validateVerbs(verbs: readonly string[], path: FieldPath, errors: FieldError[]): void {
  if (verbs.length === 0) errors.push(required(path, 'verbs must contain at least one value'));
  else if (verbs.includes('*')) validateWildcard(verbs, 'verbs', path, errors);
  else if (!verbs.every((verb) => VERBS.includes(verb))) errors.push(notSupported(path, verbs, VERBS));
}

function validateNonResourceRule(
  { verbs = [], nonResourceURLs: urls = [] }: NonResourcePolicyRule,
  path: FieldPath,
  errors: FieldError[],
): void {
  validateVerbs(verbs, path.child('verbs'), errors);
  const own = path.child('nonResourceURLs');
  if (urls.length === 0) errors.push(required(own, 'nonResourceURLs must contain at least one value'));
  validateWildcard(urls, 'non-resource URLs', own, errors);
  if (urls.includes('*')) return;
  urls.forEach((url, index) => {
    const problem = urlProblem(url);
    if (problem) errors.push(invalidValue(own.index(index), url, problem));
  });
}

function urlProblem(url: string): string | undefined {
  if (url === '') return 'must not be empty';
  if (url === '/') return undefined;
  if (!url.startsWith('/')) return 'must start with slash';
  if (url.includes(' ')) return 'must not contain white-space';
  if (url.includes('//')) return 'must not contain double slash';
  return /^[^*]*(\/\*)?$/.test(url) ? undefined : 'wildcard can only do suffix matching';
}

function validateResourceRule(
  { verbs = [], apiGroups = [], resources = [], namespaces = [], clusterScope }: ResourcePolicyRule,
  path: FieldPath,
  errors: FieldError[],
): void {
  validateVerbs(verbs, path.child('verbs'), errors);
  const groups = path.child('apiGroups');
  if (apiGroups.length === 0)
    errors.push(required(groups, 'resource rules must supply at least one api group'));
  validateWildcard(apiGroups, 'api groups', groups, errors);
  const own = path.child('resources');
  if (resources.length === 0) errors.push(required(own, 'resource rules must supply at least one resource'));
  validateWildcard(resources, 'resources', own, errors);
  validateNamespaces(namespaces, clusterScope ?? false, path.child('namespaces'), errors);
}

function validateNamespaces(
  namespaces: readonly string[],
  hasClusterScope: boolean,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (namespaces.length === 0 && !hasClusterScope)
    errors.push(
      required(path, 'resource rules that are not cluster scoped must supply at least one namespace'),
    );
  validateWildcard(namespaces, 'namespaces', path, errors);
  if (namespaces.includes('*')) return;
  namespaces.forEach((namespace, index) => {
    for (const problem of isDns1123Label(namespace))
      errors.push(
        invalidValue(
          path.index(index),
          namespace,
          `each member of this list must be '*' or a DNS-1123 label; ${problem}`,
        ),
      );
  });
}
