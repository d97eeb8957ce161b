import { global, type Library } from '../declarations';
import { STRING } from '../types';
import { traversal } from './cost';

/** Of mutating policies: `'/metadata/labels/' + jsonpatch.escapeKey('example.com/key')`. */
export const JSON_PATCHES: Library = [
  global(
    'jsonpatch.escapeKey',
    [STRING],
    STRING,
    (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1'),
    traversal(),
  ),
];
