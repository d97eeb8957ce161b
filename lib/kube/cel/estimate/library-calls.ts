import { type CelType, sameType } from '../types';
import {
  type CallEstimate,
  type EstimateCall,
  listCost,
  matching,
  NEW_LIST,
  type Operand,
  PER_CHARACTER,
  sizeOf,
  traversal,
} from './call';
import {
  exactly,
  MOST_UINT64,
  plus,
  productOfSizes,
  quotient,
  type SizeRange,
  sumOfSizes,
  times,
  timesFactor,
  wrapped,
} from './size-range';

const always =
  (cost: bigint): EstimateCall =>
  () => ({ cost });
const named = (names: string, estimate: EstimateCall) =>
  names.split(' ').map((name) => [name, estimate] as const);

const ONE = always(1n);
/** An expression has room for two of them. */
const ACCESS_CHECK = always(350_000n);

/** Looks at every character of the target; the result is as long. */
const changed: EstimateCall = (call) => {
  if (!call.target) return undefined;
  const size = sizeOf(call.target, call);
  return { cost: traversal(size), size };
};

const read =
  (factor = 1): EstimateCall =>
  (call) => ({ cost: traversal(sizeOf(call.args[0]!, call), factor) });

const parsedUrl: EstimateCall = (call) => {
  const size = sizeOf(call.args[0]!, call);
  return { cost: traversal(size), size };
};

/** The shortest requirement of a selector has two characters; for each there is a list and a struct. */
const REQUIREMENTS_PER_CHARACTER = 0.5;
const REQUIREMENT = 50;

const selected: EstimateCall = (call) => {
  const size = sizeOf(call.args[0]!, call);
  const requirements = timesFactor(timesFactor(size.most, REQUIREMENTS_PER_CHARACTER), REQUIREMENT);
  return { cost: plus(plus(NEW_LIST, traversal(size)), requirements) };
};

/** What stands for each element of a list, or for each key of a map. */
function elementOf({ type, path }: Operand): Operand | undefined {
  const element = elementType(type);
  return element && { type: element, path: path.length > 0 ? path.copyWith('@items') : path };
}

function elementType(type: CelType): CelType | undefined {
  if (type.kind === 'list') return type.element;
  if (type.kind === 'map') return type.key;
  return type.kind === 'opaque' ? type.parameters[0] : undefined;
}

/** Looks at every element, or at every character of a text. */
const searched: EstimateCall = (call) => {
  if (!call.target) return undefined;
  const size = sizeOf(call.target, call);
  const element = elementOf(call.target);
  if (!element) return { cost: traversal(size) };
  const isText = element.type.kind === 'string' || element.type.kind === 'bytes';
  const each = plus(1n, isText ? traversal(sizeOf(element, call)) : 0n);
  return { cost: times(size.most, each) };
};

const replaced: EstimateCall = (call) => {
  if (!call.target) return undefined;
  const size = sizeOf(call.target, call);
  const old = sizeOf(call.args[0]!, call);
  const by = sizeOf(call.args[1]!, call);
  return { cost: traversal(size, 2), size: sizeOfReplaced(size, old, by) };
};

function sizeOfReplaced(size: SizeRange, old: SizeRange, by: SizeRange): SizeRange {
  const [count, kept] = replacements(size.most, old.least, by.most <= old.least);
  const [leastCount, leastKept] = replacements(size.least, old.most, old.most <= by.least);
  return { least: plus(times(leastCount, by.least), leastKept), most: plus(times(count, by.most), kept) };
}

/** How many there are, and how many characters stay beside them. The empty text is replaced around each character. */
function replacements(size: bigint, old: bigint, changesNothing: boolean): readonly [bigint, bigint] {
  if (old === 0n) return [plus(size, 1n), size];
  return changesNothing ? [0n, size] : [quotient(size, old), 0n];
}

const split: EstimateCall = (call) => {
  if (!call.target) return undefined;
  const size = sizeOf(call.target, call);
  const limit = intLiteral(call.args[1]);
  return {
    cost: traversal(size, 2),
    size: { least: 0n, most: limit === undefined ? size.most : wrapped(limit) },
  };
};

function intLiteral(operand: Operand | undefined): bigint | undefined {
  const { node } = operand ?? {};
  return node?.kind === 'literal' && node.literal.type === 'int' ? node.literal.value : undefined;
}

const joined: EstimateCall = (call) => {
  if (!call.target) return undefined;
  const count = sizeOf(call.target, call);
  const element = elementOf(call.target);
  let size = element ? productOfSizes(count, sizeOf(element, call)) : exactly(0n);
  const [separator] = call.args;
  if (separator) {
    const before = (length: bigint) => (length > 0n ? length - 1n : 0n);
    const separators = { least: before(count.least), most: before(count.most) };
    size = sumOfSizes(size, productOfSizes(sizeOf(separator, call), separators));
  }
  return { cost: traversal(size), size };
};

const found: EstimateCall = (call) => {
  if (!call.target) return undefined;
  const size = sizeOf(call.target, call);
  return { cost: matching(size, sizeOf(call.args[0]!, call)), size: { least: 0n, most: size.most } };
};

/** The longest address, in bytes. */
const ADDRESS = exactly(16n);

/** An address or network, which is read first if it is a text, within a network. */
const inNetwork =
  (base: bigint): EstimateCall =>
  (call) => {
    const isText = call.overload.parameters[1]!.kind === 'string';
    return { cost: plus(base, isText ? traversal(sizeOf(call.args[0]!, call)) : 0n) };
  };
const COMPARED = traversal(ADDRESS, 2);
const MASKED = traversal(ADDRESS) + 1n;

const ip: EstimateCall = (call) => (call.target ? { cost: 1n } : read()(call));

/** The longest pattern of a named format costs as much as this, for each tenth of a character. */
const NAMED_PATTERN = 128 * 0.25;

const validated: EstimateCall = (call) => ({
  cost: timesFactor(traversal(sizeOf(call.args[0]!, call)), NAMED_PATTERN),
});

const FORMAT_NAME = exactly(64n);
const EQUAL_AT_ONCE: ReadonlySet<string> = new Set([
  ...['net.IP', 'net.CIDR', 'kubernetes.Quantity', 'kubernetes.Semver'],
  ...['Authorizer', 'PathCheck', 'GroupCheck', 'ResourceCheck', 'Decision'].map(
    (name) => `kubernetes.authorization.${name}`,
  ),
]);

const compared: EstimateCall = ({ args: [left, right] }) => {
  const type = left!.type;
  if (type.kind !== 'opaque' || !sameType(type, right!.type)) return undefined;
  if (EQUAL_AT_ONCE.has(type.name)) return { cost: 1n };
  if (type.name === 'kubernetes.NamedFormat') return { cost: traversal(FORMAT_NAME) };
  return type.name === 'kubernetes.URL' ? { cost: traversal(right!.size ?? exactly(1n)) } : undefined;
};

const made = (size: SizeRange, factor = 1): CallEstimate => ({ cost: listCost(size, factor), size });
const notNegative = (value: bigint) => (value < 0n ? 0n : value);
const intOr = (operand: Operand | undefined, otherwise: bigint) =>
  notNegative(intLiteral(operand) ?? otherwise);

const sliced: EstimateCall = (call) => {
  const end = intOr(call.args[1], sizeOf(call.target!, call).most);
  return made(exactly(wrapped(end - intOr(call.args[0], 0n))));
};

const flattened: EstimateCall = (call) => {
  const depth = call.args.length === 0 ? 1n : intOr(call.args[0], MOST_UINT64);
  return made(sizeOf(call.target!, call), Number(depth));
};

/** Compares every pair of elements. */
const paired = (size: SizeRange, factor: number) => made(productOfSizes(size, size), factor);

const sorted: EstimateCall = (call) => {
  const list = call.args[0] ?? call.target!;
  const parameter = call.overload.parameters.at(-1)!;
  const isText = parameter.kind === 'list' && ['string', 'bytes'].includes(parameter.element.kind);
  return paired(sizeOf(list, call), isText ? 2 + PER_CHARACTER : 2);
};

const compareSets =
  (factor: number): EstimateCall =>
  (call) => {
    const [a, b] = call.args.map((argument) => sizeOf(argument, call));
    return { cost: plus(timesFactor(times(a!.most, b!.most), factor), 1n) };
  };

/** Of functions that have estimates of their own. Some estimate only some overloads. */
export const LIBRARY_CALLS: ReadonlyMap<string, EstimateCall> = new Map([
  ['check', ACCESS_CHECK],
  ...named('serviceAccount path group resource subresource namespace name allowed reason error errored', ONE),
  ...named('fieldSelector labelSelector', selected),
  ...named('isSorted sum max min indexOf lastIndexOf', searched),
  ...named('url jsonpatch.escapeKey', parsedUrl),
  ...named('lowerAscii upperAscii substring trim', changed),
  ['replace', replaced],
  ['split', split],
  ['join', joined],
  ...named('find findAll', found),
  ...named('cidr isIP isCIDR quantity isQuantity semver isSemver', read()),
  ['ip', ip],
  ['ip.isCanonical', read(2)],
  ...named('masked prefixLength family isUnspecified isLoopback isLinkLocalMulticast', ONE),
  ...named('isLinkLocalUnicast isGlobalUnicast format.named sign asInteger isInteger', ONE),
  ...named('asApproximateFloat isGreaterThan isLessThan compareTo add sub major minor patch', ONE),
  ...named('getScheme getHostname getHost getPort getEscapedPath getQuery', ONE),
  ['containsIP', inNetwork(COMPARED)],
  ['containsCIDR', inNetwork(COMPARED + MASKED)],
  ['validate', validated],
  ['_==_', compared],
  ['slice', sliced],
  ['flatten', flattened],
  ['lists.range', ({ args }) => made(exactly(intOr(args[0], MOST_UINT64)))],
  ['reverse', (call) => made(sizeOf(call.target!, call))],
  ['distinct', (call) => paired(sizeOf(call.target!, call), 2)],
  ...named('sort @sortByAssociatedKeys', sorted),
  ...named('sets.contains sets.intersects', compareSets(1)),
  ['sets.equivalent', compareSets(2)],
]);
