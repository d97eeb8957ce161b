import fc from 'fast-check';
import {
  BaselineError,
  baselineEntry,
  compareWithBaseline,
  parseBaseline,
  printBaseline,
} from '../../lib/checks/baseline';
import type { Finding } from '../../lib/checks/finding';

function finding(rule: string, name = 'api', field = 'spec', message = 'is wrong'): Finding {
  const object = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name };
  return { rule, severity: 'error', message, fix: '', object, field, position: undefined };
}

test('a finding that the baseline knows is not new, whatever its wording', () => {
  const baseline = [baselineEntry(finding('a'))];
  const reworded = finding('a', 'api', 'spec', 'is still wrong');
  const { findings, known, gone } = compareWithBaseline([reworded, finding('b')], baseline);
  expect(findings.map(({ rule }) => rule)).toEqual(['b']);
  expect(known).toEqual([reworded]);
  expect(gone).toEqual([]);
});

test('a second finding at the same place is new', () => {
  const { findings } = compareWithBaseline([finding('a'), finding('a')], [baselineEntry(finding('a'))]);
  expect(findings).toHaveLength(1);
});

test('what is no longer found is told', () => {
  const { gone } = compareWithBaseline([], [baselineEntry(finding('a'))]);
  expect(gone).toEqual([{ rule: 'a', object: 'apps/Deployment shop/api', field: 'spec' }]);
});

test('a printed baseline has a line for each finding, in order', () => {
  expect(printBaseline([finding('b'), finding('a')])).toBe(`{
  "version": 1,
  "findings": [
    {"rule":"a","object":"apps/Deployment shop/api","field":"spec"},
    {"rule":"b","object":"apps/Deployment shop/api","field":"spec"}
  ]
}
`);
  expect(parseBaseline(printBaseline([]))).toEqual([]);
});

test('a printed baseline, read again, knows all of its findings', () => {
  const findings = fc.array(fc.tuple(fc.string(), fc.string(), fc.string()));
  fc.assert(
    fc.property(findings, (texts) => {
      const all = texts.map(([rule, name, field]) => finding(rule, name, field));
      const comparison = compareWithBaseline(all, parseBaseline(printBaseline(all)));
      expect(comparison.findings).toEqual([]);
      expect(comparison.gone).toEqual([]);
    }),
  );
});

test.each([
  ['{', /^is no JSON: /],
  ['[]', /^is no baseline: /],
  ['{"version": 2, "findings": []}', /^is no baseline: /],
  ['{"version": 1, "findings": [{"rule": "a"}]}', /^findings\[0\] needs the texts/],
])('%s is refused', (text, message) => {
  expect(() => parseBaseline(text)).toThrow(BaselineError);
  expect(() => parseBaseline(text)).toThrow(message);
});
