import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AppProps, App as Cdk8sApp, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { originsOf } from './origins';
import { chartDocuments, chartObjects } from './synthesis/chart-objects';
import { dependencyOrder } from './synthesis/dependency-order';
import { keepOrigins } from './synthesis/origins-file';
import { outputFiles } from './synthesis/output-files';
import { resolveDependencies, validateAll } from './synthesis/prepare';
import { YamlPrinter } from './synthesis/yaml-printer';

const inSynthesis = new WeakSet<IConstruct>();

/** Beside the manifests: which construct made which object. */
const METADATA_FILE = 'construct-metadata.json';

/**
 * A cdk8s app that synthesizes in time proportional to its size, with the same bytes: for two thousand charts a second
 * instead of a minute. cdk8s prepares the whole app again for every chart.
 */
export class App extends Cdk8sApp {
  private readonly recordsMetadata: boolean;

  constructor(props: AppProps = {}) {
    super(props);
    this.recordsMetadata =
      props.recordConstructMetadata ?? process.env.CDK8S_RECORD_CONSTRUCT_METADATA === 'true';
  }

  /** All charts, each after those it depends on. */
  override get charts(): Chart[] {
    return dependencyOrder(this).filter((construct) => Chart.isChart(construct));
  }

  override synth(): void {
    mkdirSync(this.outdir, { recursive: true });
    validateAll(this);
    const numbered = resolveDependencies(this);
    this.prepared(() => this.writeFiles(numbered));
  }

  override synthYaml(): string {
    resolveDependencies(this);
    validateAll(this);
    return this.prepared(() =>
      new YamlPrinter().print(this.charts.flatMap((chart) => chartDocuments(chart))),
    );
  }

  private writeFiles(numbered: boolean): void {
    const { charts, yamlOutputType: type } = this;
    const printer = new YamlPrinter();
    const folders = new Set<string>();
    for (const { folder = '', name, documents } of outputFiles({ charts, type, numbered })) {
      const path = join(this.outdir, folder);
      if (folder !== '' && !folders.has(folder)) mkdirSync(path, { recursive: true });
      folders.add(folder);
      writeFileSync(join(path, name + this.outputFileExtension), printer.print(documents));
    }
    if (!this.recordsMetadata) return;
    writeFileSync(join(this.outdir, METADATA_FILE), metadataOf(charts));
    keepOrigins(this.outdir, originsOf(this));
  }

  /** Lets charts know, while they are rendered, that the app needs no preparation. */
  private prepared<T>(render: () => T): T {
    inSynthesis.add(this);
    try {
      return render();
    } finally {
      inSynthesis.delete(this);
    }
  }
}

/** Whether the whole app of a chart has been validated and its dependencies resolved, by the synthesis going on. */
export function isPrepared(chart: Chart): boolean {
  return inSynthesis.has(chart.node.root);
}

function metadataOf(charts: readonly Chart[]): string {
  const resources: { [name: string]: { readonly path: string } } = {};
  for (const { name, node } of charts.flatMap((chart) => chartObjects(chart)))
    resources[name] = { path: node.path };
  return JSON.stringify({ version: '1.0.0', resources });
}
