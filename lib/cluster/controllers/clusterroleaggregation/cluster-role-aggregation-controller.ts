import type { Client } from '../../../client/client';
import type { Informer } from '../../../client/informer';
import { equal } from '../../../kube/frozen';
import type { ClusterRole, PolicyRule } from '../../../kube/generated/rbac-v1';
import { ClusterRoles } from '../../../kube/generated/resources';
import { LabelSelector } from '../../../kube/selectors/label-selector';
import type { Component, ComponentContext } from '../../component/component-context';
import { ControllerLoop } from '../../component/controller';

const NAME = 'clusterrole-aggregation-controller';
const AGGREGATED_INDEX = 'aggregated';
const AGGREGATED = 'yes';

/** Makes the rules of aggregated ClusterRoles of the rules of those that their selectors match. */
export class ClusterRoleAggregationController implements Component {
  private readonly client: Client;
  private readonly loop: ControllerLoop;
  private readonly roles: Informer<ClusterRole>;

  constructor({ clock, informers, client }: ComponentContext) {
    this.client = client(NAME);
    this.loop = new ControllerLoop({ clock, client: this.client, sync: (name) => this.sync(name) });
    this.roles = informers.of(ClusterRoles);
    this.roles.addIndex(AGGREGATED_INDEX, ({ aggregationRule }) => (aggregationRule ? [AGGREGATED] : []));
    this.roles.on({
      added: (_role, revision) => this.enqueueAll(revision),
      updated: (_role, _old, revision) => this.enqueueAll(revision),
      deleted: (_role, revision) => this.enqueueAll(revision),
    });
  }

  stop(): void {
    this.loop.stop();
  }

  /** Which roles are concerned is known only by looking at them, and there are few. */
  private enqueueAll(revision: number): void {
    for (const { metadata } of this.roles.byIndex(AGGREGATED_INDEX, AGGREGATED))
      this.loop.enqueue(metadata.name!, revision);
  }

  private sync(name: string): void {
    const role = this.roles.byKey(name);
    if (!role?.aggregationRule) return;
    const rules = aggregatedRules(role, this.roles.list());
    if (equal(rules, role.rules ?? [])) return;
    const configuration = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name },
      rules,
    };
    this.client.patch(ClusterRoles, '', name, 'apply', configuration, { fieldManager: NAME, force: true });
  }
}

/** Every rule once: per selector, in the order of the roles' names. Pure. */
export function aggregatedRules(
  { metadata, aggregationRule }: ClusterRole,
  roles: readonly ClusterRole[],
): readonly PolicyRule[] {
  const others = roles.filter((role) => role.metadata.name !== metadata.name);
  const sorted = others.sort((a, b) => (a.metadata.name! < b.metadata.name! ? -1 : 1));
  const rules: PolicyRule[] = [];
  for (const selector of aggregationRule?.clusterRoleSelectors ?? [])
    for (const role of sorted) {
      if (!LabelSelector.of(selector).matches(role.metadata.labels)) continue;
      for (const rule of role.rules ?? []) if (!rules.some((known) => equal(known, rule))) rules.push(rule);
    }
  return rules;
}
