/** What became of one spec of the suite. */
export interface SpecResult {
  /** With its group: `[sig-auth] ServiceAccounts should …`. */
  readonly name: string;
  /** Whether it passes on a real control plane without real containers. */
  readonly isPossible: boolean;
  /** The first line of its failure; undefined when it passed. */
  readonly failure: string | undefined;
}

/** Characters of a failure that are shown. */
const LONGEST_FAILURE = 160;

const PASSES = 'Passes';

/** Whether a page says that a spec passed. */
export function passedOn(page: string, name: string): boolean {
  const [, passes = ''] = page.split(`\n## ${PASSES}\n`);
  return passes.split('\n## ')[0]!.includes(`\n- ${shortName(name)}\n`);
}

/** The page about conformance, in Markdown. */
export function conformancePage(results: readonly SpecResult[]): string {
  const possible = results.filter(({ isPossible }) => isPossible);
  const passed = possible.filter(({ failure }) => failure === undefined);
  const failed = possible.filter(({ failure }) => failure !== undefined);
  return [
    '# Conformance',
    '',
    'Kubernetes has a test suite for clusters: the conformance suite. These are its results for the simulated cluster,',
    'with the suite of Kubernetes v1.36.3. Pods of the simulated cluster have no real containers, so a test that needs',
    'one cannot pass. The reference is therefore a real control plane whose nodes are simulated, too (by KWOK).',
    '',
    `**${passed.length} of the ${possible.length} tests that pass on the reference pass here.**`,
    '',
    'The page is written by `tools/conformance.ts`, from a run.',
    ...section(PASSES, passed, ({ name }) => `- ${shortName(name)}`),
    ...section(
      'Does not pass here',
      failed,
      ({ name, failure = '' }) => `- ${shortName(name)}: \`${failure.slice(0, LONGEST_FAILURE)}\``,
    ),
    ...section(
      'Passes neither here nor on the reference: needs real containers',
      results.filter(({ isPossible }) => !isPossible),
      ({ name }) => `- ${shortName(name)}`,
    ),
    '',
  ].join('\n');
}

function section(
  title: string,
  results: readonly SpecResult[],
  lineOf: (result: SpecResult) => string,
): readonly string[] {
  if (results.length === 0) return [];
  const groups = new Map<string, SpecResult[]>();
  for (const result of results) {
    const group = /^\[([\w-]+)\]/.exec(result.name)?.[1] ?? 'other';
    groups.set(group, [...(groups.get(group) ?? []), result]);
  }
  const lines = [...groups]
    .sort()
    .flatMap(([group, members]) => [
      '',
      `### ${group} (${members.length})`,
      '',
      ...members.map(lineOf).sort(),
    ]);
  return ['', `## ${title}`, ...lines];
}

/** Without what all names have. */
function shortName(name: string): string {
  return name
    .replace(/^\[[\w-]+\] /, '')
    .replace(/ \[Conformance\]$/, '')
    .replace(' [Privileged:ClusterAdmin]', '');
}
