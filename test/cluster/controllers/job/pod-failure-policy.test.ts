import { judgeFailure } from '../../../../lib/cluster/controllers/job/pod-failure-policy';
import type { PodFailurePolicyRule } from '../../../../lib/kube/generated/batch-v1';
import type { Pod } from '../../../../lib/kube/generated/core-v1';

const pod: Pod = {
  metadata: { name: 'job-x', namespace: 'batch' },
  status: {
    conditions: [{ type: 'DisruptionTarget', status: 'True' }],
    initContainerStatuses: [status('first', 5)],
    containerStatuses: [status('main', 3), status('side', 0)],
  },
};

function status(name: string, exitCode: number) {
  const state = { terminated: { exitCode } };
  return { name, image: name, imageID: '', ready: false, restartCount: 0, state };
}

function judge(...rules: PodFailurePolicyRule[]) {
  return judgeFailure({ rules }, pod);
}

test('without a rule that matches, a failure counts', () => {
  expect(judge({ action: 'Ignore', onExitCodes: { operator: 'In', values: [4] } })).toEqual({ counts: true });
  expect(judgeFailure(undefined, pod)).toEqual({ counts: true });
});

test('the first rule that matches decides', () => {
  const ignore = { action: 'Ignore', onExitCodes: { operator: 'In', values: [3] } } as const;
  const fail = {
    action: 'FailIndex',
    onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }],
  } as const;
  expect(judge(ignore, fail)).toEqual({ counts: false, action: 'Ignore' });
  expect(judge(fail, ignore)).toEqual({ counts: true, action: 'FailIndex' });
});

test('init containers are looked at, and success is no exit code to match', () => {
  const onExitCodes = { containerName: 'first', operator: 'NotIn', values: [3] } as const;
  expect(judge({ action: 'FailJob', onExitCodes }).jobFailure).toBe(
    'Container first for pod batch/job-x failed with exit code 5 matching FailJob rule at index 0',
  );
  const side = { containerName: 'side', operator: 'NotIn', values: [3] } as const;
  expect(judge({ action: 'FailJob', onExitCodes: side })).toEqual({ counts: true });
});

test('a condition fails a Job, too', () => {
  const onPodConditions = [{ type: 'DisruptionTarget', status: 'True' }];
  expect(judge({ action: 'FailJob', onPodConditions }).jobFailure).toBe(
    'Pod batch/job-x has condition DisruptionTarget matching FailJob rule at index 0',
  );
});
