import {
  type CelType,
  DYN,
  listOf,
  mapOf,
  opaque,
  optionalElement,
  printType,
  sameType,
  typeOf,
} from './types';

/** What is known of the types that parameters stand for. It grows while an expression is checked. */
export class Substitutions {
  private constructor(private bound: ReadonlyMap<string, CelType>) {}

  static none(): Substitutions {
    return new Substitutions(new Map());
  }

  /** Whether values of one type may stand for the other; if so, remembers what that says of their parameters. */
  unify(a: CelType, b: CelType): boolean {
    return this.unifyAll([a], [b]);
  }

  /** All of them or none. */
  unifyAll(a: readonly CelType[], b: readonly CelType[]): boolean {
    const attempt = new Attempt(new Map(this.bound));
    if (!attempt.areAssignable(a, b)) return false;
    this.bound = attempt.bound;
    return true;
  }

  /** @param isLast parameters of which nothing is known become dynamic */
  apply(type: CelType, isLast = false): CelType {
    return substitute(this.bound, type, isLast);
  }

  bind(name: string, type: CelType): void {
    this.bound = new Map(this.bound).set(name, type);
  }
}

function substitute(bound: ReadonlyMap<string, CelType>, type: CelType, isLast: boolean): CelType {
  const inner = (one: CelType) => substitute(bound, one, isLast);
  switch (type.kind) {
    case 'parameter': {
      const known = bound.get(type.name);
      if (known) return inner(known);
      return isLast ? DYN : type;
    }
    case 'list':
      return listOf(inner(type.element));
    case 'map':
      return mapOf(inner(type.key), inner(type.value));
    case 'opaque':
      return type.parameters.length > 0 ? opaque(type.name, ...type.parameters.map(inner)) : type;
    case 'type':
      return type.of ? typeOf(inner(type.of)) : type;
    default:
      return type;
  }
}

class Attempt {
  constructor(readonly bound: Map<string, CelType>) {}

  areAssignable(a: readonly CelType[], b: readonly CelType[]): boolean {
    return a.length === b.length && a.every((one, index) => this.isAssignable(one, b[index]!));
  }

  private isAssignable(a: CelType, b: CelType): boolean {
    if (b.kind === 'parameter') {
      const { isValid, isBound } = this.substitutes(a, b);
      if (isValid || isBound) return isValid;
    }
    if (a.kind === 'parameter') return this.substitutes(b, a).isValid;
    if (isWild(a) || isWild(b)) return true;
    if (a.kind === 'null') return isNullable(b);
    if (b.kind === 'null') return isNullable(a);
    switch (a.kind) {
      case 'list':
        return b.kind === 'list' && this.isAssignable(a.element, b.element);
      case 'map':
        return b.kind === 'map' && this.areAssignable([a.key, a.value], [b.key, b.value]);
      case 'opaque':
        return b.kind === 'opaque' && a.name === b.name && this.areAssignable(a.parameters, b.parameters);
      case 'type':
        return b.kind === 'type';
      default:
        return sameType(a, b);
    }
  }

  /** Whether a type may be what a parameter stands for. */
  private substitutes(type: CelType, parameter: CelType & { readonly kind: 'parameter' }) {
    if (sameType(type, parameter)) return { isValid: true, isBound: true };
    const known = this.bound.get(parameter.name);
    if (known) {
      if (sameType(type, known)) return { isValid: true, isBound: true };
      if (!this.isAssignable(type, known)) return { isValid: false, isBound: true };
      const general = isEqualOrLessSpecific(type, known) ? type : known;
      if (!this.occursIn(parameter, general)) this.bound.set(parameter.name, general);
      return { isValid: true, isBound: true };
    }
    if (this.occursIn(parameter, type)) return { isValid: false, isBound: false };
    this.bound.set(parameter.name, type);
    return { isValid: true, isBound: false };
  }

  private occursIn(parameter: CelType & { readonly kind: 'parameter' }, type: CelType): boolean {
    if (sameType(parameter, type)) return true;
    switch (type.kind) {
      case 'parameter': {
        const known = this.bound.get(type.name);
        return known !== undefined && this.occursIn(parameter, known);
      }
      case 'list':
        return this.occursIn(parameter, type.element);
      case 'map':
        return this.occursIn(parameter, type.key) || this.occursIn(parameter, type.value);
      case 'opaque':
        return type.parameters.some((one) => this.occursIn(parameter, one));
      default:
        return type.kind === 'type' && type.of !== undefined && this.occursIn(parameter, type.of);
    }
  }
}

const isWild = ({ kind }: CelType) => kind === 'dyn' || kind === 'error';

function isNullable({ kind }: CelType): boolean {
  return ['null', 'opaque', 'struct', 'duration', 'timestamp'].includes(kind);
}

/** A type is less specific if it is the other with something dynamic in it. */
function isEqualOrLessSpecific(a: CelType, b: CelType): boolean {
  if (a.kind === 'dyn' || a.kind === 'parameter') return true;
  if (b.kind === 'dyn' || b.kind === 'parameter' || a.kind !== b.kind) return false;
  if (a.kind === 'list' && b.kind === 'list') return isEqualOrLessSpecific(a.element, b.element);
  if (a.kind === 'map' && b.kind === 'map')
    return isEqualOrLessSpecific(a.key, b.key) && isEqualOrLessSpecific(a.value, b.value);
  if (a.kind === 'opaque' && b.kind === 'opaque')
    return (
      a.name === b.name &&
      a.parameters.length === b.parameters.length &&
      a.parameters.every((one, index) => isEqualOrLessSpecific(one, b.parameters[index]!))
    );
  return a.kind === 'type' || sameType(a, b);
}

/** The more general of two types that unify. */
export function mostGeneral(a: CelType, b: CelType): CelType {
  return isEqualOrLessSpecific(a, b) ? a : b;
}

/** The type of a value that may be there, and whether it was optional. */
export function unwrapped(type: CelType): { readonly type: CelType; readonly isOptional: boolean } {
  const element = optionalElement(type);
  return element ? { type: element, isOptional: true } : { type, isOptional: false };
}

/** As an error names the types of arguments: `(int, string)`, `int.(string)`. */
export function printArguments(types: readonly CelType[], hasTarget: boolean): string {
  const printed = types.map(printType);
  if (!hasTarget) return `(${printed.join(', ')})`;
  const [target, ...rest] = printed;
  return `${target}.(${rest.join(', ')})`;
}
