import fc from 'fast-check';
import { JsonSyntaxError, jsonNotes, MAX_DEPTH, parseJson } from '../../lib/kube/json';

describe('parseJson', () => {
  test('reads what the built-in parser reads', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test('refuses exactly what the built-in parser refuses, with its own error', () => {
    const pieces = fc.constantFrom(
      ...'{}[],:"',
      'true',
      'null',
      '1',
      '-',
      '.5',
      'e1',
      '0',
      ' ',
      '\\',
      '"a"',
      '"a":',
      'é',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        if (valid) expect(parseJson(text)).toEqual(JSON.parse(text));
        else expect(() => parseJson(text)).toThrow(JsonSyntaxError);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['', 'unexpected end of JSON input'],
    ['{"a":1', 'unexpected end of JSON input'],
    ['{"a":1}}', "invalid character '}' after top-level value"],
    ['{a:1}', "invalid character 'a' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b":2}', "invalid character '\"' after object key:value pair"],
    ['[1 2]', "invalid character '2' after array element"],
    ['[1,]', "invalid character ']' looking for beginning of value"],
    ['"a\nb"', "invalid character '\\n' in string literal"],
    ['"\\x"', "invalid character 'x' in string escape code"],
    ['"\\u12g"', "invalid character 'g' in \\u hexadecimal character escape"],
    ['-x', "invalid character 'x' in numeric literal"],
    ['1.x', "invalid character 'x' after decimal point in numeric literal"],
    ['1ex', "invalid character 'x' in exponent of numeric literal"],
    ['nulx', "invalid character 'x' in literal null (expecting 'l')"],
    ["'", "invalid character '\\'' looking for beginning of value"],
    ['é', "invalid character 'Ã' looking for beginning of value"],
  ])('%j: %s', (text, message) => {
    expect(() => parseJson(text)).toThrow(new JsonSyntaxError(message));
  });

  test('pollutes no prototype', () => {
    const value = parseJson('{"__proto__":{"a":1},"constructor":{"prototype":{"a":1}},"b":1.0}') as object;
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor', 'b']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as { a?: number }).a).toBeUndefined();
  });

  test.each([MAX_DEPTH + 1, 1_000_000])('refuses %d levels', (depth) => {
    const text = '['.repeat(depth) + ']'.repeat(depth);
    expect(() => parseJson(text)).toThrow(new JsonSyntaxError("invalid character '[' exceeded max depth"));
  });

  test('allows as many levels as it says', () => {
    expect(parseJson('['.repeat(MAX_DEPTH) + ']'.repeat(MAX_DEPTH))).toHaveLength(1);
  });

  test('a surrogate without its partner becomes a replacement character', () => {
    expect(parseJson('"\\ud800a\\ud83d\\ude00"')).toBe('\ufffda😀');
  });
});

describe('jsonNotes', () => {
  test('says nothing of an ordinary document', () => {
    expect(jsonNotes(parseJson('{"a":[{"b":"c:d","e":"\\"f\\":"}],"g":1.5}'))).toBeUndefined();
    expect(jsonNotes(parseJson('5'))).toBeUndefined();
  });

  test('lists repeated keys with their paths, in the order of the text', () => {
    const notes = jsonNotes(parseJson('{"a":{"b":1,"b":{"c":1,"c":2}},"d":[{"e":1,"e":2}],"a":3}'))!;
    expect(notes.duplicates).toEqual(['a.b', 'a.b.c', 'd[0].e', 'a']);
  });

  test('keeps all values of repeated keys', () => {
    const document = parseJson('{"a":1,"b":2,"a":3}') as object;
    const notes = jsonNotes(document)!;
    expect(notes.repeated.get(document)).toEqual(['a', 'b', 'a']);
    expect(notes.values.get(document)).toEqual(new Map([['a', [1, 3]]]));
    expect(document).toEqual({ a: 3, b: 2 });
  });

  test('keeps numbers as they were written when JavaScript writes them in another way', () => {
    const document = parseJson('{"a":1.0,"b":[1,1e2],"c":9007199254740993,"d":5}') as { b: object };
    const notes = jsonNotes(document)!;
    expect(notes.numbers.get(document)).toEqual(
      new Map([
        ['a', '1.0'],
        ['c', '9007199254740993'],
      ]),
    );
    expect(notes.numbers.get(document.b)).toEqual(new Map([['1', '1e2']]));
  });
});
