import type { Container } from '../../kube/generated/core-v1';
import { podSpecOf, templateField, type Workload } from '../../kube/workloads';
import type { Consequence } from '../change';
import { type ConsequenceRule, type PairChange, workloadsOf } from '../context';
import { changesBelow, isBelow } from '../field-lookup';
import { parseImage, type VersionStep, versionStep } from '../image-reference';

/** Another image in a container, with the step from one version to the other. */
export const image: ConsequenceRule = function* (change) {
  const { before, after } = workloadsOf(change);
  if (!before || !after) return;
  const old = imagesOf(before);
  for (const [key, container] of imagesOf(after)) {
    const from = old.get(key)?.image;
    const to = container.image;
    if (!from || !to || from === to) continue;
    const path = pathOf(change, after, key);
    const { severity, message } = describeStep(from, to);
    yield { type: 'image', severity, fields: [path], message: `container ${container.name}: ${message}` };
  }
};

const LISTS = ['initContainers', 'containers'] as const;

/** By list and name: `containers/web`. */
function imagesOf(workload: Workload): ReadonlyMap<string, Container> {
  const spec = podSpecOf(workload);
  return new Map(
    LISTS.flatMap((list) => (spec[list] ?? []).map((one) => [`${list}/${one.name}`, one] as const)),
  );
}

function pathOf({ fields }: PairChange, workload: Workload, key: string): string {
  const slash = key.indexOf('/');
  const container = templateField(workload, `spec.${key.slice(0, slash)}[name=${key.slice(slash + 1)}]`);
  const cause = changesBelow(fields, container).find(({ path }) => isBelow(path, `${container}.image`));
  return cause?.path ?? `${container}.image`;
}

function describeStep(from: string, to: string): Pick<Consequence, 'severity' | 'message'> {
  const before = parseImage(from);
  const after = parseImage(to);
  const isFloating = !after.digest && (after.tag === undefined || after.tag === 'latest');
  if (before.registry !== after.registry || before.repository !== after.repository) {
    const what = before.repository === after.repository ? 'from another registry' : 'another image';
    return { severity: 'warning', message: `${from} → ${to}, ${what}` };
  }
  const left = versionOf(before.tag, before.digest);
  const right = versionOf(after.tag, after.digest);
  const name = after.repository.replace(/^library\//, '');
  const step = versionStep(before.tag, after.tag);
  const sameTag = before.tag === after.tag;
  const message = `${name} ${left} → ${right}`;
  if (isFloating)
    return { severity: 'warning', message: `${message}, which is whatever is newest when a pod starts` };
  if (sameTag) return { severity: 'notice', message: `${message}: the same tag, other content` };
  return { severity: SEVERITY[step], message: `${message}${WORDS[step]}` };
}

function versionOf(tag: string | undefined, digest: string | undefined): string {
  const short = digest?.slice(0, digest.indexOf(':') + 1 + SHORT_DIGEST);
  return tag === undefined ? (short ?? '(no tag)') : short ? `${tag}@${short}` : tag;
}

/** Characters of a digest that people can tell apart. */
const SHORT_DIGEST = 8;

const SEVERITY: Readonly<Record<VersionStep, Consequence['severity']>> = {
  major: 'notice',
  minor: 'info',
  patch: 'info',
  prerelease: 'info',
  downgrade: 'warning',
  same: 'info',
  unknown: 'info',
};

const WORDS: Readonly<Record<VersionStep, string>> = {
  major: ' (major)',
  minor: ' (minor)',
  patch: ' (patch)',
  prerelease: ' (prerelease)',
  downgrade: ' (an older version)',
  same: '',
  unknown: '',
};
