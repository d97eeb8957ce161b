import { ApiObject, Chart } from 'cdk8s';
import { dependencyOrder } from './dependency-order';

/** The API objects of a chart, without those of charts within it, each after those it depends on. */
export function chartObjects(chart: Chart): readonly ApiObject[] {
  return dependencyOrder(chart)
    .filter((construct) => ApiObject.isApiObject(construct))
    .filter((object) => object.chart === chart);
}

/** What a chart is synthesized to, once the whole app is prepared. A chart with a `toJson` of its own is asked. */
export function chartDocuments(chart: Chart): readonly unknown[] {
  return chart.toJson === Chart.prototype.toJson
    ? chartObjects(chart).map((object) => object.toJson())
    : Object.values(chart.toJson());
}
