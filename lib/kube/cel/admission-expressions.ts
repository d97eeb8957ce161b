import { APPLY_CONFIGURATION, JSON_PATCH, NAMESPACE, patchType, REQUEST } from './admission-types';
import type { CelEnvironment } from './declarations';
import { CelCompileError, CelProgramError } from './issue';
import { KUBERNETES_FUNCTIONS, PATCH_FUNCTIONS } from './library';
import { AUTHORIZER, RESOURCE_CHECK } from './library/authorizer';
import { CelProgram } from './program';
import {
  BOOL,
  type CelType,
  DYN,
  listOf,
  mapOf,
  NULL,
  printType,
  STRING,
  type StructType,
  sameType,
} from './types';

/** An expression that is ready, or what is wrong with it. */
export type CompiledExpression =
  | { readonly program: CelProgram }
  | { readonly problem: string; readonly isInternal: boolean };

/** What an expression is for decides what it must evaluate to, and what it may speak of. */
export type ExpressionUse =
  | 'condition'
  | 'message'
  | 'auditAnnotation'
  | 'variable'
  | 'applyConfiguration'
  | 'jsonPatch';

const RESULTS: { readonly [use in ExpressionUse]: readonly CelType[] | undefined } = {
  condition: [BOOL],
  message: [STRING],
  auditAnnotation: [STRING, NULL],
  variable: undefined,
  applyConfiguration: [APPLY_CONFIGURATION],
  jsonPatch: [listOf(JSON_PATCH)],
};

const MUTATIONS: readonly ExpressionUse[] = ['applyConfiguration', 'jsonPatch'];

/** What expressions of one policy or webhook may speak of. */
export interface ExpressionScope {
  readonly hasParams: boolean;
  /** Whether there are variables at all. */
  readonly hasVariables: boolean;
  /** Present to check expressions against the kinds of the objects. @default nothing is known of them */
  readonly types?: { readonly object: CelType; readonly params?: CelType };
}

/** The expressions of one policy or webhook, as they are written. Variables come before those that use them. */
export class AdmissionExpressions {
  private readonly variables = new Map<string, CelType>();
  private readonly environments = new Map<string, CelEnvironment>();

  constructor(private readonly scope: ExpressionScope) {}

  /** A variable is dynamic if there is something wrong with it. */
  addVariable(name: string, expression: string): CompiledExpression {
    const compiled = this.compile(expression, 'variable');
    this.variables.set(name, 'program' in compiled ? composedType(compiled.program.type) : DYN);
    // What was checked before could not speak of it.
    this.environments.clear();
    return compiled;
  }

  compile(expression: string, use: ExpressionUse): CompiledExpression {
    const results = RESULTS[use];
    try {
      const program = CelProgram.compile(expression, this.environmentFor(use));
      if (!results || results.some((type) => sameType(type, program.type))) return { program };
      return { problem: wrongResult(results, program.type), isInternal: false };
    } catch (error) {
      if (error instanceof CelCompileError)
        return { problem: `compilation failed: ${error.message}`, isInternal: false };
      if (error instanceof CelProgramError)
        return { problem: `program instantiation failed: ${error.message}`, isInternal: true };
      throw error;
    }
  }

  /** What is wrong with an expression, whatever it is for, according to the types of the objects. */
  typeProblem(expression: string): string | undefined {
    try {
      CelProgram.compile(expression, this.environmentFor('variable'));
      return undefined;
    } catch (error) {
      if (error instanceof CelCompileError) return error.message;
      if (error instanceof CelProgramError) return undefined;
      throw error;
    }
  }

  private environmentFor(use: ExpressionUse): CelEnvironment {
    const mutates = MUTATIONS.includes(use);
    const kind = mutates ? 'mutation' : use === 'message' ? 'message' : 'other';
    let environment = this.environments.get(kind);
    if (!environment) {
      environment = {
        functions: mutates ? PATCH_FUNCTIONS : KUBERNETES_FUNCTIONS,
        variables: this.variableTypes(use !== 'message'),
        ...(mutates ? { structType: patchType } : {}),
      };
      this.environments.set(kind, environment);
    }
    return environment;
  }

  private variableTypes(hasAuthorizer: boolean): { readonly [name: string]: CelType } {
    const { types } = this.scope;
    return {
      object: types?.object ?? DYN,
      oldObject: types?.object ?? DYN,
      namespaceObject: NAMESPACE,
      request: REQUEST,
      ...(this.scope.hasParams ? { params: types?.params ?? DYN } : {}),
      ...(hasAuthorizer ? { authorizer: AUTHORIZER } : {}),
      // Kubernetes' type checks do not know it.
      ...(hasAuthorizer && !types ? { 'authorizer.requestResource': RESOURCE_CHECK } : {}),
      ...(this.scope.hasVariables ? this.composedTypes() : {}),
    };
  }

  /** Each variable has a name of its own, beside the object that has them all. */
  private composedTypes(): { readonly [name: string]: CelType } {
    const composed = [...this.variables].map(([name, type]) => [`variables.${name}`, type] as const);
    return { variables: variablesType(new Map(this.variables)), ...Object.fromEntries(composed) };
  }
}

function variablesType(types: ReadonlyMap<string, CelType>): StructType {
  return {
    kind: 'struct',
    name: 'kubernetes.variables',
    field: (name) => {
      const type = types.get(name);
      return type && { type, property: name };
    },
    property: (name) => types.get(name),
    fieldNames: () => types.keys(),
  };
}

/** What other expressions know of the type of a variable: of objects, nothing. */
function composedType(type: CelType): CelType {
  switch (type.kind) {
    case 'list':
      return listOf(composedType(type.element));
    case 'map':
      return mapOf(composedType(type.key), composedType(type.value));
    case 'struct':
    case 'opaque':
    case 'type':
      return DYN;
    default:
      return type;
  }
}

const LONG_NAMES: { readonly [name: string]: string } = {
  null: 'null_type',
  timestamp: 'google.protobuf.Timestamp',
  duration: 'google.protobuf.Duration',
};

function wrongResult(expected: readonly CelType[], actual: CelType): string {
  const names = expected.map(longName);
  const what = names.length === 1 ? names[0] : `one of [${names.join(' ')}]`;
  return `must evaluate to ${what} but got ${longName(actual)}`;
}

function longName(type: CelType): string {
  return printType(type).replace(/\b(?:null|timestamp|duration)\b/g, (name) => LONG_NAMES[name]!);
}
