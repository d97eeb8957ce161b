import { matchesFormat } from '../../custom-resource/formats';
import { parseGoRequestUri } from '../../go-url';
import {
  isDns1035Label,
  isDns1123Label,
  isDns1123Subdomain,
  isLabelValue,
  isQualifiedName,
} from '../../names';
import { global, type Library, member } from '../declarations';
import { listOf, opaque, optionalOf, STRING } from '../types';
import { ArrayList, CelOpaque, CelOptional } from '../values';
import { patternCost, sizeForCost } from './cost';

const FORMAT_TYPE = 'kubernetes.NamedFormat';
const FORMAT = opaque(FORMAT_TYPE);

class FormatValue extends CelOpaque {
  readonly typeName = FORMAT_TYPE;

  constructor(
    readonly name: string,
    readonly problems: (text: string) => readonly string[],
    /** About as long as a pattern of the format would be; it decides what a check costs. */
    readonly patternLength: number,
  ) {
    super();
  }

  equals(other: FormatValue): boolean {
    return this.name === other.name;
  }
}

/** A prefix of a name may end with a hyphen. */
const asPrefix = (check: (text: string) => readonly string[]) => (text: string) =>
  check(text.replace(/-$/, 'a'));

const known = (format: string, problem: string) => (text: string) =>
  matchesFormat(format, text) ? [] : [problem];

function uriProblems(text: string): readonly string[] {
  const parsed = parseGoRequestUri(text);
  return 'error' in parsed ? [parsed.error] : [];
}

const DATE_TIME_PATTERN = 69;

const FORMATS: ReadonlyMap<string, FormatValue> = new Map(
  Object.entries({
    dns1123Label: [isDns1123Label, 30],
    dns1123Subdomain: [isDns1123Subdomain, 60],
    dns1035Label: [isDns1035Label, 30],
    qualifiedName: [isQualifiedName, 60],
    dns1123LabelPrefix: [asPrefix(isDns1123Label), 30],
    dns1123SubdomainPrefix: [asPrefix(isDns1123Subdomain), 60],
    dns1035LabelPrefix: [asPrefix(isDns1035Label), 30],
    labelValue: [isLabelValue, 40],
    uri: [uriProblems, 1103],
    uuid: [known('uuid', 'does not match the UUID format'), 72],
    byte: [known('byte', 'invalid base64'), 84],
    date: [known('date', 'invalid date'), DATE_TIME_PATTERN],
    datetime: [known('datetime', 'invalid datetime'), DATE_TIME_PATTERN],
  } satisfies { [name: string]: [(text: string) => readonly string[], number] }).map(
    ([name, [problems, length]]) => [name, new FormatValue(name, problems, length)],
  ),
);

function validate(format: FormatValue, text: string): CelOptional {
  const problems = format.problems(text);
  return problems.length > 0 ? new CelOptional(new ArrayList([...problems])) : CelOptional.NONE;
}

/** `format.dns1123Label().validate('a')`: what is wrong with a text. */
export const NAMED_FORMATS: Library = [
  ...[...FORMATS].map(([name, format]) => global(`format.${name}`, [], FORMAT, () => format)),
  global('format.named', [STRING], optionalOf(FORMAT), (name: string) => {
    const format = FORMATS.get(name);
    return format ? new CelOptional(format) : CelOptional.NONE;
  }),
  member('validate', [FORMAT, STRING], optionalOf(listOf(STRING)), validate, ([format, text]) =>
    patternCost(sizeForCost(text), (format as FormatValue).patternLength),
  ),
];
