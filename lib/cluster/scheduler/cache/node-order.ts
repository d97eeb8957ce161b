import type { Node } from '../../../kube/generated/core-v1';

const ZONE = ['topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/zone'];
const REGION = ['topology.kubernetes.io/region', 'failure-domain.beta.kubernetes.io/region'];

/** The names of the nodes in the order in which they are tried: from each zone one in turn. */
export class NodeOrder {
  private readonly zones = new Map<string, string[]>();

  add(node: Node): void {
    const zone = zoneOf(node);
    const names = this.zones.get(zone);
    if (names) names.push(node.metadata.name!);
    else this.zones.set(zone, [node.metadata.name!]);
  }

  remove(node: Node): void {
    const zone = zoneOf(node);
    const names = this.zones.get(zone);
    const position = names?.indexOf(node.metadata.name!) ?? -1;
    if (position < 0) return;
    names!.splice(position, 1);
    if (names!.length === 0) this.zones.delete(zone);
  }

  list(): string[] {
    const zones = [...this.zones.values()];
    const longest = Math.max(0, ...zones.map(({ length }) => length));
    const names: string[] = [];
    for (let round = 0; round < longest; round++)
      for (const zone of zones) if (round < zone.length) names.push(zone[round]!);
    return names;
  }
}

/** Region and zone together; empty for a node that is nowhere in particular. */
export function zoneOf({ metadata: { labels = {} } }: Node): string {
  const first = (keys: readonly string[]) => keys.map((key) => labels[key]).find(Boolean) ?? '';
  const zone = first(ZONE);
  const region = first(REGION);
  return zone || region ? `${region}:\0:${zone}` : '';
}
