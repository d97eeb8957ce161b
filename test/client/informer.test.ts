import { Client } from '../../lib/client/client';
import { Informer, InformerFactory } from '../../lib/client/informer';
import type { ApiHandler, ApiRequest, WatchSink } from '../../lib/kube/api-request';
import type { ConfigMap } from '../../lib/kube/generated/core-v1';
import { ConfigMaps, Secrets } from '../../lib/kube/generated/resources';
import { genericNotFound } from '../../lib/kube/status';

interface Watched {
  readonly from: string | undefined;
  readonly sink: WatchSink;
  ended(): void;
}

/** Answers lists with what it is told to have, and lets the test say what a watch sees. */
class FakeApi implements ApiHandler {
  objects: ConfigMap[] = [];
  readonly watches: Watched[] = [];
  isServed = true;

  handle(_request: ApiRequest) {
    if (!this.isServed) throw genericNotFound();
    const metadata = { resourceVersion: String(this.objects.length) };
    return {
      code: 200,
      object: { apiVersion: 'v1', kind: 'List', metadata, items: this.objects },
      warnings: [],
    };
  }

  watch({ options }: ApiRequest, sink: WatchSink, ended: () => void = () => undefined) {
    this.watches.push({ from: options.resourceVersion, sink, ended });
    return { stop: () => undefined };
  }

  send(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: ConfigMap): void {
    this.watches.at(-1)!.sink([{ type, object }]);
  }

  expire(): void {
    const object = { metadata: {}, code: 410, reason: 'Expired' };
    this.watches.at(-1)!.sink([{ type: 'ERROR', object }]);
  }
}

let api: FakeApi;
let client: Client;
let informer: Informer<ConfigMap>;
let told: string[];
beforeEach(() => {
  api = new FakeApi();
  client = new Client(api, { user: { name: 'test', groups: [] }, agent: 'test' });
  informer = new Informer(client, ConfigMaps);
  told = [];
});

function configMap(name: string, revision: number, owner = '', uid = name): ConfigMap {
  const metadata = { name, namespace: 'default', uid, resourceVersion: String(revision) };
  return { metadata, data: { owner } };
}

function listen(): void {
  informer.on({
    added: ({ metadata }, revision) => void told.push(`+${metadata.uid}@${revision}`),
    updated: ({ metadata }, old, revision) =>
      void told.push(`~${metadata.uid}@${old.metadata.resourceVersion}-${revision}`),
    deleted: ({ metadata }, revision) => void told.push(`-${metadata.uid}@${revision}`),
  });
}

const byOwner = ({ data }: ConfigMap) => [data!['owner']!];

test('the list comes first, and the watch goes on from there', () => {
  api.objects = [configMap('a', 1), configMap('b', 2)];
  listen();
  informer.start();
  expect(api.watches[0]!.from).toBe('2');
  api.send('MODIFIED', configMap('a', 3));
  api.send('DELETED', configMap('b', 4));
  expect(told).toEqual(['+a@1', '+b@2', '~a@1-3', '-b@4']);
  expect(informer.list().map(({ metadata }) => metadata.name)).toEqual(['a']);
});

test('a handler that comes late is told what is there', () => {
  api.objects = [configMap('a', 1)];
  informer.start();
  listen();
  expect(told).toEqual(['+a@1']);
});

test('an object of the same name and another UID is another object', () => {
  api.objects = [configMap('a', 1, '', 'first')];
  informer.start();
  listen();
  api.send('MODIFIED', configMap('a', 5, '', 'second'));
  expect(told).toEqual(['+first@1', '-first@1', '+second@5']);
});

test('a watch that fell behind starts over, and finds what has gone meanwhile', () => {
  api.objects = [configMap('a', 1), configMap('b', 2)];
  informer.start();
  listen();
  told.length = 0;
  api.objects = [api.objects[0]!, configMap('c', 9)];
  api.expire();
  expect(told).toEqual(['+c@9', '-b@2']);
  expect(api.watches).toHaveLength(2);
});

test('any other error of a watch is a defect', () => {
  informer.start();
  const object = { metadata: {}, code: 403, reason: 'Forbidden' };
  expect(() => api.watches[0]!.sink([{ type: 'ERROR', object }])).toThrow('watch of configmaps failed');
});

test('an index follows its objects', () => {
  informer.addIndex('owner', byOwner);
  api.objects = [configMap('a', 1, 'x'), configMap('b', 2, 'x')];
  informer.start();
  api.send('MODIFIED', configMap('a', 3, 'y'));
  expect(informer.byIndex('owner', 'x').map(({ metadata }) => metadata.name)).toEqual(['b']);
  expect(informer.countByIndex('owner', 'y')).toBe(1);
  api.send('DELETED', configMap('a', 4, 'y'));
  expect(informer.countByIndex('owner', 'y')).toBe(0);
});

test('what an index has told does not change afterwards', () => {
  informer.addIndex('owner', ({ data }) => [data!.owner!]);
  informer.start();
  api.send('ADDED', configMap('a', 1, 'x'));
  const before = informer.byIndex('owner', 'x');
  api.send('ADDED', configMap('b', 2, 'x'));
  api.send('MODIFIED', configMap('a', 3, 'x'));
  expect(before.map(({ metadata }) => metadata.resourceVersion)).toEqual(['1']);
  const after = informer.byIndex('owner', 'x');
  expect(after.map(({ metadata }) => metadata.resourceVersion)).toEqual(['3', '2']);
  expect(informer.byIndex('owner', 'x')).toBe(after);
});

test('an index that comes late covers what is there', () => {
  api.objects = [configMap('a', 1, 'x')];
  informer.start();
  informer.addIndex('owner', byOwner);
  expect(informer.countByIndex('owner', 'x')).toBe(1);
});

test('a factory shares informers, and starts those that come late', () => {
  const factory = new InformerFactory(client);
  expect(factory.of(ConfigMaps)).toBe(factory.of(ConfigMaps));
  factory.of(ConfigMaps);
  factory.start();
  factory.of(Secrets);
  expect(api.watches).toHaveLength(2);
});

test('a watch that the API server ends is followed by a list and another watch', () => {
  listen();
  api.objects = [configMap('a', 1)];
  informer.start();
  api.objects = [configMap('b', 2)];
  api.watches[0]!.ended();
  expect(told).toEqual(['+a@1', '+b@2', '-a@1']);
  expect(api.watches).toHaveLength(2);
});

test('while its resource is not served, an informer keeps its view, and goes on when it is told to', () => {
  listen();
  api.objects = [configMap('a', 1)];
  informer.start();
  api.isServed = false;
  api.watches[0]!.ended();
  informer.resume();
  expect(informer.get('default', 'a')).toBe(api.objects[0]);
  api.isServed = true;
  api.objects = [];
  informer.resume();
  expect(told).toEqual(['+a@1', '-a@1']);
  expect(api.watches).toHaveLength(2);
});
