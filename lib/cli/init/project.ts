import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDns1123Label } from '../../kube/names';
import { UsageError } from '../exit';

const LONGEST_NAME = 40;
const FALLBACK = 'my-app';

/**
 * A name for a project that can be that of a namespace, made of the text. @throws UsageError for a text that was given
 * by hand and is none
 */
export function projectName(text: string, givenByHand: boolean): string {
  if (givenByHand) {
    const wrong = isDns1123Label(text);
    if (wrong.length === 0) return text;
    throw new UsageError(`--name: "${text}" cannot be the name of a namespace: ${wrong.join('; ')}`);
  }
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_NAME)
    .replace(/^[-0-9]+|-+$/g, '');
  return name || FALLBACK;
}

/** The version of another package that this one was made with. */
export function versionOf(dependency: string): string {
  const { peerDependencies, devDependencies } = ownPackage();
  const version = peerDependencies[dependency] ?? devDependencies[dependency];
  if (version === undefined) throw new Error(`package.json names no ${dependency}`);
  return version;
}

interface OwnPackage {
  readonly name: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Three folders up in a clone, four in the published package. */
function ownPackage(): OwnPackage {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as OwnPackage;
  }
  throw new Error('package.json is missing');
}
