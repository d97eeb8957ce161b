import { parseManifests } from '../../lib/manifests/parse-manifests';

const TWO = `apiVersion: v1
kind: ConfigMap
metadata:
  name: a
  annotations:
    example.com/note: hello
---
# nothing here
---
apiVersion: v1
kind: Pod
metadata: {name: b}
spec:
  containers:
    - name: web
      ports:
        - containerPort: 80
`;

describe('parseManifests', () => {
  test('reads every document and skips empty ones', () => {
    const { objects, problems } = parseManifests(TWO, 'two.yaml');
    expect(objects.map(({ object }) => object.metadata.name)).toEqual(['a', 'b']);
    expect(problems).toEqual([]);
  });

  test.each([
    ['spec.containers[0].ports[0].containerPort', 17, 11],
    ['spec.containers[0].image', 15, 7],
    ['spec.nodeSelector', 13, 1],
    ['', 10, 1],
  ])('finds %j at line %i, column %i', (field, line, column) => {
    const [, pod] = parseManifests(TWO, 'two.yaml').objects;
    expect(pod!.locate(field)).toEqual({ file: 'two.yaml', line, column });
  });

  test('finds a key that contains dots and slashes', () => {
    const [map] = parseManifests(TWO, 'two.yaml').objects;
    expect(map!.locate('metadata.annotations[example.com/note]').line).toBe(6);
  });

  test('opens lists', () => {
    const text = `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata:\n    name: s\n`;
    const [secret] = parseManifests(text, 'list.yaml').objects;
    expect(secret!.object.kind).toBe('Secret');
    expect(secret!.locate('metadata.name').line).toBe(7);
  });

  test('gives the items of a typed list the kind of the list', () => {
    const text = `{"apiVersion":"v1","kind":"ConfigMapList","items":[{"metadata":{"name":"x"}}]}`;
    expect(parseManifests(text, 'list.json').objects[0]!.object).toMatchObject({
      apiVersion: 'v1',
      kind: 'ConfigMap',
    });
  });

  test('reports a syntax error with its line, and still returns the other documents', () => {
    const { objects, problems } = parseManifests(`${TWO}---\na: [1\n`, 'broken.yaml');
    expect(objects).toHaveLength(2);
    expect(problems).toHaveLength(1);
    expect(problems[0]!.position.file).toBe('broken.yaml');
    expect(problems[0]!.position.line).toBeGreaterThan(17);
    expect(problems[0]!.message).toMatch(/^not valid YAML: /);
  });

  test.each([
    ['- 1\n', /expected an object .* found a list/],
    ['just words\n', /found the string "just words"/],
    ['kind: Pod\nmetadata: {name: x}\n', /^apiVersion not set/],
    ['a: 1\n', /^apiVersion and kind not set/],
    ['apiVersion: v1\nkind: Pod\n', /^Pod has no metadata/],
    ['a: 1\na: 2\n', /not valid YAML: Map keys must be unique/],
  ])('refuses %j', (text, message) => {
    const { objects, problems } = parseManifests(text, 'bad.yaml');
    expect(objects).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0]!.message).toMatch(message);
  });

  test('refuses a document whose aliases multiply without end', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x,x]',
      ...'bcdefg'
        .split('')
        .map((name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdefg'[index]}`).join(',')}]`),
    ].join('\n');
    expect(parseManifests(bomb, 'bomb.yaml').problems[0]!.message).toMatch(/alias/i);
  });

  test('takes a key named __proto__ as data', () => {
    const { objects } = parseManifests(
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {__proto__: "1"}\n',
      'p.yaml',
    );
    expect(Object.keys((objects[0]!.object as unknown as { data: object }).data)).toEqual(['__proto__']);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe('positions in files of several documents', () => {
  const text = `# first
apiVersion: v1
kind: ConfigMap
metadata: {name: flow}
--- # second

apiVersion: v1
kind: ConfigMap
metadata:
  name: plain
data:
  a: b
---
a: [
---
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: ConfigMap
    metadata:
      name: item
`;
  const { objects, problems } = parseManifests(text, 'app.yaml');

  test('count from the start of the file, whatever the documents are like', () => {
    expect(objects.map(({ position, locate }) => [position.line, locate('metadata.name').line])).toEqual([
      [2, 4],
      [7, 10],
      [19, 22],
    ]);
    expect(objects[1]!.locate('data.a')).toEqual({ file: 'app.yaml', line: 12, column: 3 });
  });

  test('so do those of errors', () => {
    expect(problems.map(({ position }) => position.line)).toEqual([15]);
  });
});
