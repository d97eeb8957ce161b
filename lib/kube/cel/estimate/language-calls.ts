import { CALL, type Call, type CallEstimate, matching, type Operand, traversal } from './call';
import { exactly, type SizeRange, sumOfSizes, times, UNKNOWN_SIZE, wrapped } from './size-range';

const sizeOrUnknown = ({ size }: Operand): SizeRange => size ?? UNKNOWN_SIZE;

/** What a call costs at most of those functions that belong to the language, beside its arguments. */
export function estimateLanguageCall(name: string, call: Call): CallEstimate {
  const estimate = Object.hasOwn(ESTIMATES, name) ? ESTIMATES[name]!(call) : undefined;
  return estimate ?? { cost: CALL };
}

type Estimate = (call: Call) => CallEstimate | undefined;

/** Only for overloads that take a text, bytes or a list first. */
const forKinds =
  (kinds: readonly string[], estimate: Estimate): Estimate =>
  (call) =>
    kinds.includes(call.overload.parameters[0]!.kind) ? estimate(call) : undefined;

/** Only for a method. */
const forMembers =
  (estimate: (call: Call & { readonly target: Operand }) => CallEstimate): Estimate =>
  (call) =>
    call.target && estimate({ ...call, target: call.target });

const added: Estimate = ({ overload, args: [left, right] }) => {
  const size = sumOfSizes(sizeOrUnknown(left!), sizeOrUnknown(right!));
  const isList = overload.parameters[0]!.kind === 'list';
  return { cost: isList ? CALL : traversal(size), size };
};

/** Ends where the shorter one does. */
const compared: Estimate = ({ args: [left, right] }) => {
  const a = sizeOrUnknown(left!).most;
  const b = sizeOrUnknown(right!).most;
  return { cost: traversal(exactly(a < b ? a : b)) };
};
const comparedTexts = forKinds(['string', 'bytes'], compared);

const traversedArgument: Estimate = ({ args: [text] }) => ({ cost: traversal(sizeOrUnknown(text!)) });

const MOST_BYTES_OF_CHARACTER = 4n;

const toBytes: Estimate = ({ args: [text] }) => {
  const { least, most } = sizeOrUnknown(text!);
  const size = { least, most: wrapped(most * MOST_BYTES_OF_CHARACTER) };
  return { cost: traversal({ least, most }), size };
};

const toText: Estimate = ({ args: [bytes] }) => {
  const { least, most } = sizeOrUnknown(bytes!);
  return { cost: traversal({ least, most }), size: { least: least / MOST_BYTES_OF_CHARACTER, most } };
};

/** Two quotes, and a backslash before each character. */
const quoted: Estimate = ({ args: [text] }) => {
  const { least, most } = sizeOrUnknown(text!);
  const size = { least: wrapped(least + 2n), most: wrapped(most * 2n + 2n) };
  return { cost: traversal({ least, most }), size };
};

const ESTIMATES: { readonly [name: string]: Estimate } = {
  '_+_': forKinds(['string', 'bytes', 'list'], added),
  '_==_': compared,
  '_!=_': compared,
  '_<_': comparedTexts,
  '_<=_': comparedTexts,
  '_>_': comparedTexts,
  '_>=_': comparedTexts,
  '@in': ({ overload, args: [, list] }) =>
    overload.parameters[1]!.kind === 'list' ? { cost: sizeOrUnknown(list!).most } : undefined,
  bytes: forKinds(['string'], toBytes),
  string: forKinds(['bytes'], toText),
  'strings.quote': quoted,
  startsWith: traversedArgument,
  endsWith: traversedArgument,
  format: forMembers(({ target }) => ({ cost: traversal(sizeOrUnknown(target)) })),
  matches: forMembers(({ target, args: [pattern] }) => ({
    cost: matching(sizeOrUnknown(target), sizeOrUnknown(pattern!)),
  })),
  contains: forMembers(({ target, args: [part] }) => ({
    cost: times(traversal(sizeOrUnknown(target)), traversal(sizeOrUnknown(part!))),
  })),
};
