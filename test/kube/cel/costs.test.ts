import { mostOften, sizesOf, sizesOfRoot } from '../../../lib/kube/cel/estimate/schema-sizes';
import { CelCompileError } from '../../../lib/kube/cel/issue';
import { KUBERNETES_FUNCTIONS } from '../../../lib/kube/cel/library';
import { CelProgram } from '../../../lib/kube/cel/program';
import { typeOfSchema } from '../../../lib/kube/cel/schema-types';
import { COST_CASES, type CostCase, costAnswers } from './recorded-costs';

const SELF = 'selfType';

function estimate({ schema, isRoot = false }: CostCase, expression: string): string {
  const type = typeOfSchema(schema, SELF, isRoot)!;
  const environment = { functions: KUBERNETES_FUNCTIONS, variables: { self: type, oldSelf: type } };
  try {
    const program = CelProgram.compile(expression, environment);
    return String(program.mostCost((isRoot ? sizesOfRoot : sizesOf)(schema)!));
  } catch (error) {
    if (!(error instanceof CelCompileError)) throw error;
    return 'compilation failed';
  }
}

describe.each(COST_CASES.map((one, index) => [one.name, one, costAnswers()[index]!] as const))(
  '%s',
  (_name, one, { cardinality, costs }) => {
    test.each(one.expressions.map((expression, index) => [expression, costs[index]!] as const))(
      '%s',
      (expression, cost) => {
        expect(estimate(one, expression)).toBe(cost.replace(/^(compilation failed)[\s\S]*$/, '$1'));
      },
    );

    test('are met at most so often', () => {
      expect(String(mostOften((one.isRoot ? sizesOfRoot : sizesOf)(one.schema)!))).toBe(cardinality);
    });
  },
);
