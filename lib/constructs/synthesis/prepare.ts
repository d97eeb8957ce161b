import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';

/** Throws what the validations of an app's constructs say, in the words of cdk8s. */
export function validateAll(app: IConstruct): void {
  const errors = app.node
    .findAll()
    .flatMap(({ node }) => node.validate().map((error) => `[${node.path}] ${error}`));
  if (errors.length > 0) {
    throw new Error(`Validation failed with the following errors:\n  ${errors.join('\n  ')}`);
  }
}

/**
 * Adds the dependencies that follow from others: of a chart on the charts within it, of charts on those their constructs
 * depend on, and of the objects of a construct on those of its dependency.
 *
 * @returns whether a chart depends on another one: the names of files are numbered then.
 */
export function resolveDependencies(app: IConstruct): boolean {
  const constructs = app.node.findAll();
  let dependent = false;
  for (const parent of constructs) {
    if (!Chart.isChart(parent)) continue;
    for (const child of parent.node.children) {
      if (!Chart.isChart(child)) continue;
      parent.node.addDependency(child);
      dependent = true;
    }
  }
  for (const { source, target } of dependenciesOf(constructs)) {
    const chart = Chart.of(source);
    const other = Chart.of(target);
    if (chart === other) continue;
    chart.node.addDependency(other);
    dependent = true;
  }
  resolveObjectDependencies(constructs);
  return dependent;
}

function resolveObjectDependencies(constructs: readonly IConstruct[]): void {
  const known = new Map<IConstruct, readonly ApiObject[]>();
  const objectsOf = (construct: IConstruct) => {
    const found = known.get(construct) ?? ownObjects(construct);
    known.set(construct, found);
    return found;
  };
  for (const { source, target } of dependenciesOf(constructs)) {
    const sources = objectsOf(source);
    for (const object of objectsOf(target)) {
      for (const one of sources) if (one !== object) one.node.addDependency(object);
    }
  }
}

/** The objects within a construct that belong to its own chart. */
function ownObjects(construct: IConstruct): readonly ApiObject[] {
  const chart = Chart.of(construct);
  return construct.node
    .findAll()
    .filter((one) => ApiObject.isApiObject(one))
    .filter((object) => Chart.of(object) === chart);
}

/** As they are now: more may be added while they are gone through. */
function dependenciesOf(
  constructs: readonly IConstruct[],
): readonly { readonly source: IConstruct; readonly target: IConstruct }[] {
  return constructs.flatMap((source) => source.node.dependencies.map((target) => ({ source, target })));
}
