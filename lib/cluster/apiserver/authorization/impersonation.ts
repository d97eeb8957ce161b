import type { UserInfo } from '../../../kube/api-request';
import { type FieldError, invalidValue } from '../../../kube/field-error';
import { FieldPath } from '../../../kube/field-path';
import { goQuote } from '../../../kube/go-format';
import { isDomainPrefixedPath, nameIsDnsSubdomain } from '../../../kube/names';
import { NODES, nodeOfUser } from '../authentication/node-user';
import { parseServiceAccountUser, serviceAccountGroups } from '../authentication/service-account-user';
import { ANONYMOUS, AUTHENTICATED, UNAUTHENTICATED } from '../authentication/users';
import { type AccessRequest, type Authorizer, refusal, SUPERUSERS } from './authorizer';
import { aggregate } from './rbac-authorizer';

const CORE = '';
const AUTHENTICATION = 'authentication.k8s.io';
const NODE_NAME = 'authentication.kubernetes.io/node-name';
/** From so many groups or extra values on, the right to all of them is asked for first. */
const MANY = 4;
/** Users whose last mode is remembered. */
const MOST_USERS = 10_000;

/** One of the ways in which somebody may act as another. The constrained ones also limit what is done that way. */
interface Mode {
  /** `impersonate`, or `impersonate:` and the name of the mode. */
  readonly verb: string;
  /** Undefined for the old way, which allows everything that the other user may do. */
  readonly constraint?: string;
  /** Whether the mode is about such a user at all. */
  applies(wanted: UserInfo, requestor: UserInfo): boolean;
}

const LEGACY: Mode = { verb: 'impersonate', applies: () => true };

const MODES: readonly Mode[] = [
  constrained('associated-node', (wanted, requestor) => isNameOnly(wanted) && runsOn(requestor, wanted.name)),
  constrained('arbitrary-node', (wanted) => isNameOnly(wanted) && nodeNameOf(wanted.name) !== undefined),
  constrained(
    'serviceaccount',
    (wanted) => isNameOnly(wanted) && parseServiceAccountUser(wanted.name) !== undefined,
  ),
  constrained(
    'user-info',
    ({ name }) => nodeNameOf(name) === undefined && parseServiceAccountUser(name) === undefined,
  ),
  LEGACY,
];

/** Lets users act as others, where their rights include that. */
export class Impersonation {
  /** The mode that worked last for a user is tried first, and its refusal is the one that is told. */
  private readonly lastMode = new Map<string, Mode>();

  constructor(private readonly authorizer: Authorizer) {}

  /**
   * The user as whom a request goes on.
   * @param wanted as the request says it: without the groups that follow from the name
   * @throws StatusError Forbidden for the first thing that the requestor may not be
   */
  actAs(wanted: UserInfo, access: AccessRequest): UserInfo {
    const requestor = access.user;
    const last = this.lastMode.get(requestor.name);
    const modes = last ? [last, ...MODES.filter((mode) => mode !== last)] : MODES;
    let first: unknown;
    for (const mode of modes) {
      if (!mode.applies(wanted, requestor)) continue;
      try {
        const user = new Attempt(this.authorizer, mode, requestor).actAs(wanted, access);
        this.remember(requestor.name, mode);
        return user;
      } catch (error) {
        first ??= error;
      }
    }
    throw first;
  }

  private remember(name: string, mode: Mode): void {
    if (this.lastMode.size >= MOST_USERS) this.lastMode.clear();
    this.lastMode.set(name, mode);
  }
}

/** Asks whether the requestor may be all that makes up the wanted user. */
class Attempt {
  private readonly isConstrained: boolean;

  constructor(
    private readonly authorizer: Authorizer,
    private readonly mode: Mode,
    private readonly requestor: UserInfo,
  ) {
    this.isConstrained = mode.constraint !== undefined;
  }

  actAs(wanted: UserInfo, access: AccessRequest): UserInfo {
    if (this.isConstrained) this.check(onBehalf(access, this.mode.constraint!));
    const groups = this.groupsOfName(wanted);
    if (wanted.uid) this.check(this.access(AUTHENTICATION, 'uids', wanted.uid));
    this.checkGroups(wanted.groups);
    this.checkExtra(wanted.extra ?? {});
    return { ...wanted, groups: withStanding(wanted.name, groups) };
  }

  /** Nodes and service accounts have the groups they have, unless the request says others. */
  private groupsOfName({ name, groups }: UserInfo): readonly string[] {
    const account = parseServiceAccountUser(name);
    const node = this.isConstrained ? nodeNameOf(name) : undefined;
    if (account) {
      this.check({
        ...this.access(this.nameGroup, 'serviceaccounts', account.name),
        namespace: account.namespace,
      });
      return groups.length ? groups : serviceAccountGroups(account.namespace);
    }
    if (node) {
      this.check(this.access(this.nameGroup, 'nodes', node));
      return [NODES];
    }
    this.check(this.access(this.nameGroup, 'users', name));
    return groups;
  }

  private checkGroups(groups: readonly string[]): void {
    const access = this.access(this.nameGroup, 'groups', '');
    if (this.isConstrained) {
      if (groups.includes('')) throw refusal(access, 'impersonating the empty string group is not allowed');
      if (groups.includes(SUPERUSERS))
        throw refusal(
          { ...access, name: SUPERUSERS },
          'impersonating the system:masters group is not allowed',
        );
      if (groups.length >= MANY && this.isAllowed({ ...access, name: '*' })) return;
    }
    for (const name of groups) this.check({ ...access, name });
  }

  private checkExtra(extra: NonNullable<UserInfo['extra']>): void {
    const access = this.access(AUTHENTICATION, 'userextras', '');
    const values = Object.entries(extra).flatMap(([key, list]) => list.map((value) => [key, value] as const));
    if (this.isConstrained) {
      const problem = extraProblem(extra);
      if (problem) throw refusal(access, problem);
      if (values.length >= MANY && this.isAllowed({ ...access, subresource: '*', name: '*' })) return;
    }
    for (const [subresource, name] of values) this.check({ ...access, subresource, name });
  }

  private get nameGroup(): string {
    return this.isConstrained ? AUTHENTICATION : CORE;
  }

  private access(group: string, resource: string, name: string): AccessRequest {
    return {
      user: this.requestor,
      verb: this.mode.verb,
      group,
      resource,
      subresource: '',
      namespace: '',
      name,
    };
  }

  private isAllowed(access: AccessRequest): boolean {
    return this.authorizer.authorize(access).allowed;
  }

  private check(access: AccessRequest): void {
    const { allowed, reason } = this.authorizer.authorize(access);
    if (!allowed) throw refusal(access, reason);
  }
}

function constrained(name: string, applies: Mode['applies']): Mode {
  return { verb: `impersonate:${name}`, constraint: name, applies };
}

/** The right to do this very thing while being somebody else. */
function onBehalf(access: AccessRequest, mode: string): AccessRequest {
  return { ...access, verb: `impersonate-on:${mode}:${access.verb}` };
}

function isNameOnly({ uid, groups, extra }: UserInfo): boolean {
  return !uid && groups.length === 0 && Object.keys(extra ?? {}).length === 0;
}

function nodeNameOf(user: string): string | undefined {
  const name = nodeOfUser(user);
  return name !== undefined && nameIsDnsSubdomain(name, false).length === 0 ? name : undefined;
}

/** Whether the requestor is a service account whose token is bound to that node. */
function runsOn(requestor: UserInfo, nodeUser: string): boolean {
  const node = nodeNameOf(nodeUser);
  const [own, ...more] = requestor.extra?.[NODE_NAME] ?? [];
  if (node === undefined || parseServiceAccountUser(requestor.name) === undefined) return false;
  return own === node && more.length === 0;
}

/** Everybody belongs to the users that are known or to those that are not. */
function withStanding(name: string, groups: readonly string[]): readonly string[] {
  const standing =
    name === ANONYMOUS ? UNAUTHENTICATED : groups.includes(UNAUTHENTICATED) ? undefined : AUTHENTICATED;
  return standing === undefined || groups.includes(standing) ? groups : [...groups, standing];
}

function extraProblem(extra: NonNullable<UserInfo['extra']>): string | undefined {
  for (const [key, values] of Object.entries(extra)) {
    if (!key) return 'impersonating the empty string key in extra is not allowed';
    const errors = keyErrors(key).map(({ field, message }) => `${field}: ${message}`);
    if (errors.length > 0)
      return `impersonating an invalid key in extra is not allowed: ${aggregate(errors)}`;
    if (key !== key.toLowerCase())
      return `impersonating a non-lowercase key in extra is not allowed: ${goQuote(key)}`;
    if (values.length === 0) return 'impersonating empty values in extra is not allowed';
    if (values.includes('')) return 'impersonating the empty string value in extra is not allowed';
  }
  return undefined;
}

const EXTRA_KEY = FieldPath.of('extra').child('key');

/** Each half of a key like `acme.io/dept` is judged by itself. */
function keyErrors(key: string): FieldError[] {
  const slash = key.indexOf('/');
  const parts: [string, string][] =
    slash <= 0 || slash === key.length - 1
      ? [[key, key]]
      : [
          [key.slice(0, slash), `${key.slice(0, slash)}/x`],
          [key.slice(slash + 1), `x/${key.slice(slash + 1)}`],
        ];
  return parts.flatMap(([part, whole]) =>
    isDomainPrefixedPath(whole).map((detail) => invalidValue(EXTRA_KEY, part, detail)),
  );
}
