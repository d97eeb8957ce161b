import type { KubeObject } from '../kube/object';
import { parseManifests } from '../manifests/parse-manifests';

interface ChartLike {
  toJson(): unknown[];
}

interface AppLike {
  readonly charts: readonly ChartLike[];
}

/** Whatever holds manifests: a cdk8s App or Chart, one object or several, or YAML. */
export type ManifestSource = AppLike | ChartLike | KubeObject | readonly KubeObject[] | string;

/** The objects of a source, as they would be written to manifests. @throws Error for YAML that does not parse */
export function objectsOf(source: ManifestSource): readonly KubeObject[] {
  if (typeof source === 'string') return objectsOfYaml(source);
  if (isList(source)) return source;
  if ('charts' in source) return source.charts.flatMap(chartObjects);
  return 'toJson' in source ? chartObjects(source) : [source];
}

function isList(source: Exclude<ManifestSource, string>): source is readonly KubeObject[] {
  return Array.isArray(source);
}

function chartObjects(chart: ChartLike): KubeObject[] {
  return chart.toJson() as KubeObject[];
}

function objectsOfYaml(text: string): readonly KubeObject[] {
  const { objects, problems } = parseManifests(text, 'manifests');
  const [problem] = problems;
  if (problem) throw new Error(`line ${problem.position.line} of the manifests: ${problem.message}`);
  return objects.map(({ object }) => object);
}
