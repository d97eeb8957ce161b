import { freeze } from '../../../lib/kube/frozen';
import type { Job } from '../../../lib/kube/generated/batch-v1';
import { jobStrategy } from '../../../lib/kube/strategies/job';

const USER = { name: 'admin', groups: [] };

function created(labels?: { [key: string]: string }, templateLabels?: { [key: string]: string }): Job {
  const job = freeze({
    metadata: { name: 'pi', uid: 'u-1', ...(labels ? { labels } : {}) },
    spec: {
      template: {
        metadata: templateLabels ? { labels: templateLabels } : {},
        spec: { restartPolicy: 'Never' as const, containers: [{ name: 'pi', image: 'perl' }] },
      },
    },
  });
  return jobStrategy.prepareForCreate!(jobStrategy.defaults!(job), USER);
}

const GENERATED = {
  'job-name': 'pi',
  'batch.kubernetes.io/job-name': 'pi',
  'controller-uid': 'u-1',
  'batch.kubernetes.io/controller-uid': 'u-1',
};

test('a job selects the pods that carry its UID', () => {
  const { spec } = created();
  expect(spec!.selector).toEqual({ matchLabels: { 'batch.kubernetes.io/controller-uid': 'u-1' } });
  expect(spec!.template.metadata!.labels).toEqual(GENERATED);
});

test('a job without labels shows those of its template', () => {
  expect(created(undefined, { app: 'pi' }).metadata.labels).toEqual({ app: 'pi', ...GENERATED });
  expect(created().metadata.labels).toEqual(GENERATED);
});

test('a job keeps its own labels', () => {
  expect(created({ team: 'math' }, { app: 'pi' }).metadata.labels).toEqual({ team: 'math' });
});

test('a job whose template claims to belong to another is refused', () => {
  const job = created(undefined, { 'job-name': 'tau' });
  expect(jobStrategy.validate!({ ...job, metadata: { ...job.metadata, namespace: 'default' } })).toEqual([
    {
      reason: 'FieldValueInvalid',
      field: 'spec.template.metadata.labels[job-name]',
      message: expect.stringMatching(/^Invalid value: \{.*"job-name":"tau".*\}: must be 'pi'$/),
    },
  ]);
});
