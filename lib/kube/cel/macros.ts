import type { Comprehension, Literal, Node, NodeKind } from './ast';

/** Names that no expression can have. */
const ACCUMULATOR = '@result';
const UNUSED = '#unused';
const SORTED = '@__sortBy_input__';

type CallNode = Node & { readonly kind: 'call' };
type Report = (offset: number, message: string) => Error;
type Expand = (call: CallNode, report: Report) => Node;

/** By name, number of arguments, and whether they follow something. */
const MACROS: { readonly [key: string]: Expand } = {
  'has:1': has,
  '.all:2': quantified(all, 1),
  '.exists:2': quantified(exists, 1),
  '.exists_one:2': quantified(existsOne, 1),
  '.map:2': collected(1, ({ args }, build) => append(build, args[1]!)),
  '.map:3': collected(1, ({ args }, build) => conditional(build, args[1]!, append(build, args[2]!))),
  '.filter:2': collected(1, ({ args }, build) => conditional(build, args[1]!, append(build, args[0]!))),
  '.all:3': quantified(all, 2),
  '.exists:3': quantified(exists, 2),
  '.exists_one:3': quantified(existsOne, 2),
  '.existsOne:3': quantified(existsOne, 2),
  '.transformList:3': collected(2, ({ args }, build) => append(build, args[2]!)),
  '.transformList:4': collected(2, ({ args }, build) =>
    conditional(build, args[2]!, append(build, args[3]!)),
  ),
  '.transformMap:3': mapped(({ args }, build) => build.call('@mapInsert', build.result, args[0]!, args[2]!)),
  '.transformMap:4': mapped(({ args }, build) =>
    conditional(build, args[2]!, build.call('@mapInsert', build.result, args[0]!, args[3]!)),
  ),
  '.transformMapEntry:3': mapped(({ args }, build) => build.call('@mapInsert', build.result, args[2]!)),
  '.transformMapEntry:4': mapped(({ args }, build) =>
    conditional(build, args[2]!, build.call('@mapInsert', build.result, args[3]!)),
  ),
  '.sortBy:2': sortBy,
  '.optMap:2': (call, report) => bound(call, report, true),
  '.optFlatMap:2': (call, report) => bound(call, report, false),
};

/** What a call stands for if it is a macro; undefined if it is not. */
export function expandMacro(node: Node, report: Report): Node | undefined {
  const call = node as CallNode;
  const key = `${call.target ? '.' : ''}${call.name}:${call.args.length}`;
  return Object.hasOwn(MACROS, key) ? MACROS[key]!(call, report) : undefined;
}

/** Makes the parts of an expansion, all of which lie where the macro does. */
class Builder {
  constructor(private readonly offset: number) {}

  get result(): Node {
    return this.node({ kind: 'identifier', name: ACCUMULATOR });
  }

  node(kind: NodeKind): Node {
    return { ...kind, offset: this.offset };
  }

  literal(literal: Literal): Node {
    return this.node({ kind: 'literal', literal });
  }

  bool(value: boolean): Node {
    return this.literal({ type: 'bool', value });
  }

  int(value: bigint): Node {
    return this.literal({ type: 'int', value });
  }

  call(name: string, ...args: readonly Node[]): Node {
    return this.node({ kind: 'call', name, args });
  }
}

function has({ args, offset }: CallNode, report: Report): Node {
  const [selected] = args;
  if (selected!.kind !== 'select') throw report(selected!.offset, 'invalid argument to has() macro');
  return { ...selected!, mode: 'test', offset };
}

type Loop = Pick<Comprehension, 'initial' | 'condition' | 'step' | 'result'>;

function quantified(loop: (predicate: Node, build: Builder) => Loop, variables: 1 | 2): Expand {
  return (call, report) => {
    const names = variablesOf(call, variables, 'argument must be a simple name', report);
    const build = new Builder(call.offset);
    return comprehension(call, names, loop(call.args[variables]!, build), build);
  };
}

/** Ends with the first that is false; an error counts only if none is. */
function all(predicate: Node, build: Builder): Loop {
  return {
    initial: build.bool(true),
    condition: build.call('@not_strictly_false', build.result),
    step: build.call('_&&_', build.result, predicate),
    result: build.result,
  };
}

function exists(predicate: Node, build: Builder): Loop {
  return {
    initial: build.bool(false),
    condition: build.call('@not_strictly_false', build.call('!_', build.result)),
    step: build.call('_||_', build.result, predicate),
    result: build.result,
  };
}

function existsOne(predicate: Node, build: Builder): Loop {
  return {
    initial: build.int(0n),
    condition: build.bool(true),
    step: conditional(build, predicate, build.call('_+_', build.result, build.int(1n))),
    result: build.call('_==_', build.result, build.int(1n)),
  };
}

function collected(variables: 1 | 2, step: (call: CallNode, build: Builder) => Node): Expand {
  const problem = variables === 1 ? 'argument is not an identifier' : 'argument must be a simple name';
  return accumulated(variables, problem, { kind: 'list', elements: [] }, step);
}

function mapped(step: (call: CallNode, build: Builder) => Node): Expand {
  return accumulated(2, 'argument must be a simple name', { kind: 'map', entries: [] }, step);
}

function accumulated(
  variables: 1 | 2,
  problem: string,
  initial: NodeKind,
  step: (call: CallNode, build: Builder) => Node,
): Expand {
  return (call, report) => {
    const names = variablesOf(call, variables, problem, report);
    const build = new Builder(call.offset);
    const loop = {
      initial: build.node(initial),
      condition: build.bool(true),
      step: step(call, build),
      result: build.result,
    };
    return comprehension(call, names, loop, build);
  };
}

/** The list that is being built grows in place: nobody else sees it. */
const append = (build: Builder, value: Node) => build.call('@append', build.result, value);

const conditional = (build: Builder, predicate: Node, step: Node) =>
  build.call('_?_:_', predicate, step, build.result);

function comprehension(call: CallNode, names: readonly string[], loop: Loop, build: Builder): Node {
  const [variable, secondVariable] = names as [string, string | undefined];
  const range = call.target!;
  return build.node({
    kind: 'comprehension',
    range,
    variable,
    secondVariable,
    accumulator: ACCUMULATOR,
    ...loop,
  });
}

function variablesOf({ args }: CallNode, count: 1 | 2, problem: string, report: Report): string[] {
  const names = args.slice(0, count).map((argument) => {
    if (argument.kind !== 'identifier') throw report(argument.offset, problem);
    return argument.name;
  });
  for (const [index, name] of names.entries()) {
    const { offset } = args[index]!;
    if (names.indexOf(name) !== index) throw report(offset, `duplicate variable name: ${name}`);
    if (name === '__result__') throw report(offset, 'iteration variable overwrites accumulator variable');
  }
  return names;
}

/** `a.optMap(v, f)`: what is in an optional value, changed. The value is bound by a loop that runs no time. */
function bound({ target, args, name, offset }: CallNode, report: Report, wraps: boolean): Node {
  const [variable, change] = args as [Node, Node];
  if (variable.kind !== 'identifier')
    throw report(variable.offset, `${name}() variable name must be a simple identifier`);
  const build = new Builder(offset);
  const binding = build.node({
    kind: 'comprehension',
    range: build.node({ kind: 'list', elements: [] }),
    variable: UNUSED,
    accumulator: variable.name,
    initial: build.node({ kind: 'call', name: 'value', target, args: [] }),
    condition: build.bool(false),
    step: build.node({ kind: 'identifier', name: variable.name }),
    result: change,
  });
  return build.call(
    '_?_:_',
    build.node({ kind: 'call', name: 'hasValue', target, args: [] }),
    wraps ? build.call('optional.of', binding) : binding,
    build.call('optional.none'),
  );
}

/** `a.sortBy(v, key)`: the list is bound, so that it is evaluated once. */
function sortBy(call: CallNode, report: Report): Node {
  const [variable, key] = call.args as [Node, Node];
  if (variable.kind !== 'identifier') throw report(variable.offset, 'argument is not an identifier');
  const build = new Builder(call.offset);
  const input = build.node({ kind: 'identifier', name: SORTED });
  const keys = MACROS['.map:2']!({ ...call, name: 'map', target: input, args: [variable, key] }, report);
  return build.node({
    kind: 'comprehension',
    range: build.node({ kind: 'list', elements: [] }),
    variable: UNUSED,
    accumulator: SORTED,
    initial: call.target!,
    condition: build.bool(false),
    step: input,
    result: build.node({ kind: 'call', name: '@sortByAssociatedKeys', target: input, args: [keys] }),
  });
}
