import { parseYaml } from '../../../../lib/cluster/apiserver/http/yaml';

const LINE = '  key: value\n';
const lines = Array.from({ length: 100_000 }, (_, index) => `  key${index}: value\n`).join('');

test('plain YAML is read whatever its length', () => {
  const { data } = parseYaml(`---\ndata:\n${lines}`) as { readonly data: object };
  expect(Object.keys(data)).toHaveLength(100_000);
});

test('only the first document counts', () => {
  expect(parseYaml(`a:\n${LINE}---\nb: 1\n`)).toEqual({ a: { key: 'value' } });
});

test('numbers that JSON does not have are refused, in plain YAML too', () => {
  expect(() => parseYaml('a: .inf\n')).toThrow('json: unsupported value: +Inf');
});

test('long YAML that takes long to read is refused, and says what to do', () => {
  expect(() => parseYaml(`a: {}\nb: [x]\ndata:\n${lines}`)).toThrow(
    'Request entity too large: limit is 1048576 for YAML with flow collections, anchors, tags or folded texts; send it as JSON',
  );
});
