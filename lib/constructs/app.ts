import { ApiObject, App as Cdk8sApp, type Chart, DependencyGraph } from 'cdk8s';

const inSynthesis = new WeakSet<Cdk8sApp>();

/**
 * A cdk8s app that synthesizes in time proportional to its size, with the same bytes. cdk8s prepares the whole app
 * again for every chart: for two thousand charts that is half a minute.
 */
export class App extends Cdk8sApp {
  override synth(): void {
    inSynthesis.add(this);
    try {
      super.synth();
    } finally {
      inSynthesis.delete(this);
    }
  }

  override synthYaml(): string {
    inSynthesis.add(this);
    try {
      return super.synthYaml();
    } finally {
      inSynthesis.delete(this);
    }
  }
}

/** Whether the whole app of a chart has been validated and its dependencies resolved, by the synthesis going on. */
export function isPrepared(chart: Chart): boolean {
  return inSynthesis.has(Cdk8sApp.of(chart) as Cdk8sApp);
}

/** The objects of a prepared chart, each after those it depends on. */
export function renderPrepared(chart: Chart): unknown[] {
  return new DependencyGraph(chart.node)
    .topology()
    .filter((construct) => ApiObject.isApiObject(construct))
    .filter((object) => object.chart === chart)
    .map((object) => object.toJson());
}
