import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { printerOf } from '../../../../lib/cluster/apiserver/tables';
import { type Column, type Row, tableOf } from '../../../../lib/cluster/apiserver/tables/table';
import type { KubeObject } from '../../../../lib/kube/object';
import { ResourceCatalogue } from '../../../../lib/kube/resource-catalogue';

/** Holds the printers to what a real API server printed, see tools/record-tables.ts. */

interface RecordedTable {
  readonly apiVersion: string;
  readonly kind: string;
  readonly items: readonly KubeObject[];
  readonly columnDefinitions: readonly Column[];
  readonly rows: readonly Pick<Row, 'cells' | 'conditions'>[];
}

const FOLDER = join(__dirname, '..', '..', '..', 'golden', 'tables');

const recordings = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.answers.json'))
  .map(
    (file) =>
      JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as { now: number; tables: RecordedTable[] },
  );

const tables = recordings.flatMap(({ now, tables: recorded }) => recorded.map((one) => ({ ...one, now })));

const printed = ({ apiVersion, kind, items, now }: (typeof tables)[number]) =>
  tableOf(printerOf(apiVersion, kind), items, {}, { include: 'None', version: 'v1', now });

test.each(tables)('the columns of $apiVersion $kind are those of the real server', (recorded) => {
  expect(printed(recorded).columnDefinitions).toEqual(recorded.columnDefinitions);
});

const rows = tables.flatMap((recorded) => {
  const table = printed(recorded);
  return recorded.rows.map((row, index) => ({ kind: recorded.kind, row, ours: table.rows![index]! }));
});

test.each(rows)('$kind $row.cells.0 is printed as by the real server', ({ row, ours }) => {
  expect({ ...ours, object: undefined }).toEqual({ ...row, object: undefined });
});

test('every served kind that can be listed was recorded', () => {
  const recorded = new Set(tables.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`));
  const listed = [...ResourceCatalogue.kubernetes().all()]
    .filter(({ verbs }) => verbs.includes('list'))
    .map(({ group, version, kind }) => `${group ? `${group}/` : ''}${version} ${kind}`);
  // A component status cannot be written, so that there is nothing to record it from.
  expect(listed.filter((kind) => !recorded.has(kind))).toEqual(['v1 ComponentStatus']);
});
