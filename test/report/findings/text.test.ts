import { countFindings, findingsText, findingText } from '../../../lib/report/findings/text';
import { ERROR, INFO, WARNING } from './example';

test('a finding says where it is, how bad, how to mend it, and who made the object', () => {
  expect(findingText(ERROR)).toBe(
    [
      'dist/my shop.k8s.yaml:41  Service/api  spec.ports[0].targetPort',
      '  error: Deployment/api declares no TCP port named "web" & <none> else  [service-target-port]',
      '  fix: let targetPort name or number a port of a container',
      '  written by WebService "shop/api", apps/shop/stack.ts:12',
    ].join('\n'),
  );
});

test('what is not known is left out', () => {
  expect(findingText(INFO)).toBe('  info: the rule failed: oh  [own-rule]');
});

test('no findings are no text', () => {
  expect(findingsText([])).toBe('');
});

test('colours tell how bad it is', () => {
  const mark = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
  const colors = {
    red: mark('red'),
    yellow: mark('yellow'),
    cyan: mark('cyan'),
    bold: mark('bold'),
    dim: mark('dim'),
  };
  expect(findingText(ERROR, colors)).toContain('<red>error</red>: ');
  expect(findingText(WARNING, colors)).toContain('<yellow>warning</yellow>: ');
});

test('findings are counted by severity, the worst first', () => {
  expect(countFindings([INFO, ERROR, WARNING, ERROR])).toBe('2 errors, 1 warning and 1 info');
  expect(countFindings([WARNING])).toBe('1 warning');
  expect(countFindings([])).toBe('no findings');
});
