import { findingsJson } from '../../../lib/report/findings/json';
import { ERROR, INFO } from './example';

test('findings are printed with exactly the documented fields', () => {
  expect(JSON.parse(findingsJson([ERROR]))).toEqual({
    findings: [
      {
        rule: 'service-target-port',
        severity: 'error',
        message: ERROR.message,
        fix: ERROR.fix,
        object: { apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: 'api' },
        field: 'spec.ports[0].targetPort',
        location: { file: 'dist/my shop.k8s.yaml', line: 41 },
      },
    ],
  });
});

test('what has no place has an empty one', () => {
  const [finding] = JSON.parse(findingsJson([INFO])).findings;
  expect(finding.location).toEqual({ file: '', line: 0 });
});

test('no findings are an empty list', () => {
  expect(JSON.parse(findingsJson([]))).toEqual({ findings: [] });
});
