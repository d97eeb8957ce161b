import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import { freeze } from '../../../lib/kube/frozen';
import { LabelSelector } from '../../../lib/kube/selectors/label-selector';
import { StatusError } from '../../../lib/kube/status';

/** Recorded by tools/record-scalars.ts. */
const FOLDER = join(__dirname, '..', '..', 'golden', 'scalars');
const { objects }: { objects: { [name: string]: { [label: string]: string } } } = parse(
  readFileSync(join(FOLDER, 'selectors.cases.yaml'), 'utf8'),
);
const recorded: { labels?: string; selected?: string[]; error?: string }[] = JSON.parse(
  readFileSync(join(FOLDER, 'selectors.answers.json'), 'utf8'),
);

function select(text: string): string[] | string {
  try {
    const selector = LabelSelector.parse(text);
    return Object.keys(objects)
      .filter((name) => selector.matches(objects[name]))
      .sort();
  } catch (error) {
    if (error instanceof StatusError && error.reason === 'BadRequest') return error.message;
    throw error;
  }
}

describe('LabelSelector.parse', () => {
  test.each(recorded.filter((one) => one.labels !== undefined))(
    '$labels selects what the API server selects',
    ({ labels, selected, error }) => {
      expect(select(labels!)).toEqual(selected ?? error);
    },
  );

  test('throws nothing but a BadRequest', () => {
    const pieces = fc.constantFrom(...'=!(),<> ', 'in', 'notin', 'a', 'b/c', '-', 'é', '\0', '\t');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        expect(['object', 'string']).toContain(typeof select(parts.join('')));
      }),
      { numRuns: 1000 },
    );
  });
});

const key = fc.constantFrom('app', 'tier', 'example.com/role');
const value = fc.constantFrom('', 'a', 'b', '3', '12');
const requirement = fc.oneof(
  fc.tuple(key, fc.constantFrom('=', '!=', '=='), value).map((parts) => parts.join('')),
  fc
    .tuple(key, fc.constantFrom('in', 'notin'), fc.uniqueArray(value, { minLength: 1, maxLength: 3 }))
    .map(([name, operator, values]) => `${name} ${operator} (${values.join(',')})`),
  fc.tuple(fc.constantFrom('', '!'), key).map((parts) => parts.join('')),
);
const labels = fc.dictionary(key, value, { maxKeys: 3 });

test('the canonical form selects the same, and is canonical', () => {
  fc.assert(
    fc.property(fc.array(requirement, { maxLength: 4 }), labels, (requirements, given) => {
      const selector = LabelSelector.parse(requirements.join(','));
      const again = LabelSelector.parse(selector.toString());
      expect(again.toString()).toBe(selector.toString());
      expect(again.matches(given)).toBe(selector.matches(given));
    }),
  );
});

describe('LabelSelector.of', () => {
  test('no selector selects nothing, an empty one everything', () => {
    expect(LabelSelector.of(undefined).matches({})).toBe(false);
    expect(LabelSelector.of(undefined).isEmpty).toBe(false);
    expect(LabelSelector.of({}).matches(undefined)).toBe(true);
    expect(LabelSelector.of({}).isEmpty).toBe(true);
  });

  test('all labels and expressions must hold', () => {
    const selector = LabelSelector.of({
      matchLabels: { app: 'web' },
      matchExpressions: [
        { key: 'tier', operator: 'In', values: ['front', 'back'] },
        { key: 'canary', operator: 'DoesNotExist' },
      ],
    });
    expect(selector.matches({ app: 'web', tier: 'back' })).toBe(true);
    expect(selector.matches({ app: 'web', tier: 'back', canary: '' })).toBe(false);
    expect(selector.matches({ app: 'web' })).toBe(false);
    expect(selector.toString()).toBe('app=web,!canary,tier in (back,front)');
  });

  test('is compiled once for a frozen selector', () => {
    const selector = freeze({ matchLabels: { app: 'web' } });
    expect(LabelSelector.of(selector)).toBe(LabelSelector.of(selector));
  });

  test.each([
    [{ key: 'a', operator: 'Near' }, '"Near" is not a valid label selector operator'],
    [
      { key: 'a', operator: 'In', values: [] },
      "values: Invalid value: null: for 'in', 'notin' operators, values set can't be empty",
    ],
    [
      { key: 'a', operator: 'Exists', values: ['b', 'a'] },
      'values: Invalid value: ["b","a"]: values set must be empty for exists and does not exist',
    ],
  ])('%j is refused', (expression, message) => {
    expect(() => LabelSelector.of({ matchExpressions: [expression] })).toThrow(message);
  });
});

test('labels that can still change are looked at anew', () => {
  const selector = LabelSelector.parse('app=web');
  const labels: { app: string } = { app: 'web' };
  expect(selector.matches(labels)).toBe(true);
  labels.app = 'db';
  expect(selector.matches(labels)).toBe(false);
  const frozen = freeze({ app: 'web' });
  expect([selector.matches(frozen), selector.matches(labels), selector.matches(frozen)]).toEqual([
    true,
    false,
    true,
  ]);
});

describe('LabelSelector.ofMap', () => {
  test('asks for every label', () => {
    const selector = LabelSelector.ofMap({ tier: 'front', app: 'web' });
    expect(selector.matches({ app: 'web', tier: 'front', more: '' })).toBe(true);
    expect(selector.matches({ app: 'web' })).toBe(false);
    expect(selector.toString()).toBe('app=web,tier=front');
    expect(selector.exactValue('app')).toBe('web');
  });

  test('an empty map selects everything', () => {
    expect(LabelSelector.ofMap({}).isEmpty).toBe(true);
    expect(LabelSelector.ofMap(undefined).matches({ a: 'b' })).toBe(true);
  });

  test('a label is no property of the prototype', () => {
    expect(LabelSelector.parse('constructor').matches({})).toBe(false);
    expect(LabelSelector.parse('!toString').matches({})).toBe(true);
    expect(LabelSelector.ofMap({ constructor: 'x' }).matches({ constructor: 'x' })).toBe(true);
  });
});
