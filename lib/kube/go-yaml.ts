import type { DocumentOptions, ParseOptions, ScalarTag, SchemaOptions } from 'yaml';

/**
 * How the YAML parser reads what Kubernetes' own, in Go, reads: YAML 1.1 in which times and numbers of base 60 are texts
 * (`12:30`, `2026-01-31`), `0o7` is a number, and one without digits before its exponent (`E0`) is none.
 */

type Tags = Extract<NonNullable<SchemaOptions['customTags']>, readonly unknown[]>;

const FLOAT = 'tag:yaml.org,2002:float';
const INT = 'tag:yaml.org,2002:int';

const isTime = ({ tag, format }: Tag) => tag === 'tag:yaml.org,2002:timestamp' || format === 'TIME';
const isExponent = ({ tag, format }: Tag) => tag === FLOAT && format === 'EXP';

type Tag = { readonly tag: string; readonly format?: string };

const EXPONENT: ScalarTag = {
  tag: FLOAT,
  default: true,
  identify: (value) => typeof value === 'number',
  format: 'EXP',
  test: /^[-+]?(?:\.[0-9_]+|[0-9][0-9_]*(?:\.[0-9_]*)?)[eE][-+]?[0-9]+$/,
  resolve: (text) => Number.parseFloat(text.replaceAll('_', '')),
};

const OCTAL: ScalarTag = {
  tag: INT,
  default: true,
  identify: () => false,
  format: 'OCT',
  test: /^[-+]?0[oO][0-7_]+$/,
  resolve(text) {
    const sign = text.startsWith('-') ? -1 : 1;
    return sign * Number.parseInt(text.replace(/^[-+]?0[oO]/, '').replaceAll('_', ''), 8);
  },
};

function asInGo(tags: Tags): Tags {
  const kept = tags.filter((tag) => typeof tag === 'string' || !(isTime(tag) || isExponent(tag)));
  return [...kept, EXPONENT, OCTAL];
}

export const GO_YAML: ParseOptions & DocumentOptions & SchemaOptions = {
  version: '1.1',
  merge: true,
  customTags: asInGo,
};
