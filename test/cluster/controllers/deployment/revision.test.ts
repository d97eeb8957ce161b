import {
  lastRevision,
  maxRevision,
  newReplicaSetAnnotations,
  REVISION,
  REVISION_HISTORY,
  revisionOf,
} from '../../../../lib/cluster/controllers/deployment/revision';
import type { ReplicaSet } from '../../../../lib/kube/generated/apps-v1';
import { deployment } from '../test-cluster';

const withRevision = (text?: string): ReplicaSet => ({
  metadata: { name: 'rs', ...(text === undefined ? {} : { annotations: { [REVISION]: text } }) },
});

test('a revision is a number, or nothing', () => {
  expect([withRevision('3'), withRevision(), withRevision('three')].map(revisionOf)).toEqual([
    3n,
    0n,
    undefined,
  ]);
});

test('a revision has 64 bits, and no more', () => {
  const texts = ['3546343826724305833', '9223372036854775807', '9223372036854775808'];
  expect(texts.map(withRevision).map(revisionOf)).toEqual([
    3546343826724305833n,
    9223372036854775807n,
    undefined,
  ]);
});

test('the revision after a high one is the next', () => {
  const high = withRevision('3546343826724305832');
  expect(newReplicaSetAnnotations(deployment('web', 1), {}, maxRevision([high]) + 1n)[REVISION]).toBe(
    '3546343826724305833',
  );
});

test('the last revision is the second highest', () => {
  const sets = ['2', '7', 'x', '5'].map(withRevision);
  expect([maxRevision(sets), lastRevision(sets)]).toEqual([7n, 5n]);
});

describe('the annotations of the current ReplicaSet', () => {
  const annotated = {
    ...deployment('web', 1),
    metadata: {
      name: 'web',
      annotations: {
        team: 'shop',
        [REVISION]: '1',
        'kubectl.kubernetes.io/last-applied-configuration': '{}',
      },
    },
  };

  test('are those of the Deployment, but for its own bookkeeping', () => {
    expect(newReplicaSetAnnotations(annotated, {}, 4n)).toEqual({ team: 'shop', [REVISION]: '4' });
  });

  test('are the same object when nothing changes', () => {
    const before = { team: 'shop', [REVISION]: '4', other: 'kept' };
    expect(newReplicaSetAnnotations(annotated, before, 4n)).toBe(before);
  });

  test('remember the revisions from which the ReplicaSet came back', () => {
    const first = newReplicaSetAnnotations(annotated, { team: 'shop', [REVISION]: '1' }, 3n);
    const second = newReplicaSetAnnotations(annotated, first, 5n);
    expect(second).toMatchObject({ [REVISION]: '5', [REVISION_HISTORY]: '1,3' });
  });

  test('never go back to a lower revision', () => {
    expect(newReplicaSetAnnotations(annotated, { team: 'shop', [REVISION]: '9' }, 3n)[REVISION]).toBe('9');
  });

  test('forget the oldest revisions when the history grows too long', () => {
    const history = Array.from({ length: 500 }, (_, index) => index + 100).join(',');
    const before = { team: 'shop', [REVISION]: '1000', [REVISION_HISTORY]: history };
    const after = newReplicaSetAnnotations(annotated, before, 1001n)[REVISION_HISTORY]!;
    expect(after.length).toBeLessThanOrEqual(2000);
    expect(after.endsWith(',599,1000')).toBe(true);
    expect(after.startsWith('100,')).toBe(false);
  });

  test('are left alone when their revision is not a number', () => {
    const before = { [REVISION]: 'broken' };
    expect(newReplicaSetAnnotations(annotated, before, 2n)).toBe(before);
  });
});
