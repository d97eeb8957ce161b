import { parse } from 'yaml';
import { parseYaml } from '../../lib/cluster/apiserver/http/yaml';
import { GO_YAML } from '../../lib/kube/go-yaml';
import { parsePlainYaml } from '../../lib/kube/plain-yaml';
import { parseManifests } from '../../lib/manifests/parse-manifests';

/** What a real API server made of these scalars in the data of a ConfigMap: texts it took, at numbers it said their kind. */
const SCALARS: readonly (readonly [text: string, value: unknown])[] = [
  ['1:30', '1:30'],
  ['12:30:45', '12:30:45'],
  ['190:20:30.15', '190:20:30.15'],
  ['2001-01-01', '2001-01-01'],
  ['2001-01-01T10:00:00Z', '2001-01-01T10:00:00Z'],
  ['0.0.0', '0.0.0'],
  ['1,000', '1,000'],
  ['E0', 'E0'],
  ['1e', '1e'],
  ['0b', '0b'],
  ['0x', '0x'],
  ['_1', '_1'],
  ['0o7', 7],
  ['-0o17', -15],
  ['010', 8],
  ['08', 8],
  ['0x1f', 31],
  ['0b11', 3],
  ['1_000', 1000],
  ['1_', 1],
  ['+1', 1],
  ['.5', 0.5],
  ['1.', 1],
  ['1e3', 1000],
  ['1e+3', 1000],
  ['y', true],
  ['Yes', true],
  ['NULL', null],
  ['~', null],
];

describe.each(SCALARS)('%s', (text, value) => {
  const document = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: ${text}\n`;

  test('is read as Kubernetes reads it', () => {
    expect(parse(text, GO_YAML)).toEqual(value);
    expect(parsePlainYaml(`a: ${text}\n`)).toEqual({ a: value });
  });

  test('is the same in a manifest and in the body of a request, plain or not', () => {
    const flow = document.replace(`\n  a: ${text}`, ` {a: ${text}}`);
    for (const body of [document, ...(text.includes(',') ? [] : [flow])]) {
      expect(parseYaml(body)).toMatchObject({ data: { a: value } });
      expect(parseManifests(body, 'a.yaml').objects[0]!.object).toMatchObject({ data: { a: value } });
    }
  });
});
