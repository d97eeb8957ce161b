import type { Client } from '../../../../lib/client/client';
import { VirtualCluster } from '../../../../lib/cluster/virtual-cluster';
import type { WatchEvent } from '../../../../lib/kube/api-request';
import type { CustomResourceDefinition } from '../../../../lib/kube/generated/apiextensions-v1';
import {
  ConfigMaps,
  CustomResourceDefinitions,
  Namespaces,
  ResourceQuotas,
} from '../../../../lib/kube/generated/resources';
import type { KubeObject } from '../../../../lib/kube/object';
import type { ResourceType } from '../../../../lib/kube/resource-type';
import { StatusError } from '../../../../lib/kube/status';

interface Widget extends KubeObject {
  readonly spec?: { readonly size?: number; readonly odd?: number };
}

const Widgets = {
  group: 'shop.example.com',
  version: 'v1',
  resource: 'widgets',
  kind: 'Widget',
  namespaced: true,
} as ResourceType<Widget>;

const DEFINITION: CustomResourceDefinition = {
  metadata: { name: 'widgets.shop.example.com' },
  spec: {
    group: 'shop.example.com',
    scope: 'Namespaced',
    names: { plural: 'widgets', kind: 'Widget' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: { spec: { type: 'object', properties: { size: { type: 'integer', default: 1 } } } },
          },
        },
      },
    ],
  },
};

function clusterWithWidgets(): { cluster: VirtualCluster; client: Client } {
  const cluster = new VirtualCluster({ nodes: 1 });
  const client = cluster.admin('test');
  client.create(CustomResourceDefinitions, DEFINITION);
  cluster.settle();
  return { cluster, client };
}

function widget(name: string, namespace = 'default', metadata: Partial<KubeObject['metadata']> = {}): Widget {
  return {
    apiVersion: 'shop.example.com/v1',
    kind: 'Widget',
    metadata: { name, namespace, ...metadata },
    spec: { size: 3 },
  };
}

function codeOf(action: () => unknown): number {
  try {
    action();
  } catch (error) {
    if (error instanceof StatusError) return error.code;
    throw error;
  }
  return 200;
}

test('a kind is served as soon as its definition is established, and not before', () => {
  const cluster = new VirtualCluster({ nodes: 1 });
  const client = cluster.admin('test');
  client.create(CustomResourceDefinitions, DEFINITION);
  expect(codeOf(() => client.create(Widgets, widget('a')))).toBe(404);
  cluster.settle();
  expect(client.create(Widgets, widget('a')).metadata.generation).toBe(1);
  expect(cluster.catalogue.findKind(Widgets)).toMatchObject({ resource: 'widgets', namespaced: true });
});

test('a watch tells of custom objects', () => {
  const { cluster, client } = clusterWithWidgets();
  const seen: string[] = [];
  client.watch(Widgets, '', {}, (events) => {
    for (const { type, object } of events) seen.push(`${type} ${object.metadata.name}`);
  });
  client.create(Widgets, widget('a'));
  client.delete(Widgets, 'default', 'a');
  cluster.settle();
  expect(seen).toEqual(['ADDED a', 'DELETED a']);
});

/** Longer than the API server lets watches of an old form go on. */
const DRAINED = 1_500;

function change(client: Client, update: (spec: CustomResourceDefinition['spec']) => object): void {
  const definition = client.get(CustomResourceDefinitions, '', 'widgets.shop.example.com');
  const spec = { ...definition.spec, ...update(definition.spec) };
  client.update(CustomResourceDefinitions, { ...definition, spec });
}

function watchWidgets(client: Client): string[] {
  const seen: string[] = [];
  const told = (events: readonly WatchEvent<Widget>[]) => {
    for (const { type, object } of events) seen.push(`${type} ${object.metadata.name}`);
  };
  client.watch(Widgets, '', {}, told, () => void seen.push('end'));
  return seen;
}

test('watches end after the definition has gone, when they have told of the last objects', () => {
  const { cluster, client } = clusterWithWidgets();
  client.create(Widgets, widget('a'));
  const seen = watchWidgets(client);
  client.delete(CustomResourceDefinitions, '', 'widgets.shop.example.com');
  cluster.advance(DRAINED);
  expect(seen).toEqual(['ADDED a', 'DELETED a', 'end']);
});

test('watches end when what the definition says of its objects changes, not with its metadata', () => {
  const { cluster, client } = clusterWithWidgets();
  const seen = watchWidgets(client);
  const annotations = { checked: 'yes' };
  client.patch(CustomResourceDefinitions, '', 'widgets.shop.example.com', 'merge', {
    metadata: { annotations },
  });
  cluster.advance(DRAINED);
  expect(seen).toEqual([]);
  change(client, ({ names }) => ({ names: { ...names, shortNames: ['wi'] } }));
  cluster.settle();
  const later = watchWidgets(client);
  cluster.advance(DRAINED);
  expect(seen).toEqual(['end']);
  client.create(Widgets, widget('a'));
  cluster.settle();
  expect(seen).toEqual(['end']);
  expect(later).toEqual(['ADDED a']);
});

test('a watch that was stopped does not end', () => {
  const { cluster, client } = clusterWithWidgets();
  const ends: string[] = [];
  const handle = client.watch(
    Widgets,
    '',
    {},
    () => undefined,
    () => void ends.push('end'),
  );
  change(client, ({ names }) => ({ names: { ...names, shortNames: ['wi'] } }));
  handle.stop();
  cluster.advance(DRAINED);
  expect(ends).toEqual([]);
});

function withDependent(cluster: VirtualCluster, client: Client, apiVersion: string): void {
  const type = { ...Widgets, version: apiVersion.split('/')[1]! };
  const { metadata } = client.create(type, { ...widget('owner'), apiVersion });
  const owner = { apiVersion, kind: 'Widget', name: 'owner', uid: metadata.uid! };
  client.create(ConfigMaps, {
    metadata: { namespace: 'default', name: 'dependent', ownerReferences: [owner] },
  });
  cluster.settle();
  client.delete(type, 'default', 'owner');
  cluster.settle();
}

test('what depends on a custom object goes with it after the definition has come again', () => {
  const { cluster, client } = clusterWithWidgets();
  client.delete(CustomResourceDefinitions, '', 'widgets.shop.example.com');
  cluster.advance(DRAINED);
  client.create(CustomResourceDefinitions, DEFINITION);
  cluster.settle();
  withDependent(cluster, client, 'shop.example.com/v1');
  expect(codeOf(() => client.get(ConfigMaps, 'default', 'dependent'))).toBe(404);
});

test('what depends on a custom object goes with it after its first version is not served any more', () => {
  const { cluster, client } = clusterWithWidgets();
  const [v1] = DEFINITION.spec.versions;
  change(client, () => ({
    versions: [
      { ...v1!, served: false },
      { ...v1!, name: 'v2', storage: false },
    ],
  }));
  cluster.advance(DRAINED);
  withDependent(cluster, client, 'shop.example.com/v2');
  expect(codeOf(() => client.get(ConfigMaps, 'default', 'dependent'))).toBe(404);
});

test('a quota counts custom objects in the version that is served', () => {
  const { cluster, client } = clusterWithWidgets();
  const hard = { 'count/widgets.shop.example.com': '5' };
  client.create(ResourceQuotas, { metadata: { namespace: 'default', name: 'few' }, spec: { hard } });
  const [v1] = DEFINITION.spec.versions;
  client.create(Widgets, widget('a'));
  change(client, () => ({
    versions: [
      { ...v1!, served: false },
      { ...v1!, name: 'v2', storage: false },
    ],
  }));
  cluster.advance(DRAINED);
  client.create({ ...Widgets, version: 'v2' }, { ...widget('b'), apiVersion: 'shop.example.com/v2' });
  client.delete({ ...Widgets, version: 'v2' }, 'default', 'a');
  cluster.settle();
  const { status } = client.get(ResourceQuotas, 'default', 'few');
  expect(status?.used).toEqual({ 'count/widgets.shop.example.com': '1' });
});

test('what depends on a custom object goes with it', () => {
  const { cluster, client } = clusterWithWidgets();
  const { metadata } = client.create(Widgets, widget('a'));
  const owner = { apiVersion: 'shop.example.com/v1', kind: 'Widget', name: 'a', uid: metadata.uid! };
  const dependent = { namespace: 'default', name: 'dependent', ownerReferences: [owner] };
  client.create(ConfigMaps, { metadata: dependent });
  client.create(Widgets, widget('b', 'default', { ownerReferences: [owner] }));
  cluster.settle();
  client.delete(Widgets, 'default', 'a');
  cluster.settle();
  expect(codeOf(() => client.get(ConfigMaps, 'default', 'dependent'))).toBe(404);
  expect(codeOf(() => client.get(Widgets, 'default', 'b'))).toBe(404);
});

test('a namespace takes its custom objects with it', () => {
  const { cluster, client } = clusterWithWidgets();
  client.create(Namespaces, { metadata: { name: 'shop' } });
  client.create(Widgets, widget('a', 'shop'));
  client.delete(Namespaces, '', 'shop');
  cluster.settle();
  expect(codeOf(() => client.get(Namespaces, '', 'shop'))).toBe(404);
  expect(client.list(Widgets, 'shop').items).toEqual([]);
});

test('a definition goes after its objects, and can come again', () => {
  const { cluster, client } = clusterWithWidgets();
  client.create(Widgets, widget('kept', 'default', { finalizers: ['example.com/keep'] }));
  client.create(Widgets, widget('free'));
  client.delete(CustomResourceDefinitions, '', 'widgets.shop.example.com');
  cluster.settle();
  expect(client.list(Widgets, 'default').items.map(({ metadata }) => metadata.name)).toEqual(['kept']);
  client.patch(Widgets, 'default', 'kept', 'merge', { metadata: { finalizers: null } });
  cluster.settle();
  expect(codeOf(() => client.list(Widgets, 'default'))).toBe(404);
  client.create(CustomResourceDefinitions, DEFINITION);
  cluster.settle();
  expect(client.list(Widgets, 'default').items).toEqual([]);
});

test('stored objects follow a new schema when they are read', () => {
  const { cluster, client } = clusterWithWidgets();
  const definition = client.get(CustomResourceDefinitions, '', 'widgets.shop.example.com');
  client.create(Widgets, widget('a'));
  const [version] = definition.spec.versions;
  const spec = { type: 'object', properties: { odd: { type: 'integer', default: 7 } } };
  const schema = { openAPIV3Schema: { type: 'object', properties: { spec } } };
  client.update(CustomResourceDefinitions, {
    ...definition,
    spec: { ...definition.spec, versions: [{ ...version!, schema }] },
  });
  cluster.settle();
  expect(client.get(Widgets, 'default', 'a').spec).toEqual({ odd: 7 });
});

test('a conversion that needs a webhook is refused by name', () => {
  const { cluster, client } = clusterWithWidgets();
  client.create(Widgets, widget('a'));
  const definition = client.get(CustomResourceDefinitions, '', 'widgets.shop.example.com');
  const [v1] = definition.spec.versions;
  client.update(CustomResourceDefinitions, {
    ...definition,
    spec: {
      ...definition.spec,
      conversion: {
        strategy: 'Webhook',
        webhook: {
          conversionReviewVersions: ['v1'],
          clientConfig: { url: 'https://example.com/convert' },
        },
      },
      versions: [v1!, { ...v1!, name: 'v2', storage: false }],
    },
  });
  cluster.settle();
  expect(() => client.get({ ...Widgets, version: 'v2' }, 'default', 'a')).toThrow(
    'conversion webhook for shop.example.com/v1, Kind=Widget failed: the simulated cluster calls no conversion webhooks',
  );
});
