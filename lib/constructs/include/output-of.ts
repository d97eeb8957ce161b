import { spawnSync } from 'node:child_process';
import type { Construct } from 'constructs';
import { report } from '../authoring/report';

/** A program that prints manifests. It must print the same every time, or the manifests change without reason. */
export interface OutputOf {
  readonly command: string;
  readonly args: readonly string[];
  /**
   * What it reads from its standard input.
   *
   * @default nothing
   */
  readonly input?: string;
}

export interface HelmTemplateProps {
  /** The chart: a folder, an archive, or a name that the local Helm knows. */
  readonly chart: string;
  /**
   * Name of the release.
   *
   * @default the last part of the chart's name
   */
  readonly release?: string;
  /**
   * The namespace the chart is told.
   *
   * @default Helm's: default
   */
  readonly namespace?: string;
  /**
   * Values of the chart.
   *
   * @default the chart's own
   */
  readonly values?: { readonly [key: string]: unknown };
  /**
   * More arguments of `helm template`, such as `['--include-crds']`.
   *
   * @default none
   */
  readonly args?: readonly string[];
  /**
   * The program.
   *
   * @default $HELM, or `helm` of the path
   */
  readonly program?: string;
}

/** The manifests of a Helm chart: `{ output: helmTemplate({ chart: './charts/queue' }) }`. */
export function helmTemplate(props: HelmTemplateProps): OutputOf {
  const { chart, release = nameOfChart(chart), namespace, values, args = [] } = props;
  return {
    command: props.program ?? process.env.HELM ?? 'helm',
    args: [
      'template',
      release,
      chart,
      ...(namespace === undefined ? [] : ['--namespace', namespace]),
      ...(values ? ['--values', '-'] : []),
      ...args,
    ],
    ...(values && { input: JSON.stringify(values) }),
  };
}

/** The manifests of a Kustomize folder: `{ output: kustomizeBuild('./overlays/production') }`. */
export function kustomizeBuild(folder: string, program = process.env.KUSTOMIZE ?? 'kustomize'): OutputOf {
  return { command: program, args: ['build', folder] };
}

const LARGEST_OUTPUT = 256 * 2 ** 20;

/** Runs the program; reports one that cannot be run, or fails. */
export function readOutput(owner: Construct, { command, args, input }: OutputOf): string {
  const { status, signal, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    input: input ?? '',
    maxBuffer: LARGEST_OUTPUT,
  });
  if (status === 0) return stdout;
  const reason = error ? error.message : `ended with ${signal ?? status}: ${stderr.trim()}`;
  report(owner, { field: 'output', message: `\`${[command, ...args].join(' ')}\` ${reason}` });
  return '';
}

function nameOfChart(chart: string): string {
  return chart
    .replace(/\/+$/, '')
    .replace(/^.*\//, '')
    .replace(/-\d.*\.tgz$/, '');
}
