import type { Rule } from '../../../lib/checks/rule';
import { findingsSarif, type SarifOptions } from '../../../lib/report/findings/sarif';
import { ERROR, INFO } from './example';

const rule: Rule = {
  id: 'service-target-port',
  severity: 'error',
  why: 'Connections are refused.',
  fix: 'name a port',
  check: () => [],
};

function runOf(options: Partial<SarifOptions> = {}, findings = [ERROR]) {
  return JSON.parse(findingsSarif(findings, { version: '1.2.3', rules: [rule], ...options })).runs[0];
}

test('the log names the program and its rules', () => {
  expect(runOf().tool.driver).toEqual({
    name: 'seaworthy',
    version: '1.2.3',
    rules: [
      {
        id: 'service-target-port',
        shortDescription: { text: 'Connections are refused.' },
        fullDescription: { text: 'Connections are refused.' },
        help: { text: 'name a port' },
        defaultConfiguration: { level: 'error' },
      },
    ],
  });
});

test('a result tells the line, the object and the construct, and refers to the author’s line', () => {
  const [result] = runOf().results;
  expect(result).toMatchObject({
    ruleId: 'service-target-port',
    ruleIndex: 0,
    level: 'error',
    message: { text: `${ERROR.message}\nfix: ${ERROR.fix}` },
    partialFingerprints: {
      'ruleObjectField/v1': 'service-target-port Service shop/api spec.ports[0].targetPort',
    },
  });
  expect(result.locations).toEqual([
    {
      physicalLocation: {
        artifactLocation: { uri: 'dist/my%20shop.k8s.yaml' },
        region: { startLine: 41, startColumn: 7 },
      },
      logicalLocations: [
        { fullyQualifiedName: 'shop/Service/api/spec.ports[0].targetPort', kind: 'member' },
        { fullyQualifiedName: 'shop/api', kind: 'construct' },
      ],
    },
  ]);
  expect(result.relatedLocations[0].physicalLocation).toEqual({
    artifactLocation: { uri: 'apps/shop/stack.ts' },
    region: { startLine: 12 },
  });
});

test('a finding of no known rule and no place is a result all the same', () => {
  const [result] = runOf({}, [INFO]).results;
  expect(result).toMatchObject({ ruleId: 'own-rule', level: 'note', locations: [{}] });
  expect(result.ruleIndex).toBeUndefined();
});

test('what is ignored or known is shown as suppressed, with the reason', () => {
  const { results } = runOf({ suppressed: [{ finding: ERROR, reason: 'until May' }], known: [ERROR] }, []);
  expect(results.map(({ suppressions }: { suppressions: unknown }) => suppressions)).toEqual([
    [{ kind: 'inSource', justification: 'until May' }],
    [{ kind: 'external', justification: 'in the baseline' }],
  ]);
});
