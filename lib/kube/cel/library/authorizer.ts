import { isDns1123Label, isDns1123Subdomain } from '../../names';
import { type Library, member } from '../declarations';
import { BOOL, opaque, STRING } from '../types';
import { CelFailure, CelOpaque, type CelResult } from '../values';

/** A question to the authorizer: who may do what. */
export interface AccessQuestion {
  readonly verb: string;
  /** A service account; the user of the request without it. */
  readonly serviceAccount?: { readonly namespace: string; readonly name: string };
  /** Instead of a resource. */
  readonly path?: string;
  readonly group?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly fieldSelector?: string;
  readonly labelSelector?: string;
}

export interface AccessAnswer {
  readonly allowed: boolean;
  readonly reason: string;
}

/** Decides for expressions. */
export type AskAuthorizer = (question: AccessQuestion) => AccessAnswer;

/** Kubernetes allows two checks in one expression. */
const CHECK_COST = 350_000;

const typeName = (name: string) => `kubernetes.authorization.${name}`;

export const AUTHORIZER = opaque(typeName('Authorizer'));
export const RESOURCE_CHECK = opaque(typeName('ResourceCheck'));
const PATH_CHECK = opaque(typeName('PathCheck'));
const GROUP_CHECK = opaque(typeName('GroupCheck'));
const DECISION = opaque(typeName('Decision'));

/** A question that is being put together. It equals only itself. */
class Check extends CelOpaque {
  constructor(
    readonly typeName: string,
    readonly ask: AskAuthorizer,
    readonly question: Omit<AccessQuestion, 'verb'>,
  ) {
    super();
  }

  equals(other: CelOpaque): boolean {
    return this === other;
  }

  with(more: Partial<AccessQuestion>, name?: string): Check {
    return new Check(name === undefined ? this.typeName : typeName(name), this.ask, {
      ...this.question,
      ...more,
    });
  }
}

class Decision extends CelOpaque {
  readonly typeName = typeName('Decision');

  constructor(readonly answer: AccessAnswer) {
    super();
  }

  equals(other: Decision): boolean {
    return this.answer.allowed === other.answer.allowed && this.answer.reason === other.answer.reason;
  }
}

/** The `authorizer` of an expression. */
export function authorizerValue(ask: AskAuthorizer): CelOpaque {
  return new Check(typeName('Authorizer'), ask, {});
}

/** The `authorizer.requestResource` of an expression: a check of what the request itself is about. */
export function requestResourceValue(ask: AskAuthorizer, about: Omit<AccessQuestion, 'verb'>): CelOpaque {
  return new Check(typeName('ResourceCheck'), ask, about);
}

function path(check: Check, text: string): CelResult {
  return text.trim() === ''
    ? new CelFailure('path must not be empty')
    : check.with({ path: text }, 'PathCheck');
}

function resource(check: Check, name: string): CelResult {
  return name.trim() === ''
    ? new CelFailure('resource must not be empty')
    : check.with({ resource: name }, 'ResourceCheck');
}

function serviceAccount(check: Check, namespace: string, name: string): CelResult {
  if (isDns1123Subdomain(name).length > 0) return new CelFailure('Invalid service account name');
  if (isDns1123Label(namespace).length > 0) return new CelFailure('Invalid service account namespace');
  return check.with({ serviceAccount: { namespace, name } });
}

const decide = (check: Check, verb: string) => new Decision(check.ask({ ...check.question, verb }));

const narrowed = (field: 'subresource' | 'namespace' | 'name' | 'fieldSelector' | 'labelSelector') =>
  member(field, [RESOURCE_CHECK, STRING], RESOURCE_CHECK, (check: Check, value: string) =>
    check.with({ [field]: value }),
  );

const checkCost = () => CHECK_COST;

/** `authorizer.group('apps').resource('deployments').check('create').allowed()`. */
export const AUTHORIZERS: Library = [
  member('path', [AUTHORIZER, STRING], PATH_CHECK, path),
  member('group', [AUTHORIZER, STRING], GROUP_CHECK, (check: Check, group: string) =>
    check.with({ group }, 'GroupCheck'),
  ),
  member('serviceAccount', [AUTHORIZER, STRING, STRING], AUTHORIZER, serviceAccount),
  member('resource', [GROUP_CHECK, STRING], RESOURCE_CHECK, resource),
  narrowed('subresource'),
  narrowed('namespace'),
  narrowed('name'),
  narrowed('fieldSelector'),
  narrowed('labelSelector'),
  member('check', [PATH_CHECK, STRING], DECISION, decide, checkCost),
  member('check', [RESOURCE_CHECK, STRING], DECISION, decide, checkCost),
  member('errored', [DECISION], BOOL, () => false),
  member('error', [DECISION], STRING, () => ''),
  member('allowed', [DECISION], BOOL, ({ answer }: Decision) => answer.allowed),
  member('reason', [DECISION], STRING, ({ answer }: Decision) => answer.reason),
];
