import type { Comprehension, Element, Literal, Node } from './ast';
import { qualifiedName } from './ast';
import type { CelEnvironment, Overload } from './declarations';
import type { CelIssue } from './issue';
import {
  BOOL,
  BYTES,
  type CelType,
  DOUBLE,
  DURATION,
  DYN,
  ERROR,
  INT,
  listOf,
  mapOf,
  NULL,
  optionalOf,
  parameter,
  printType,
  STRING,
  sameType,
  TIMESTAMP,
  typeOf,
  UINT,
} from './types';
import { mostGeneral, printArguments, Substitutions, unwrapped } from './unify';

/** What a name or call stands for. */
export type Reference =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'type'; readonly typeName: string }
  | {
      readonly kind: 'function';
      /** Those that fit what is known of the arguments. */
      readonly overloads: readonly Overload[];
      /** The function's whole name, when it begins with what looks like a target: `sets.contains`. */
      readonly isQualified: boolean;
    };

export interface CheckedExpression {
  readonly node: Node;
  readonly type: CelType;
  readonly references: ReadonlyMap<Node, Reference>;
  readonly typeOf: (node: Node) => CelType;
}

/** Types by their names, which are expressions too. */
const TYPES: { readonly [name: string]: CelType } = {
  bool: BOOL,
  int: INT,
  uint: UINT,
  double: DOUBLE,
  string: STRING,
  bytes: BYTES,
  list: listOf(DYN),
  map: mapOf(DYN, DYN),
  null_type: NULL,
  type: typeOf(),
  'google.protobuf.Timestamp': TIMESTAMP,
  'google.protobuf.Duration': DURATION,
  optional_type: optionalOf(DYN),
};

const LITERALS: { readonly [type in Literal['type']]: CelType } = {
  bool: BOOL,
  int: INT,
  uint: UINT,
  double: DOUBLE,
  string: STRING,
  bytes: BYTES,
  null: NULL,
};

/** Finds the type of an expression and of its parts, and what is wrong with them. */
export function checkTypes(
  node: Node,
  environment: CelEnvironment,
): CheckedExpression | { readonly issues: readonly CelIssue[] } {
  const checker = new Checker(environment);
  checker.check(node);
  if (checker.issues.length > 0) return { issues: checker.issues };
  const finalType = (one: Node) => checker.finalType(one);
  return { node, type: finalType(node), references: checker.references, typeOf: finalType };
}

class Checker {
  readonly issues: CelIssue[] = [];
  readonly references = new Map<Node, Reference>();
  private readonly types = new Map<Node, CelType>();
  private readonly substitutions = Substitutions.none();
  private scope: ReadonlyMap<string, CelType> = new Map();
  private fresh = 0;

  constructor(private readonly environment: CelEnvironment) {}

  /** Macros use some parts twice, in the same surroundings. */
  check(node: Node): CelType {
    const known = this.types.get(node);
    if (known) return known;
    const type = this.typeOf(node);
    this.types.set(node, type);
    return type;
  }

  finalType(node: Node): CelType {
    return this.substitutions.apply(this.types.get(node) ?? DYN, true);
  }

  private report({ offset }: { readonly offset: number }, message: string): CelType {
    this.issues.push({ offset, message });
    return ERROR;
  }

  private typeOf(node: Node): CelType {
    switch (node.kind) {
      case 'literal':
        return LITERALS[node.literal.type];
      case 'identifier':
        return this.named(node, node.name) ?? this.undeclared(node, node.name);
      case 'select':
        return this.selected(node);
      case 'call':
        return this.called(node);
      case 'list':
        return listOf(this.joined(node.elements) ?? this.freshType());
      case 'map': {
        const keys = this.joined(node.entries.map(({ key }) => ({ value: key, optional: false })));
        const values = this.joined(node.entries);
        return mapOf(keys ?? this.freshType(), values ?? this.freshType());
      }
      case 'struct':
        return this.made(node);
      case 'comprehension':
        return this.folded(node);
    }
  }

  private undeclared(node: Node, name: string): CelType {
    return this.report(node, `undeclared reference to '${name}' (in container '')`);
  }

  private freshType(): CelType {
    return parameter(`_var${this.fresh++}`);
  }

  /** The type of a variable, or of the name of a type. */
  private named(node: Node, name: string): CelType | undefined {
    const type =
      this.scope.get(name) ??
      (Object.hasOwn(this.environment.variables, name) ? this.environment.variables[name]! : undefined);
    if (type) {
      this.references.set(node, { kind: 'variable', name });
      return type;
    }
    if (!Object.hasOwn(TYPES, name)) return undefined;
    this.references.set(node, { kind: 'type', typeName: name });
    return typeOf(TYPES[name]!);
  }

  private selected(node: Node & { readonly kind: 'select' }): CelType {
    const whole = qualifiedName(node);
    const named = whole === undefined ? undefined : this.named(node, whole);
    if (named) return named;
    const type = this.substitutions.apply(this.check(node.operand));
    const target = unwrapped(type);
    const field = this.fieldOf(node, target.type, node.field);
    if (node.mode === 'test') return BOOL;
    const isOptional = target.isOptional || node.mode === 'optional';
    return this.substitutions.apply(isOptional ? optionalOf(field) : field);
  }

  private fieldOf(node: Node, type: CelType, field: string): CelType {
    switch (type.kind) {
      case 'map':
        return type.value;
      case 'struct':
        return type.field(field)?.type ?? this.report(node, `undefined field '${field}'`);
      case 'parameter':
        this.substitutions.unify(DYN, type);
        return DYN;
      case 'dyn':
      case 'error':
        return DYN;
      default:
        // The types of Kubernetes' own libraries are objects whose fields nobody declares.
        this.report(
          node,
          type.kind === 'opaque' && type.name.startsWith('kubernetes.')
            ? `unexpected failed resolution of '${type.name}'`
            : `type '${printType(type)}' does not support field selection`,
        );
        return DYN;
    }
  }

  private called(node: Node & { readonly kind: 'call' }): CelType {
    const { functions } = this.environment;
    const args = node.args.map((argument) => this.check(argument));
    if (!node.target) {
      const overloads = functions.get(node.name);
      return overloads ? this.resolved(node, overloads, args, false) : this.undeclared(node, node.name);
    }
    const prefix = qualifiedName(node.target);
    const qualified = prefix === undefined ? undefined : functions.get(`${prefix}.${node.name}`);
    if (qualified) return this.resolved(node, qualified, args, false);
    const target = this.check(node.target);
    const overloads = functions.get(node.name);
    return overloads
      ? this.resolved(node, overloads, [target, ...args], true)
      : this.undeclared(node, node.name);
  }

  private resolved(
    node: Node & { readonly kind: 'call' },
    overloads: readonly Overload[],
    args: readonly CelType[],
    isMember: boolean,
  ): CelType {
    if (node.name === '_&&_' || node.name === '_||_') return this.logical(node, overloads, args);
    const fitting: Overload[] = [];
    let result: CelType | undefined;
    for (const overload of overloads) {
      if (overload.isMember !== isMember) continue;
      const [parameters, own] = this.instantiated(overload);
      if (!this.substitutions.unifyAll(args, parameters)) continue;
      fitting.push(overload);
      const type = this.substitutions.apply(own);
      if (!result) result = type;
      else if (result.kind !== 'dyn' && !sameType(type, result)) result = DYN;
    }
    if (!result) {
      const known = args.map((type) => this.substitutions.apply(type, true));
      const name = node.target && !isMember ? `${qualifiedName(node.target)}.${node.name}` : node.name;
      return this.report(
        node,
        `found no matching overload for '${name}' applied to '${printArguments(known, isMember)}'`,
      );
    }
    this.references.set(node, {
      kind: 'function',
      overloads: fitting,
      isQualified: node.target !== undefined && !isMember,
    });
    return result;
  }

  private logical(
    node: Node & { readonly kind: 'call' },
    overloads: readonly Overload[],
    args: readonly CelType[],
  ): CelType {
    let isWrong = false;
    for (const [index, type] of args.entries())
      if (!this.substitutions.unify(type, BOOL)) {
        this.report(node.args[index]!, `expected type 'bool' but found '${printType(type)}'`);
        isWrong = true;
      }
    if (isWrong) return ERROR;
    this.references.set(node, { kind: 'function', overloads, isQualified: false });
    return BOOL;
  }

  /** An overload's types with parameters of this call's own. */
  private instantiated({ parameters, result }: Overload): [CelType[], CelType] {
    const names = new Map<string, CelType>();
    const own = Substitutions.none();
    const collect = (type: CelType): void => {
      if (type.kind === 'parameter' && !names.has(type.name)) {
        names.set(type.name, this.freshType());
        own.bind(type.name, names.get(type.name)!);
      } else if (type.kind === 'list') collect(type.element);
      else if (type.kind === 'map') [type.key, type.value].forEach(collect);
      else if (type.kind === 'opaque') type.parameters.forEach(collect);
      else if (type.kind === 'type' && type.of) collect(type.of);
    };
    for (const type of [...parameters, result]) collect(type);
    return [parameters.map((type) => own.apply(type)), own.apply(result)];
  }

  /** The type that all have, undefined if there are none. */
  private joined(elements: readonly Element[]): CelType | undefined {
    let joined: CelType | undefined;
    for (const { value, optional } of elements) {
      let type = this.check(value);
      if (optional) type = this.optionalValue(value, type);
      if (!joined) joined = type;
      else if (this.substitutions.unify(joined, type)) joined = mostGeneral(joined, type);
      else joined = DYN;
    }
    return joined;
  }

  private optionalValue(node: Node, given: CelType): CelType {
    const { type, isOptional } = unwrapped(this.substitutions.apply(given));
    if (!isOptional && type.kind !== 'dyn')
      this.report(node, `expected type '${printType(optionalOf(type))}' but found '${printType(type)}'`);
    return type;
  }

  private made(node: Node & { readonly kind: 'struct' }): CelType {
    const type = this.environment.structType?.(node.typeName);
    if (!type) return this.undeclared(node, node.typeName);
    for (const { name, value, optional, offset } of node.fields) {
      const given = this.check(value);
      const actual = optional ? this.optionalValue(value, given) : given;
      const declared = type.field(name)?.type;
      if (!declared) this.report({ offset }, `undefined field '${name}'`);
      else if (!this.substitutions.unify(declared, actual))
        this.report(
          { offset },
          `expected type of field '${name}' is '${printType(declared)}' but provided type is '${printType(actual)}'`,
        );
    }
    return type;
  }

  private folded(loop: Comprehension): CelType {
    const range = this.substitutions.apply(this.check(loop.range));
    const accumulated = this.check(loop.initial);
    const outer = this.scope;
    const withAccumulator = new Map(outer).set(loop.accumulator, accumulated);
    const [first, second] = this.variableTypes(loop, range);
    const inner = new Map(withAccumulator).set(loop.variable, first);
    if (loop.secondVariable !== undefined) inner.set(loop.secondVariable, second);
    this.scope = inner;
    this.expect(loop.condition, BOOL);
    this.expect(loop.step, accumulated);
    this.scope = withAccumulator;
    const result = this.check(loop.result);
    this.scope = outer;
    return this.substitutions.apply(result);
  }

  private expect(node: Node, expected: CelType): void {
    const type = this.check(node);
    if (!this.substitutions.unify(expected, type))
      this.report(node, `expected type '${printType(expected)}' but found '${printType(type)}'`);
  }

  private variableTypes(loop: Comprehension, range: CelType): readonly [CelType, CelType] {
    const hasTwo = loop.secondVariable !== undefined;
    switch (range.kind) {
      case 'list':
        return hasTwo ? [INT, range.element] : [range.element, DYN];
      case 'map':
        return [range.key, range.value];
      case 'dyn':
      case 'error':
      case 'parameter':
        this.substitutions.unify(DYN, range);
        return [DYN, DYN];
      default:
        this.report(
          loop.range,
          `expression of type '${printType(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
        );
        return [ERROR, ERROR];
    }
  }
}
