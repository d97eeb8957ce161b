import { type ApiObject, type Chart, Names, YamlOutputType } from 'cdk8s';
import { chartDocuments, chartObjects } from './chart-objects';

/** A file of manifests, before it is printed. */
export interface OutputFile {
  /** The folder within the output folder. */
  readonly folder?: string;
  /** Without its extension. */
  readonly name: string;
  readonly documents: readonly unknown[];
}

export interface OutputOptions {
  readonly charts: readonly Chart[];
  readonly type: YamlOutputType;
  /** Whether charts are numbered, because they depend on each other. */
  readonly numbered: boolean;
}

/** What a synthesis writes, file after file. Files of one name come as often as cdk8s writes them: the last one stays. */
export function* outputFiles({ charts, type, numbered }: OutputOptions): Iterable<OutputFile> {
  if (type === YamlOutputType.FILE_PER_APP) {
    // There is no name of an app.
    if (charts.length > 0) yield { name: 'app', documents: charts.flatMap((chart) => chartDocuments(chart)) };
    return;
  }
  for (const [index, chart] of charts.entries()) {
    yield* filesOfChart(chart, type, numbered ? `${String(index).padStart(4, '0')}-` : '');
  }
}

function* filesOfChart(chart: Chart, type: YamlOutputType, prefix: string): Iterable<OutputFile> {
  switch (type) {
    case YamlOutputType.FILE_PER_CHART:
      yield { name: prefix + Names.toDnsLabel(chart), documents: chartDocuments(chart) };
      return;
    case YamlOutputType.FILE_PER_RESOURCE:
      for (const document of chartDocuments(chart)) {
        if (document !== undefined) yield { name: resourceName(document), documents: [document] };
      }
      return;
    case YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE: {
      const folder = prefix + Names.toDnsLabel(chart);
      for (const object of chartObjects(chart)) {
        yield { folder, name: resourceName(object), documents: [object.toJson()] };
      }
    }
  }
}

/** `Deployment.api`, without what no file name may have. */
function resourceName(object: unknown): string {
  const { kind, metadata } = object as Pick<ApiObject, 'kind' | 'metadata'>;
  return `${kind}.${metadata.name}`.replace(/[^0-9a-zA-Z-_.]/g, '');
}
