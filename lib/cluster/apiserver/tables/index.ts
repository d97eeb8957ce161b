import { humanDuration } from '../../../kube/duration';
import type { KubeObject } from '../../../kube/object';
import type { TablePrinter } from './table';

const NAME_DESCRIPTION =
  'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names';

/** For kinds without columns of their own. */
const GENERIC: TablePrinter = {
  columns: [
    { name: 'Name', format: 'name', description: NAME_DESCRIPTION },
    {
      name: 'Age',
      description:
        'CreationTimestamp is a timestamp representing the server time when this object was created.',
    },
  ],
  cells: ({ metadata }: KubeObject, now) => [
    metadata.name!,
    humanDuration(now - Date.parse(metadata.creationTimestamp!)),
  ],
};

const PRINTERS: ReadonlyMap<string, TablePrinter> = new Map();

/** How objects of a kind are printed: `printerOf('apps/v1', 'Deployment')`. */
export function printerOf(apiVersion: string, kind: string): TablePrinter {
  return PRINTERS.get(`${apiVersion} ${kind}`) ?? GENERIC;
}
