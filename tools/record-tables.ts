/**
 * Records how a real API server prints objects as tables.
 *
 *   node -r ./bin/typescript.cjs tools/record-tables.ts KUBECONFIG
 *
 * The control plane must be a fresh API server with nothing around it: controllers would change what is recorded.
 *
 * Each test/golden/tables/NAME.cases.yaml is a list of objects, each with what is written to its parts:
 *
 *   - object: {apiVersion, kind, metadata, ...}
 *     approval: {...}      # for a CertificateSigningRequest: its status as it is written to /approval
 *     status: {...}        # written to /status
 *     delete: true         # a DELETE follows; a finalizer must keep the object
 *     parts: [scale]       # subresources whose tables are recorded, too
 *
 * The text `ago(5m)` stands for a time five minutes before the recording, `microago(5m)` for the same with microseconds.
 * The answers go to NAME.answers.json: the lists as they were read, their tables, and the time. The column definitions
 * of all kinds go to lib/cluster/apiserver/tables/columns.json.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { timestamp } from '../lib/cluster/clock/clock';
import { parseDuration } from '../lib/kube/duration';
import { type KubeObject, parseApiVersion } from '../lib/kube/object';
import { ResourceCatalogue, type ResourceInfo } from '../lib/kube/resource-catalogue';
import { endpointOf, HttpExchange } from './http-exchange';

interface Case {
  readonly object: KubeObject;
  readonly approval?: object;
  readonly status?: object;
  readonly delete?: boolean;
  readonly parts?: readonly string[];
}

interface Table {
  readonly columnDefinitions: readonly object[];
  readonly rows: readonly { readonly cells: readonly unknown[]; readonly conditions?: readonly object[] }[];
}

interface RecordedTable {
  readonly apiVersion: string;
  readonly kind: string;
  readonly items: readonly KubeObject[];
  readonly columnDefinitions: readonly object[];
  readonly rows: Table['rows'];
}

const ROOT = join(__dirname, '..');
const FOLDER = join(ROOT, 'test', 'golden', 'tables');
const COLUMNS = join(ROOT, 'lib', 'cluster', 'apiserver', 'tables', 'columns.json');
const LABEL = 'recorded';
const AS_TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';
/** A kind without columns of its own: what is recorded for it holds for all of them. */
const WITHOUT_COLUMNS = 'rbac.authorization.k8s.io/v1 Role';
/** Milliseconds in which the API server's own controllers set what they set. */
const SETTLING = 2_000;

const catalogue = ResourceCatalogue.kubernetes();
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function infoOf({ apiVersion, kind }: KubeObject): ResourceInfo {
  const info = catalogue.findKind({ ...parseApiVersion(apiVersion!), kind: kind! });
  if (!info) throw new Error(`${apiVersion} ${kind} is not served`);
  return info;
}

/** Replaces `ago(5m)` in all texts. */
function withTimes(value: unknown, now: number): unknown {
  if (typeof value === 'string') {
    const match = /^(micro)?ago\((.*)\)$/.exec(value);
    if (!match) return value;
    const time = timestamp(now - parseDuration(match[2]!));
    return match[1] ? time.replace('Z', '.000000Z') : time;
  }
  if (Array.isArray(value)) return value.map((element) => withTimes(element, now));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withTimes(member, now)]));
}

class Recorder {
  /** @param namespace of its own for each file: a quota must not count the objects of another one */
  constructor(
    private readonly server: HttpExchange,
    private readonly namespace: string,
  ) {}

  async prepare(): Promise<void> {
    await this.server.json('POST', '/api/v1/namespaces', { metadata: { name: this.namespace } });
    const account = { metadata: { name: 'default' } };
    await this.server.json('POST', `/api/v1/namespaces/${this.namespace}/serviceaccounts`, account);
  }

  async create(one: Case): Promise<void> {
    const { object } = one;
    const labels = { ...object.metadata.labels, [LABEL]: 'yes' };
    const path = this.collectionOf(infoOf(object));
    const labelled = { ...object, metadata: { ...object.metadata, labels } };
    await this.server.json('POST', path, labelled);
    const own = `${path}/${object.metadata.name}`;
    if (one.approval) await this.write(`${own}/approval`, one.approval);
    if (one.status) await this.write(`${own}/status`, one.status);
    if (one.delete) await this.server.json('DELETE', own);
  }

  private collectionOf({ group, version, namespaced, resource }: ResourceInfo): string {
    const scope = namespaced ? `/namespaces/${this.namespace}` : '';
    return `${group ? `/apis/${group}` : '/api'}/${version}${scope}/${resource}`;
  }

  private async write(path: string, status: object): Promise<void> {
    const current = (await this.server.json('GET', path)) as { status?: object };
    await this.server.json('PUT', path, { ...current, status: { ...current.status, ...status } });
  }

  /** The list of a kind, and each recorded part, within one second: ages are cut to whole seconds. */
  async tables(cases: readonly Case[]): Promise<{ now: number; tables: RecordedTable[] }> {
    for (;;) {
      const start = Date.now();
      const tables: RecordedTable[] = [];
      for (const info of new Set(cases.map(({ object }) => infoOf(object)))) {
        tables.push(await this.table(`${this.collectionOf(info)}?labelSelector=${LABEL}`, info.kind));
      }
      for (const { object, parts = [] } of cases)
        for (const part of parts)
          tables.push(
            await this.table(`${this.collectionOf(infoOf(object))}/${object.metadata.name}/${part}`),
          );
      const end = Date.now();
      if (Math.floor(start / 1000) === Math.floor(end / 1000)) return { now: start, tables };
    }
  }

  private async table(path: string, kind?: string): Promise<RecordedTable> {
    const read = (await this.server.json('GET', path)) as KubeObject & { items?: KubeObject[] };
    const answer = await this.server.send({ method: 'GET', path, headers: { accept: AS_TABLE } });
    const { columnDefinitions, rows } = JSON.parse(answer.body.toString()) as Table;
    return {
      apiVersion: read.apiVersion!,
      kind: kind ?? read.kind!,
      items: (read.items ?? [read]).map(withoutOwnership),
      columnDefinitions,
      rows: rows.map(({ cells, conditions }) => ({ cells, ...(conditions ? { conditions } : {}) })),
    };
  }
}

function withoutOwnership(object: KubeObject): KubeObject {
  const { managedFields, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** One line per object and row. */
function printed({ now, tables }: { now: number; tables: readonly RecordedTable[] }): string {
  const lines = (values: readonly unknown[]) =>
    `[\n${values.map((one) => JSON.stringify(one)).join(',\n')}\n]`;
  const each = tables.map(({ items, rows, columnDefinitions, ...head }) => {
    const opening = JSON.stringify(head).slice(0, -1);
    return `${opening},\n"columnDefinitions":${lines(columnDefinitions)},\n"items":${lines(items)},\n"rows":${lines(rows)}}`;
  });
  return `{"now":${now},"tables":[\n${each.join(',\n')}\n]}\n`;
}

async function main([kubeconfig]: string[]): Promise<void> {
  if (!kubeconfig) throw new Error('usage: record-tables.ts KUBECONFIG');
  const server = new HttpExchange(endpointOf(kubeconfig));
  const columns: Record<string, readonly object[]> = {};
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.cases.yaml'))) {
    const given = parse(readFileSync(join(FOLDER, file), 'utf8'));
    const cases = withTimes(given, Math.floor(Date.now() / 1000) * 1000) as Case[];
    const recorder = new Recorder(server, `tables-${file.slice(0, -'.cases.yaml'.length)}`);
    await recorder.prepare();
    for (const one of cases) await recorder.create(one);
    await pause(SETTLING);
    const recorded = await recorder.tables(cases);
    for (const { apiVersion, kind, columnDefinitions } of recorded.tables)
      columns[`${apiVersion} ${kind}`] = columnDefinitions;
    writeFileSync(join(FOLDER, file.replace('.cases.yaml', '.answers.json')), printed(recorded));
    console.log(`${file}: ${recorded.tables.reduce((sum, { rows }) => sum + rows.length, 0)} rows`);
  }
  const components = '/api/v1/componentstatuses';
  const table = await server.send({ method: 'GET', path: components, headers: { accept: AS_TABLE } });
  columns['v1 ComponentStatus'] = (JSON.parse(table.body.toString()) as Table).columnDefinitions;
  writeFileSync(COLUMNS, `${JSON.stringify(ownColumns(columns), undefined, 1)}\n`);
  server.close();
}

/** Those of all kinds without columns of their own once, as `default`. */
function ownColumns(columns: Record<string, readonly object[]>): Record<string, readonly object[]> {
  const common = columns[WITHOUT_COLUMNS]!;
  const own = Object.entries(columns).filter(([, one]) => JSON.stringify(one) !== JSON.stringify(common));
  return Object.fromEntries([['default', common], ...own.sort(([a], [b]) => (a < b ? -1 : 1))]);
}

void main(process.argv.slice(2));
